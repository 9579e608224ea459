"""Pains of users of other products that have to do with time, each won through the whole desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from server.base.clock import MINUTE, SECOND
from server.desk.actors import SYSTEM
from server.store.tables.notices import NOTICES
from tests.flows.floor import Floor
from tests.server.desk.clocks.promising import OFFICE, Promising, at, policy, step, with_steps
from tests.server.live.staffed import LIN, MARTA, ORDERS, RETURNS, StaffedDesk, staff

WEEK: dict[str, Any] = {
    "time_zone": "UTC",
    "weekly": {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
}


@pytest.fixture
def desk(database_url: str) -> Iterator[Promising]:
    """A desk in London; afterwards its rows must follow from its log."""
    staffed = StaffedDesk(database_url)
    promising = Promising(Floor(staffed))
    yield promising
    promising.holds()
    staffed.database.close()


def test_p8_one_business_hour_from_friday_half_past_four_is_monday_half_past_nine(desk: Promising) -> None:
    desk.promises(policy(first_response=3600))
    desk.now_is("2026-03-06 16:30")
    chat = desk.floor.starts_chat("It hums")
    assert desk.clocks(chat.ticket)["first_response"].due_at == at("2026-03-09 09:30")
    desk.now_is("2026-03-08 03:00")
    assert desk.clocks(chat.ticket)["first_response"].breached_at is None
    desk.now_is("2026-03-09 09:30")
    assert desk.clocks(chat.ticket)["first_response"].breached_at == at("2026-03-09 09:30")
    closed = [line for line in desk.proof(chat.ticket).clocks[0].lines if line.code == "closed"]
    assert [(line.at, line.until) for line in closed] == [(at("2026-03-06 17:00"), at("2026-03-09 09:00"))]


def test_p9_lunch_and_split_shifts_do_not_count(desk: Promising) -> None:
    split = {
        "time_zone": "UTC",
        "weekly": {"tue": [["09:00", "12:00"], ["13:00", "15:00"], ["20:00", "22:00"]]},
    }
    desk.promises(policy(first_response=4 * 3600), calendar=split)
    desk.now_is("2026-03-03 11:00")
    chat = desk.floor.starts_chat("It hums")
    assert desk.clocks(chat.ticket)["first_response"].due_at == at("2026-03-03 21:00")


def test_p10_a_pause_keeps_the_remaining_business_time(desk: Promising) -> None:
    desk.promises(policy(resolution=4 * 3600))
    desk.now_is("2026-03-04 10:00")
    chat = desk.floor.starts_chat("It hums")
    desk.floor.comes(LIN)
    desk.floor.accepts(LIN)
    desk.now_is("2026-03-04 13:00")
    desk.floor.replies(chat, "Please send a photo", then="wait")
    paused = desk.clocks(chat.ticket)["resolution"]
    assert (paused.state, paused.due_at, paused.elapsed_s) == ("paused", None, 3 * 3600)
    assert desk.floor.ticket(chat.ticket).due_state == "paused"
    desk.now_is("2026-03-09 10:00")
    assert desk.clocks(chat.ticket)["resolution"].breached_at is None
    desk.floor.desk.clock.set(at("2026-03-09 16:30"))
    chat.writes("Here it is")
    resumed = desk.clocks(chat.ticket)["resolution"]
    assert (resumed.state, resumed.due_at) == ("running", at("2026-03-10 09:30"))
    assert resumed.breached_at is None


@pytest.mark.parametrize(
    ("begins", "seconds", "due"),
    [
        ("2026-03-28 23:30", 3600, "2026-03-29 00:30"),
        ("2028-02-28 23:59", 120, "2028-02-29 00:01"),
        ("2026-12-31 23:00", 7200, "2027-01-01 01:00"),
    ],
)
def test_p11_midnight_leap_day_and_year_end_are_no_edges(
    desk: Promising, begins: str, seconds: int, due: str
) -> None:
    desk.promises(policy(first_response=seconds), calendar=WEEK)
    desk.now_is(begins)
    chat = desk.floor.starts_chat("It hums")
    assert desk.clocks(chat.ticket)["first_response"].due_at == at(due)
    desk.now_is(due)
    assert desk.said(chat.ticket, "clock.breached") == ["clock.breached"]


def test_p11_an_hour_that_is_skipped_in_spring_does_not_count(desk: Promising) -> None:
    nights = {"time_zone": "Europe/London", "weekly": {"sun": [["00:00", "06:00"]]}}
    desk.promises(policy(first_response=3 * 3600), calendar=nights)
    desk.now_is("2026-03-29 00:00")
    chat = desk.floor.starts_chat("It hums")
    assert desk.clocks(chat.ticket)["first_response"].due_at == at("2026-03-29 03:00")
    assert "zone_change" in {line.code for line in desk.proof(chat.ticket).clocks[0].lines}


def test_p12_one_target_does_not_hide_another(desk: Promising) -> None:
    desk.promises(policy(first_response=600, resolution=1200), calendar=WEEK)
    desk.now_is("2026-03-04 10:00")
    chat = desk.floor.starts_chat("It hums")
    desk.after(601)
    clocks = desk.clocks(chat.ticket)
    assert clocks["first_response"].breached_at == at("2026-03-04 10:10")
    assert clocks["resolution"].breached_at is None
    desk.after(600)
    assert desk.clocks(chat.ticket)["resolution"].breached_at == at("2026-03-04 10:20")
    assert desk.said(chat.ticket, "clock.breached") == ["clock.breached"] * 2
    assert desk.floor.ticket(chat.ticket).due_clock == "first_response"


def test_p13_an_escalation_on_saturday_night_reaches_people_on_monday(desk: Promising) -> None:
    late = step("late", "first_response", ("notify", "supervisor"), percent=100)
    desk.promises(with_steps(policy(first_response=3600), late), calendar=WEEK, weekdays=OFFICE)
    _gives_hours(desk, MARTA, "weekdays")
    desk.now_is("2026-03-07 23:00")
    chat = desk.floor.starts_chat("It hums")
    desk.after(3600)
    assert [(one.step, one.fired_at) for one in desk.steps(chat.ticket)] == [("late", at("2026-03-08 00:00"))]
    assert _told(desk, MARTA) == [("sla_breached", None)]
    desk.now_is("2026-03-09 09:00")
    assert _told(desk, MARTA) == [("sla_breached", at("2026-03-09 09:00"))]


def test_the_work_that_is_due_first_is_offered_first(desk: Promising) -> None:
    slow, fast = policy("slow", first_response=3600), policy("fast", first_response=300)
    fast["body"]["conditions"] = [{"field": "queue", "any_of": [RETURNS]}]
    desk.promises(fast, slow, calendar=WEEK)
    desk.now_is("2026-03-04 10:00")
    desk.floor.starts_chat("first", queue_id=ORDERS)
    desk.after(60)
    urgent = desk.floor.starts_chat("second", queue_id=RETURNS)
    desk.floor.comes(LIN)
    assert desk.floor.rings() == {LIN: urgent.ticket}


def test_a_call_has_its_answer_target_from_the_ring(desk: Promising) -> None:
    desk.promises(policy(answer=20, first_response=600), calendar=WEEK)
    desk.now_is("2026-03-04 10:00")
    ticket = desk.floor.calls("one", "+447700900123")
    assert desk.clocks(ticket)["answer"].due_at == at("2026-03-04 10:00") + 20 * SECOND
    desk.floor.comes(LIN)
    desk.floor.accepts(LIN)
    desk.after(15)
    desk.floor.reports("one", "answered", "+447700900123", agent_id=LIN)
    clocks = desk.clocks(ticket)
    assert (clocks["answer"].state, clocks["answer"].elapsed_s) == ("met", 15)
    assert clocks["first_response"].state == "met"


def test_an_abandoned_call_in_time_is_neither_met_nor_failed(desk: Promising) -> None:
    desk.promises(policy(answer=20), calendar=WEEK)
    desk.now_is("2026-03-04 10:00")
    ticket = desk.floor.calls("one", "+447700900123")
    desk.after(10)
    desk.floor.reports("one", "ended", "+447700900123", reason="caller_hung_up")
    clock = desk.clocks(ticket)["answer"]
    assert (clock.state, clock.decided_at, clock.breached_at) == ("stopped", None, None)


def test_solved_and_reopened_goes_on_without_the_time_between(desk: Promising) -> None:
    desk.promises(policy(resolution=3600), calendar=WEEK)
    desk.now_is("2026-03-04 10:00")
    chat = desk.floor.starts_chat("It hums")
    desk.floor.does(staff(LIN), "ticket.take", ticket_id=chat.ticket)
    desk.after(600)
    desk.floor.does(staff(LIN), "ticket.solve", ticket_id=chat.ticket)
    assert desk.clocks(chat.ticket)["resolution"].state == "met"
    assert desk.looks_at(chat.ticket) is None
    desk.after(7200)
    desk.floor.does(staff(LIN), "ticket.reopen", ticket_id=chat.ticket)
    assert (
        desk.clocks(chat.ticket)["resolution"].due_at == at("2026-03-04 10:00") + 7200 * SECOND + 60 * MINUTE
    )


def _gives_hours(desk: Promising, person: str, calendar_id: str) -> None:
    desk.floor.does(SYSTEM, "test.own_hours", user_id=person, calendar_id=calendar_id)


def _told(desk: Promising, person: str) -> list[tuple[str, int | None]]:
    query = sa.select(NOTICES.c.kind, NOTICES.c.shown_at).where(NOTICES.c.user_id == person)
    with desk.floor.desk.database.reading() as connection:
        return [(row.kind, row.shown_at) for row in connection.execute(query)]
