"""Promises to call back: made for missed calls and on request, tried, late, kept, given up. Nobody is owed two."""

from __future__ import annotations

import pytest

from server.base.clock import HOUR, MINUTE
from server.base.errors import Forbidden, Invalid
from server.desk.readings.notices import OfNotices
from server.desk.readings.registry import ask
from server.store.tables.calls import CALL_BACKS, CallBack
from server.store.tables.people import IDENTITIES
from tests.flows.floor import Floor
from tests.flows.test_call import HOME, knows
from tests.flows.test_wrap_up import later, rule
from tests.server.live.staffed import LIN, MARTA, ORDERS, staff


def owed(floor: Floor) -> list[CallBack]:
    with floor.desk.look(staff(LIN)) as look:
        return look.rows(CALL_BACKS, CALL_BACKS.c.id != "", CALL_BACKS.c.id)


def missed(floor: Floor, call: str = "one", number: str = HOME) -> str:
    ticket = floor.calls(call, number)
    floor.reports(call, "ended", number, reason="caller_hung_up")
    return ticket


def dials(floor: Floor, ticket: str, customer: str) -> str:
    """Lin calls the customer at their only number; returns the call."""
    with floor.desk.look(staff(LIN)) as look:
        phones = look.rows(IDENTITIES, IDENTITIES.c.customer_id == customer)
    identity = phones[0].id
    told = {"customer_id": customer, "identity_id": identity, "ticket_id": ticket}
    return str(floor.does(staff(LIN), "call.dial", **told)["call_id"])


def test_vain_attempts_are_noted_and_the_last_one_gives_it_up(floor: Floor) -> None:
    mei = knows(floor.desk, "Mei", HOME)
    rule(floor, callback_tries=2, callback_again_s=60)
    ticket = missed(floor)
    floor.comes(LIN)
    assert floor.accepts(LIN) == ticket
    first = dials(floor, ticket, mei)
    floor.reports(first, "failed", HOME, direction="out", reason="busy")
    (promise,) = owed(floor)
    assert [one["outcome"] for one in promise.tried] == ["busy"]
    assert promise.due_at > floor.desk.clock.now()
    second = dials(floor, ticket, mei)
    floor.reports(second, "ended", HOME, direction="out")
    (promise,) = owed(floor)
    assert (promise.state, len(promise.tried)) == ("given_up", 2)
    assert floor.ticket(ticket).call_back_at is None
    assert "call_back_given_up" in floor.lines(ticket)
    assert floor.ticket(ticket).assignee_id == LIN


def test_reaching_them_keeps_it(floor: Floor) -> None:
    mei = knows(floor.desk, "Mei", HOME)
    ticket = missed(floor)
    floor.comes(LIN)
    floor.accepts(LIN)
    call = dials(floor, ticket, mei)
    floor.reports(call, "answered", HOME, direction="out", agent_id=LIN)
    assert [one.state for one in owed(floor)] == ["reached"]


def test_a_late_one_is_more_urgent_and_told_to_who_can_keep_it(floor: Floor) -> None:
    knows(floor.desk, "Mei", HOME)
    rule(floor, callback_due_s=60)
    ticket = missed(floor)
    later(floor, 61)
    assert floor.ticket(ticket).priority == "high"
    assert [one.late for one in owed(floor)] == [True]
    with floor.desk.look(staff(MARTA)) as look:
        told = ask(look, "notices", OfNotices())
    assert "callback_due" in [one.kind for one in told.records]


def test_calling_again_makes_no_second_promise(floor: Floor) -> None:
    knows(floor.desk, "Mei", HOME)
    first = missed(floor)
    second = missed(floor, "two")
    assert [one.ticket_id for one in owed(floor)] == [first]
    assert floor.ticket(second).status == "closed"
    floor.comes(LIN)
    third = floor.calls("three", HOME)
    floor.does(staff(LIN), "ticket.take", ticket_id=third)
    floor.reports("three", "answered", HOME, agent_id=LIN)
    assert [one.state for one in owed(floor)] == ["reached"]
    assert floor.ticket(first).status == "closed"


def test_nobody_is_promised_a_call_at_a_withheld_number(floor: Floor) -> None:
    ticket = missed(floor, number="")
    assert owed(floor) == []
    assert floor.ticket(ticket).status == "closed"


