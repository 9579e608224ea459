"""What supervisors read of clocks: what will be late soon, and how much was in time; only of what they see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.base.clock import HOUR, MINUTE, SECOND
from server.desk.readings.attainment import Attainment, Between, decided_in
from server.desk.readings.flight import Ahead, FlightPlan
from server.desk.readings.registry import ask
from server.desk.readings.threads import TicketPage, Wanted
from tests.flows.floor import Floor
from tests.server.desk.clocks.promising import Promising, at, policy
from tests.server.live.staffed import BILLING, KOFI, LIN, MARTA, ORDERS, StaffedDesk, staff

MONDAY = "2026-03-02 10:00"


@pytest.fixture
def desk(database_url: str) -> Iterator[Promising]:
    """A desk that promises a first response in ten minutes."""
    staffed = StaffedDesk(database_url)
    promising = Promising(Floor(staffed))
    promising.promises(policy(first_response=600))
    promising.now_is(MONDAY)
    yield promising
    staffed.database.close()


def _plan(desk: Promising, person: str = MARTA, minutes: int = 15, add: int = 0) -> FlightPlan:
    with desk.floor.desk.look(staff(person)) as look:
        found = ask(look, "flight_plan", Ahead(minutes=minutes, add=add))
    assert isinstance(found, FlightPlan)
    return found


def _attained(desk: Promising, person: str = MARTA) -> Attainment:
    with desk.floor.desk.look(staff(person)) as look:
        found = ask(look, "attainment", Between(since=at(MONDAY) - HOUR))
    assert isinstance(found, Attainment)
    return found


def test_with_too_few_people_the_later_ones_will_be_late_and_one_more_saves_some(desk: Promising) -> None:
    desk.floor.comes(LIN)
    tickets = [desk.floor.starts_chat(f"number {n}").ticket for n in range(4)]
    plan = _plan(desk)
    assert plan.people == 1
    assert {one.ticket_id for one in plan.flights} == set(tickets)
    assert [one.verdict for one in plan.flights] == ["safe", "tight", "breach", "breach"]
    assert plan.flights[1].margin_s == 0
    assert _plan(desk, add=1).counts["breach"] == 0
    assert _plan(desk, minutes=5).flights == []


def test_nobody_at_work_means_everything_will_be_late(desk: Promising) -> None:
    ticket = desk.floor.starts_chat("It hums").ticket
    (flight,) = _plan(desk).flights
    assert (flight.ticket_id, flight.verdict, flight.expected_at) == (ticket, "breach", None)
    desk.after(700)
    assert _plan(desk).counts["overdue"] == 1


def test_attainment_counts_what_was_decided_when_it_was_decided(desk: Promising) -> None:
    met, late = desk.floor.starts_chat("soon"), desk.floor.starts_chat("late")
    desk.after(300)
    desk.floor.does(staff(LIN), "ticket.take", ticket_id=met.ticket)
    desk.floor.replies(met, "Hello")
    assert [(one.met, one.failed) for one in _attained(desk).all] == [(1, 0)]
    desk.after(301)
    (row,) = _attained(desk).rows
    assert (row.clock, row.queue_id, row.met, row.failed, row.share) == ("first_response", ORDERS, 1, 1, 0.5)
    with desk.floor.desk.look(staff(MARTA)) as look:
        failed = decided_in(look, at(MONDAY), at(MONDAY) + HOUR, failed=True)
    assert failed == [(late.ticket, "first_response", 1)]
    assert _attained(desk, KOFI).rows == []


def test_nobody_reads_the_plan_of_queues_they_do_not_see(desk: Promising) -> None:
    desk.floor.starts_chat("It hums", queue_id=BILLING)
    assert _plan(desk, LIN).flights == []
    assert len(_plan(desk, KOFI).flights) == 1


def test_lists_are_sorted_and_filtered_by_due(desk: Promising) -> None:
    late = desk.floor.starts_chat("later").ticket
    desk.floor.does(
        staff(LIN), "ticket.set_due", ticket_id=late, clock="first_response", due_at=at(MONDAY) + HOUR
    )
    desk.after(60)
    soon = desk.floor.starts_chat("sooner").ticket
    customer = desk.floor.ticket(late).customer_id

    def listed(**fields: object) -> list[str]:
        with desk.floor.desk.look(staff(LIN)) as look:
            page = ask(look, "tickets", Wanted(**fields))  # type: ignore[arg-type]  # fields of the question
        assert isinstance(page, TicketPage)
        return [one.id for one in page.records]

    assert listed(sort="due") == [soon, late]
    assert listed(due_before=at(MONDAY) + 15 * MINUTE) == [soon]
    assert listed(customer_id=customer) == [late]
    assert listed(sort="due", due_before=at(MONDAY) + SECOND) == []
