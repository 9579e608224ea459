"""Steps do what they say, each once, at their time, never after the clock stopped; late ones carry both times."""

from __future__ import annotations

import sqlalchemy as sa

from server.base.clock import SECOND
from server.store.tables.infra import JOBS
from server.store.tables.notices import NOTICES
from tests.server.desk.clocks.promising import OFFICE, Promising, at, policy, step, with_steps
from tests.server.live.staffed import BILLING, KOFI, LIN, MARTA, RETURNS, staff

MONDAY = "2026-03-02 10:00"
TARGET_S = 1_000


def _promise(desk: Promising, *steps: dict[str, object]) -> str:
    """A ticket promised a first response in TARGET_S, with these steps."""
    desk.promises(with_steps(policy(first_response=TARGET_S), *steps))
    desk.now_is(MONDAY)
    return desk.floor.starts_chat("It hums").ticket


def test_a_step_is_done_once_at_its_time(desk: Promising) -> None:
    ticket = _promise(desk, step("tag", "first_response", ("tag", "hot"), percent=50))
    desk.after(499)
    assert desk.steps(ticket) == []
    desk.after(1)
    desk.after(1)
    done = desk.steps(ticket)
    assert [(one.step, one.reached_at, one.fired_at) for one in done] == [
        ("tag", at(MONDAY) + 500 * SECOND, at(MONDAY) + 500 * SECOND)
    ]
    assert desk.floor.ticket(ticket).tags == ("hot",)
    desk.holds()


def test_a_step_raises_the_priority_moves_the_queue_and_reassigns(desk: Promising) -> None:
    ticket = _promise(
        desk,
        step("up", "first_response", ("raise_priority", ""), percent=10),
        step("move", "first_response", ("move_queue", BILLING), percent=20),
        step("give", "first_response", ("reassign", KOFI), percent=30),
    )
    desk.after(100)
    assert desk.floor.ticket(ticket).priority == "high"
    desk.after(100)
    assert desk.floor.ticket(ticket).queue_id == BILLING
    desk.after(100)
    assert desk.floor.ticket(ticket).assignee_id == KOFI
    assert desk.floor.lines(ticket, KOFI)[-3:] == ["priority", "transferred_queue", "assigned"]
    desk.holds()


def test_after_an_outage_a_late_step_is_done_once_with_both_times(desk: Promising) -> None:
    ticket = _promise(desk, step("tag", "first_response", ("tag", "hot"), percent=50))
    desk.after(700)
    (done,) = desk.steps(ticket)
    assert (done.reached_at, done.fired_at) == (at(MONDAY) + 500 * SECOND, at(MONDAY) + 700 * SECOND)
    shown = desk.proof(ticket).clocks[0].steps[0]
    assert (shown.late, shown.fired_at) == (True, done.fired_at)


def test_a_step_that_was_reached_while_nobody_led_is_not_done_after_the_clock_stopped(
    desk: Promising,
) -> None:
    ticket = _promise(desk, step("tag", "first_response", ("tag", "hot"), percent=50))
    desk.floor.desk.clock.advance(700 * SECOND)
    desk.floor.desk.do(staff(LIN), "ticket.solve", ticket_id=ticket)
    desk.after(1)
    assert desk.steps(ticket) == []
    assert desk.floor.ticket(ticket).tags == ()


def test_a_breach_is_an_event_at_due_written_late_with_its_own_time(desk: Promising) -> None:
    ticket = _promise(desk)
    desk.after(TARGET_S + 300)
    clock = desk.clocks(ticket)["first_response"]
    assert (clock.breached_at, clock.decided_at) == (at(MONDAY) + TARGET_S * SECOND,) * 2
    assert desk.said(ticket, "clock.breached") == ["clock.breached"]
    desk.holds()


