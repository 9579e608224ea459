"""After a conversation its agent wraps up by the desk's own clock, says how it ended, and is what they were before."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from server.base.errors import Conflict, Invalid
from server.desk.rules import Rules, read_rules
from server.store.tables.config import DESK_RULES
from tests.flows.floor import Floor
from tests.server.live.staffed import ADA, BILLING, LIN, ORDERS, staff

CALLER = "+447700900123"


def rule(floor: Floor, **changed: Any) -> None:
    with floor.desk.database.reading() as connection:
        rules = read_rules(connection)
        row = DESK_RULES.c.version
        version = connection.execute(sa.select(row)).scalar_one_or_none() or 1
    told = {**msgspec.to_builtins(rules), **changed}
    floor.does(staff(ADA), "rules.edit", version=version, rules=msgspec.convert(told, Rules))


def later(floor: Floor, seconds: int) -> None:
    """Time goes by with Lin's screen alive, and the leader does what fell due."""
    floor.desk.clock.advance(seconds * 1_000)
    floor.stay(LIN)
    floor.leader.step()


def code(floor: Floor, name: str, *queue_ids: str) -> str:
    return str(floor.does(staff(ADA), "wrap_up_codes.create", name=name, queue_ids=list(queue_ids))["id"])


def called(floor: Floor, call: str = "one") -> str:
    """Lin talks to somebody, who hangs up."""
    ticket = floor.calls(call, CALLER)
    floor.accepts(LIN)
    floor.reports(call, "answered", CALLER, agent_id=LIN)
    floor.reports(call, "ended", CALLER, reason="caller_hung_up")
    return ticket


def test_after_a_call_the_desk_gives_time_to_wrap_up_and_takes_it_back(floor: Floor) -> None:
    floor.comes(LIN)
    called(floor)
    assert floor.presence(LIN) == "wrap_up"
    second = floor.calls("two", "+447700900124")
    assert floor.rings() == {}
    later(floor, 27)
    assert floor.presence(LIN) == "wrap_up"
    later(floor, 5)
    assert floor.presence(LIN) == "available"
    assert floor.rings() == {LIN: second}


def test_a_code_and_a_note_end_it_and_stand_in_the_thread(floor: Floor) -> None:
    floor.comes(LIN)
    refund = code(floor, "Refund", ORDERS)
    ticket = called(floor)
    floor.does(staff(LIN), "ticket.wrap_up", ticket_id=ticket, code_id=refund, note="Money is back")
    assert floor.presence(LIN) == "available"
    assert floor.ticket(ticket).wrap_up_code_id == refund
    assert floor.lines(ticket)[-2:] == ["wrap_up", "Money is back"]


def test_a_code_of_another_queue_is_none(floor: Floor) -> None:
    floor.comes(LIN)
    bill = code(floor, "Bill", BILLING)
    ticket = called(floor)
    with pytest.raises(Invalid, match=r"wrap_up\.code_elsewhere"):
        floor.does(staff(LIN), "ticket.wrap_up", ticket_id=ticket, code_id=bill)


def test_where_a_code_is_wanted_nothing_else_ends_the_wrap_up(floor: Floor) -> None:
    rule(floor, wrap_up_code_queues=[ORDERS])
    refund = code(floor, "Refund")
    floor.comes(LIN)
    ticket = called(floor)
    for verb, fields in (("presence.finish", {}), ("presence.set", {"state": "available"})):
        with pytest.raises(Conflict, match=r"wrap_up\.code_missing"):
            floor.does(staff(LIN), verb, **fields)
    later(floor, 40)
    assert floor.presence(LIN) == "wrap_up"
    floor.does(staff(LIN), "ticket.wrap_up", ticket_id=ticket, code_id=refund)
    assert floor.presence(LIN) == "available"


def test_it_may_take_longer_but_not_for_ever(floor: Floor) -> None:
    rule(floor, wrap_up_most_s=60)
    floor.comes(LIN)
    called(floor)
    floor.does(staff(LIN), "presence.extend", seconds=60)
    later(floor, 40)
    assert floor.presence(LIN) == "wrap_up"
    with pytest.raises(Conflict, match=r"wrap_up\.longest"):
        floor.does(staff(LIN), "presence.extend", seconds=60)
    later(floor, 25)
    assert floor.presence(LIN) == "available"


def test_whoever_was_busy_is_busy_again_and_whoever_has_left_stays_away(floor: Floor) -> None:
    floor.comes(LIN)
    ticket = floor.calls("one", CALLER)
    floor.accepts(LIN)
    floor.does(staff(LIN), "presence.set", state="busy")
    floor.reports("one", "answered", CALLER, agent_id=LIN)
    floor.reports("one", "ended", CALLER)
    floor.does(staff(LIN), "presence.finish")
    assert floor.presence(LIN) == "busy"
    floor.does(staff(LIN), "presence.set", state="away", reason="lunch")
    floor.does(staff(LIN), "ticket.solve", ticket_id=ticket)
    assert floor.presence(LIN) == "away"


def test_a_chat_wants_it_only_where_the_rules_say_so(floor: Floor) -> None:
    floor.comes(LIN)
    first = floor.starts_chat("Hello")
    floor.accepts(LIN)
    floor.does(first.visitor, "chat.end", conversation_id=first.conversation)
    assert floor.presence(LIN) == "available"
    rule(floor, wrap_up_s={"chat": 10})
    second = floor.starts_chat("Hello again")
    floor.accepts(LIN)
    floor.replies(second, "Done", then="solve")
    assert floor.presence(LIN) == "wrap_up"
    later(floor, 12)
    assert floor.presence(LIN) == "available"