def test_a_customer_asks_for_a_call_in_a_window(floor: Floor) -> None:
    floor.comes(LIN)
    now = floor.desk.clock.now()
    told = {"address": HOME, "language": "en", "name": "Mei", "message": "About my order", "queue_id": ORDERS}
    window = {"from_at": now + HOUR, "due_at": now + 2 * HOUR}
    asked = floor.does(floor.desk.visitor(), "call_back.ask", **told, **window)
    assert (asked["from_at"], asked["due_at"]) == (now + HOUR, now + 2 * HOUR)
    (promise,) = owed(floor)
    assert floor.ticket(promise.ticket_id).status == "snoozed"
    assert floor.rings() == {}
    later(floor, 3_600)
    assert floor.rings() == {LIN: promise.ticket_id}


def test_asking_again_moves_it(floor: Floor) -> None:
    visitor = floor.desk.visitor()
    told = {"address": HOME, "language": "zh", "queue_id": ORDERS}
    floor.does(visitor, "call_back.ask", **told)
    floor.does(visitor, "chat.start", message="Hello", client_id="hello-001", language="zh", queue_id=ORDERS)
    now = floor.desk.clock.now()
    floor.does(visitor, "call_back.ask", **told, from_at=now + HOUR, due_at=now + 2 * HOUR)
    assert len({one.ticket_id for one in owed(floor)}) <= 2


@pytest.mark.parametrize(
    ("start", "end"), [(-10, 10), (10, 10), (0, 60 * 25), (60 * 24 * 31, 60 * 24 * 31 + 5)]
)
def test_a_window_that_cannot_be_is_refused(floor: Floor, start: int, end: int) -> None:
    now = floor.desk.clock.now()
    window = {"from_at": now + start * MINUTE, "due_at": now + end * MINUTE}
    with pytest.raises(Invalid, match=r"call_back\.(past|window)"):
        floor.does(floor.desk.visitor(), "call_back.ask", address=HOME, language="en", **window)


def test_an_agent_promises_a_call_and_the_ticket_sleeps_until_then(floor: Floor) -> None:
    mei = knows(floor.desk, "Mei", HOME)
    floor.comes(LIN)
    ticket = floor.desk.ticket(mei, "Parcel")
    floor.does(staff(LIN), "ticket.take", ticket_id=ticket)
    now = floor.desk.clock.now()
    told = {"ticket_id": ticket, "from_at": now + HOUR, "due_at": now + 2 * HOUR}
    floor.does(staff(LIN), "call_back.promise", **told)
    assert (floor.ticket(ticket).status, floor.work(ticket)) == ("snoozed", "done")
    later(floor, 3_601)
    assert (floor.ticket(ticket).status, floor.work(ticket)) == ("open", "assigned")
    floor.does(staff(LIN), "ticket.solve", ticket_id=ticket)
    assert [one.state for one in owed(floor)] == ["dropped"]


def test_a_typed_number_finds_its_customer_or_makes_one(floor: Floor) -> None:
    mei = knows(floor.desk, "Mei", HOME)
    floor.comes(LIN)
    known = floor.does(staff(LIN), "call.dial_number", number=HOME)
    assert floor.ticket(known["ticket_id"]).customer_id == mei
    floor.reports(known["call_id"], "failed", HOME, direction="out", reason="busy")
    fresh = floor.does(staff(LIN), "call.dial_number", number="+447700900199")
    assert floor.ticket(fresh["ticket_id"]).customer_id != mei


def test_who_is_blocked_or_wants_no_calls_is_not_called(floor: Floor) -> None:
    mei = knows(floor.desk, "Mei", HOME)
    floor.comes(LIN)
    floor.does(staff(LIN), "customers.consent", customer_id=mei, purpose="calls", given=False)
    with pytest.raises(Forbidden, match=r"call\.opted_out"):
        floor.does(staff(LIN), "call.dial_number", number=HOME)
    floor.does(staff(MARTA), "customers.block", customer_id=mei)
    with pytest.raises(Forbidden, match=r"customer\.blocked"):
        floor.does(staff(LIN), "call.dial_number", number=HOME)
