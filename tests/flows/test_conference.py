"""A third party in a call: who may be brought in, what they see meanwhile, and what they are afterwards."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from server.base.errors import Conflict, Forbidden, Unknown
from server.desk.readings.registry import ask
from server.desk.readings.threads import OfTicket
from server.store.tables.calls import CALL_PARTIES
from tests.flows.floor import Floor
from tests.server.live.staffed import KOFI, LIN, MARTA, staff

CALLER = "+447700900123"


def talking(floor: Floor) -> tuple[str, str]:
    """Lin talks; returns ticket and call."""
    floor.comes(LIN)
    ticket = floor.calls("one", CALLER)
    floor.accepts(LIN)
    return ticket, floor.reports("one", "answered", CALLER, agent_id=LIN)


def added(floor: Floor, call: str, **whom: str) -> str:
    floor.does(staff(LIN), "call.add", call_id=call, **whom)
    with floor.desk.database.reading() as connection:
        newest = sa.select(CALL_PARTIES.c.id).order_by(CALL_PARTIES.c.id.desc())
        return str(connection.execute(newest).scalars().first())


def reads(floor: Floor, person: str, ticket: str) -> None:
    with floor.desk.look(staff(person)) as look:
        ask(look, "ticket.thread", OfTicket(ticket_id=ticket))


def test_a_colleague_of_another_team_sees_the_ticket_while_they_are_in_its_call(floor: Floor) -> None:
    ticket, call = talking(floor)
    floor.comes(KOFI)
    with pytest.raises(Unknown):
        reads(floor, KOFI, ticket)
    party = added(floor, call, user_id=KOFI)
    reads(floor, KOFI, ticket)
    floor.reports("one", "joined", CALLER, party_id=party)
    assert floor.presence(KOFI) == "busy"
    floor.does(staff(KOFI), "ticket.note", ticket_id=ticket, body="I know this case", client_id="note-1")
    floor.reports("one", "left", CALLER, party_id=party)
    assert floor.presence(KOFI) == "available"
    with pytest.raises(Unknown):
        reads(floor, KOFI, ticket)
    assert "call_party_left" in floor.lines(ticket)


def test_when_the_agent_leaves_the_colleague_has_the_call_and_the_ticket(floor: Floor) -> None:
    ticket, call = talking(floor)
    floor.comes(MARTA)
    party = added(floor, call, user_id=MARTA)
    floor.reports("one", "joined", CALLER, party_id=party)
    floor.does(staff(LIN), "call.leave", call_id=call)
    floor.reports("one", "left", CALLER, agent_id=LIN)
    assert (floor.ticket(ticket).assignee_id, floor.presence(LIN)) == (MARTA, "wrap_up")
    floor.does(staff(MARTA), "call.hold", call_id=call, on=True)


def test_who_comes_twice_is_away_or_talks_elsewhere_is_not_brought_in(floor: Floor) -> None:
    _, call = talking(floor)
    with pytest.raises(Conflict, match=r"call\.party_offline"):
        added(floor, call, user_id=KOFI)
    floor.comes(KOFI)
    added(floor, call, user_id=KOFI)
    with pytest.raises(Conflict, match=r"call\.party_here"):
        added(floor, call, user_id=KOFI)
    floor.comes(MARTA)
    other = floor.calls("two", "+447700900124")
    floor.does(staff(MARTA), "ticket.take", ticket_id=other)
    with pytest.raises(Conflict, match=r"call\.party_busy"):
        added(floor, call, user_id=MARTA)


def test_only_whoever_has_the_call_brings_somebody_in_and_leaves_nobody_alone(floor: Floor) -> None:
    _, call = talking(floor)
    floor.comes(MARTA)
    with pytest.raises(Forbidden, match=r"call\.not_yours"):
        floor.does(staff(MARTA), "call.add", call_id=call, user_id=MARTA)
    with pytest.raises(Conflict, match=r"call\.nobody_else"):
        floor.does(staff(LIN), "call.leave", call_id=call)


def test_a_number_that_does_not_answer_is_said_and_the_call_goes_on(floor: Floor) -> None:
    ticket, call = talking(floor)
    party = added(floor, call, number="+447700900188")
    floor.reports("one", "unreached", CALLER, party_id=party)
    assert floor.lines(ticket)[-2:] == ["call_party_number", "call_party_failed_number"]
    floor.does(staff(LIN), "call.hold", call_id=call, on=True)


def test_the_end_of_the_call_is_the_end_for_everybody(floor: Floor) -> None:
    ticket, call = talking(floor)
    floor.comes(KOFI)
    party = added(floor, call, user_id=KOFI)
    floor.reports("one", "joined", CALLER, party_id=party)
    floor.reports("one", "ended", CALLER, reason="caller_hung_up")
    assert (floor.ticket(ticket).guest_ids, floor.presence(KOFI)) == ((), "available")