def test_a_priority_whose_target_is_passed_already_breaches_and_steps_at_the_change(desk: Promising) -> None:
    made = with_steps(
        policy(first_response=TARGET_S), step("tag", "first_response", ("tag", "hot"), percent=100)
    )
    made["body"]["by_priority"] = {"urgent": {"first_response": {"seconds": 60}}}
    desk.promises(made)
    desk.now_is(MONDAY)
    ticket = desk.floor.starts_chat("It hums").ticket
    desk.after(300)
    desk.floor.does(staff(MARTA), "ticket.set_priority", ticket_id=ticket, priority="urgent")
    desk.leads()
    changed = at(MONDAY) + 300 * SECOND
    assert desk.clocks(ticket)["first_response"].breached_at == changed
    assert [one.fired_at for one in desk.steps(ticket)] == [changed]
    desk.floor.does(staff(MARTA), "ticket.set_priority", ticket_id=ticket, priority="low")
    desk.leads()
    lifted = desk.clocks(ticket)["first_response"]
    assert (lifted.breached_at, lifted.due_at) == (None, at(MONDAY) + TARGET_S * SECOND)
    desk.holds()


def test_who_is_told(desk: Promising) -> None:
    ticket = _promise(
        desk,
        step("boss", "first_response", ("notify", "assignee"), percent=10),
        step("all", "first_response", ("notify", "team"), percent=20),
        step("mine", "first_response", ("notify", "assignee"), percent=30),
    )
    desk.after(100)
    assert _told(desk) == {MARTA: 1}, "nobody has it: the supervisors are told"
    desk.after(100)
    assert _told(desk) == {MARTA: 2, LIN: 1}
    desk.floor.does(staff(LIN), "ticket.take", ticket_id=ticket)
    desk.after(100)
    assert _told(desk) == {MARTA: 2, LIN: 2}


def test_an_action_that_is_impossible_now_stops_nothing(desk: Promising) -> None:
    ticket = _promise(
        desk, step("both", "first_response", ("move_queue", "que_gone"), ("tag", "hot"), percent=50)
    )
    desk.after(500)
    assert desk.floor.ticket(ticket).tags == ("hot",)
    assert "step_refused" in desk.floor.lines(ticket)
    assert len(desk.steps(ticket)) == 1


def test_a_webhook_is_a_job_that_holds_no_address(desk: Promising) -> None:
    address = "https://hooks.example.com/clock"
    ticket = _promise(desk, step("hook", "first_response", ("webhook", address), percent=50))
    desk.after(500)
    with desk.floor.desk.database.reading() as connection:
        (job,) = [
            JOBS.read(line)
            for line in connection.execute(sa.select(JOBS.sql).where(JOBS.c.kind == "webhook.send"))
        ]
    assert (job.subject, job.lane) == (ticket, "webhooks")
    assert address not in str(job.detail)


def test_a_move_by_a_step_brings_the_targets_of_the_other_queue(desk: Promising) -> None:
    fast = policy("fast", first_response=600)
    fast["body"]["conditions"] = [{"field": "queue", "any_of": [RETURNS]}]
    slow = with_steps(
        policy("slow", first_response=TARGET_S),
        step("move", "first_response", ("move_queue", RETURNS), percent=50),
    )
    desk.promises(fast, slow)
    desk.now_is(MONDAY)
    ticket = desk.floor.starts_chat("It hums").ticket
    desk.after(500)
    clock = desk.clocks(ticket)["first_response"]
    assert (clock.policy_id, clock.due_at) == ("fast", at(MONDAY) + 600 * SECOND)


def test_night_holds_a_step_back_to_business_time(desk: Promising) -> None:
    desk.promises(
        with_steps(policy(first_response=7_200), step("tag", "first_response", ("tag", "hot"), percent=50)),
        calendar=OFFICE,
    )
    desk.now_is("2026-03-06 16:30")
    ticket = desk.floor.starts_chat("It hums").ticket
    desk.now_is("2026-03-09 09:29")
    assert desk.steps(ticket) == []
    desk.now_is("2026-03-09 09:30")
    assert len(desk.steps(ticket)) == 1


def _told(desk: Promising) -> dict[str, int]:
    query = sa.select(NOTICES.c.user_id, sa.func.count()).group_by(NOTICES.c.user_id)
    query = query.where(NOTICES.c.kind.in_(("sla_warning", "sla_breached")))
    with desk.floor.desk.database.reading() as connection:
        return dict(connection.execute(query).all())
