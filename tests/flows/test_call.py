"""A customer calls: known, ambiguous, withheld, missed; the agent sees who it is before answering."""

from __future__ import annotations

from tests.flows.floor import Floor
from tests.server.live.staffed import LIN, StaffedDesk, staff

HOME, OTHER = "+447700900123", "+447700900124"


def knows(desk: StaffedDesk, name: str, number: str) -> str:
    customer = desk.customer(name)
    added = desk.do(staff(LIN), "identities.add", customer_id=customer, kind="phone", value=number)
    desk.do(staff(LIN), "identities.verify", identity_id=added["identity_id"])
    return customer


def test_a_known_caller_is_recognised_and_put_through(floor: Floor) -> None:
    mei = knows(floor.desk, "Mei", HOME)
    floor.comes(LIN)
    ticket = floor.calls("one", HOME)
    assert floor.rings() == {LIN: ticket}
    assert floor.ticket(ticket).customer_id == mei
    floor.accepts(LIN)
    floor.reports("one", "answered", HOME, agent_id=LIN)
    floor.reports("one", "ended", HOME, reason="caller_hung_up")
    assert "call_ended" in floor.history(mei)
    assert floor.ticket(ticket).assignee_id == LIN


def test_an_ambiguous_caller_is_nobody_until_the_agent_says_who(floor: Floor) -> None:
    mei, may = knows(floor.desk, "Mei", HOME), knows(floor.desk, "May", HOME)
    floor.comes(LIN)
    ticket = floor.calls("one", HOME)
    assert floor.ticket(ticket).customer_id not in (mei, may)
    floor.accepts(LIN)
    call = floor.reports("one", "answered", HOME, agent_id=LIN)
    floor.does(staff(LIN), "call.choose_caller", call_id=call, customer_id=may)
    assert floor.ticket(ticket).customer_id == may


def test_a_withheld_number_leads_to_nobody(floor: Floor) -> None:
    mei = knows(floor.desk, "Mei", HOME)
    floor.comes(LIN)
    first, second = floor.calls("one", ""), floor.calls("two", "")
    assert len({mei, floor.ticket(first).customer_id, floor.ticket(second).customer_id}) == 3


def test_a_call_nobody_answered_is_called_back(floor: Floor) -> None:
    mei = knows(floor.desk, "Mei", HOME)
    ticket = floor.calls("one", HOME)
    floor.passes(30)
    floor.reports("one", "ended", HOME, reason="caller_hung_up")
    assert floor.ticket(ticket).call_back_at is not None
    floor.comes(LIN)
    assert floor.accepts(LIN) == ticket
    assert floor.ticket(ticket).customer_id == mei


def test_reports_that_come_twice_and_in_the_wrong_order_are_one_call(floor: Floor) -> None:
    floor.comes(LIN)
    late = floor.reports("one", "ended", OTHER, reason="caller_hung_up")
    assert floor.reports("one", "ringing", OTHER) == late
    assert floor.reports("one", "ended", OTHER, reason="caller_hung_up") == late
    assert len(floor.rings()) <= 1
