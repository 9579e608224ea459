"""Pains of supervisors elsewhere: P16 flooding notices, P24 figures nobody trusts, P25 not seeing who does what."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from server.base.clock import HOUR, MINUTE, SECOND
from server.desk.actors import SYSTEM
from server.desk.readings.board import FigureList, Figures, OfBoard, OfList
from server.desk.readings.board_agents import AgentDays, Ledger
from server.desk.readings.notices import OfNotices
from server.desk.readings.registry import ask
from server.store.tables.infra import LOG
from server.store.tables.work import QUEUE_COUNTS
from tests.flows.floor import Floor
from tests.server.live.staffed import ADA, BILLING, KOFI, LIN, MARTA, ORDERS, RETURNS, staff

MORNING = 1_795_165_200_000
"""20 November 2026, 09:00 in London."""


def figures(floor: Floor, person: str = MARTA, **asked: Any) -> Figures:
    """Return what somebody's board shows."""
    with floor.desk.look(staff(person)) as look:
        found = ask(look, "board.figures", OfBoard(**asked))
    assert isinstance(found, Figures)
    return found


def behind(floor: Floor, figure: Any, person: str = MARTA, **asked: Any) -> FigureList:
    """Return what stands behind a figure."""
    with floor.desk.look(staff(person)) as look:
        found = ask(look, "board.list", OfList(figure=figure, **asked))
    assert isinstance(found, FigureList)
    return found


def a_morning(floor: Floor) -> None:
    """Chats and two calls: taken in time, taken late, given up, moved, still waiting; and one of the other team."""
    floor.desk.clock.set(MORNING)
    floor.comes(LIN, MARTA, KOFI)
    floor.starts_chat("Where is my parcel?")
    floor.accepts(floor.rings_at())
    late = floor.starts_chat("The lamp is broken")
    floor.passes_by(3 * MINUTE)
    for person in (LIN, MARTA):
        floor.does(staff(person), "presence.set", state="available")
    floor.does(staff(LIN), "ticket.take", ticket_id=late.ticket)
    for person in (LIN, MARTA):
        floor.does(staff(person), "presence.set", state="away", reason="tea")
    floor.calls("call-0", "+447700900456")
    floor.passes_by(30 * SECOND)
    floor.reports("call-0", "ended", reason="caller_hung_up")
    first, second = floor.starts_chat("Hello"), floor.starts_chat("Anybody?")
    floor.passes_by(MINUTE)
    floor.does(staff(LIN), "ticket.take", ticket_id=second.ticket)
    floor.does(staff(MARTA), "ticket.transfer", ticket_id=first.ticket, queue_id=RETURNS, note="a return")
    floor.starts_chat("Who pays?", queue_id=BILLING)
    floor.calls("call-1", "+447700900123")


def test_p24_every_figure_is_the_number_of_lines_behind_it(floor: Floor) -> None:
    a_morning(floor)
    board = figures(floor)
    for one in (board.total, *board.queues):
        where = {"queue_id": one.queue_id} if one.queue_id else {}
        counts = {
            name: behind(floor, name, **where)
            for name in ("waiting", "arrivals", "handled", "abandoned", "late")
        }
        for name, found in counts.items():
            assert (name, getattr(one, name)) == (name, found.total) == (name, len(found.lines))
        level = behind(floor, "service_level", **where)
        inside = sum(
            line.ended_at is not None and line.due_at is not None and line.ended_at <= line.due_at
            for line in level.lines
        )
        assert one.in_target == inside
        assert one.service_level == (inside / level.total if level.total else None)
    assert (board.total.arrivals, board.total.handled, board.total.abandoned) == (7, 3, 1)
    assert board.total.late == 1


def test_p24_a_figure_is_what_the_log_says_and_nothing_else(floor: Floor) -> None:
    a_morning(floor)
    board = figures(floor, ADA)
    with floor.desk.database.reading() as connection:
        began = connection.execute(sa.select(sa.func.count()).where(LOG.c.kind == "work.queued")).scalar_one()
        waiting = connection.execute(sa.select(sa.func.sum(QUEUE_COUNTS.c.waiting))).scalar_one()
    assert board.total.arrivals == began - 1, "all but the one that was moved"
    assert board.total.waiting == waiting
    assert sum(one.arrivals for one in board.quarters) == board.total.arrivals
    moved = 1
    ended = board.total.handled + board.total.abandoned + moved
    assert board.total.arrivals + moved - ended == board.total.waiting


def test_p24_a_supervisor_sees_the_figures_of_their_own_teams_only(floor: Floor) -> None:
    a_morning(floor)
    assert {one.queue_id for one in figures(floor).queues} == {ORDERS, RETURNS}
    assert {one.queue_id for one in figures(floor, ADA).queues} == {ORDERS, RETURNS, BILLING}
    assert figures(floor, ADA).total.arrivals == figures(floor).total.arrivals + 1
    assert {line.queue_id for line in behind(floor, "arrivals").lines} <= {ORDERS, RETURNS}
    with floor.desk.look(staff(MARTA)) as look:
        days = ask(look, "board.agents", OfBoard())
    assert {one.user_id for one in days.agents} == {LIN, MARTA}


def test_p24_yesterday_is_still_there_tomorrow(floor: Floor) -> None:
    a_morning(floor)
    today = figures(floor)
    floor.desk.clock.set(MORNING + 24 * HOUR)
    assert figures(floor).total.arrivals == 0
    with floor.desk.look(staff(MARTA)) as look:
        question = OfBoard(day=date(2026, 11, 20))
        past = ask(look, "board.figures", question)
    assert past.total.arrivals == today.total.arrivals
    assert past.total.service_level == today.total.service_level


def test_p25_an_agents_day_is_told_state_by_state(floor: Floor) -> None:
    floor.desk.clock.set(MORNING)
    floor.desk.pace = 0
    floor.comes(LIN)
    floor.passes_by(10 * MINUTE)
    chat = floor.starts_chat("Hello")
    floor.accepts(LIN)
    floor.passes_by(20 * MINUTE)
    floor.replies(chat, "Done", then="solve")
    floor.passes_by(10 * MINUTE)
    floor.does(staff(MARTA), "presence.set_for", user_id=LIN, state="away", reason="lunch")
    floor.passes_by(20 * MINUTE)
    with floor.desk.look(staff(MARTA)) as look:
        days = ask(look, "board.agents", OfBoard())
    assert isinstance(days, AgentDays)
    lin = next(one for one in days.agents if one.user_id == LIN)
    told = [(one.state, one.live, ((one.until or days.at) - one.since) // MINUTE) for one in lin.stretches]
    assert told == [
        ("available", False, 10),
        ("available", True, 20),
        ("available", False, 10),
        ("away", False, 20),
    ]
    assert lin.stretches[-1].set_by == "supervisor"
    assert lin.signed_in_ms == 60 * MINUTE
    assert lin.occupancy == 0.5


def test_p25_the_ledger_tells_who_was_offered_what_and_who_chose(floor: Floor) -> None:
    floor.desk.clock.set(MORNING)
    floor.comes(LIN)
    floor.starts_chat("One")
    floor.does(staff(LIN), "offer.decline", offer_id=floor.ringing(LIN).id)
    floor.does(staff(LIN), "presence.set", state="away", reason="tea")
    floor.starts_chat("Two")
    third = floor.starts_chat("Three")
    floor.does(staff(LIN), "ticket.take", ticket_id=third.ticket)
    with floor.desk.look(staff(MARTA)) as look:
        ledger = ask(look, "board.ledger", OfBoard())
    assert isinstance(ledger, Ledger)
    lin = next(one for one in ledger.agents if one.user_id == LIN)
    for name in ("offered", "declined", "accepted", "timed_out", "taken_by_hand", "cherry_picked"):
        assert (name, getattr(lin, name)) == (name, behind(floor, name, user_id=LIN).total)
    assert lin.declined >= 1
    assert (lin.taken_by_hand, lin.cherry_picked) == (1, 1)
    assert behind(floor, "cherry_picked", user_id=LIN).lines[0].ticket_id == third.ticket


def test_p16_one_event_is_told_to_each_person_once_however_often_it_is_said(floor: Floor) -> None:
    desk = floor.desk
    ticket = desk.ticket(desk.customer("Mei"), "Parcel")
    desk.do(staff(LIN), "ticket.take", ticket_id=ticket)
    desk.do(staff(MARTA), "supervision.watch", ticket_id=ticket)
    said = desk.command(staff(MARTA), "supervision.whisper", ticket_id=ticket, body="Offer the refund")
    for _ in range(3):
        desk.executor.ask(said._replace(key="whisper-key-1"))
    for person in (LIN, MARTA):
        for _ in range(3):
            desk.do(SYSTEM, "test.tell", user_id=person, key="unroutable:1", ticket_id=ticket)
    told = {person: notices_of(floor, person) for person in (LIN, MARTA, KOFI)}
    assert told == {LIN: ["unroutable", "whisper"], MARTA: ["unroutable"], KOFI: []}


def test_p16_the_flood_of_a_night_waits_for_the_morning_and_is_seen_on_every_screen(floor: Floor) -> None:
    desk = floor.desk
    desk.clock.set(MORNING - 8 * HOUR)
    desk.do(SYSTEM, "test.hours", user_id=LIN, weekly={"fri": [["09:00", "17:00"]]})
    ticket = desk.ticket(desk.customer("Mei"), "Parcel")
    for number in range(5):
        desk.do(SYSTEM, "test.tell", user_id=LIN, key=f"breach:{number}", ticket_id=ticket)
    floor.leader.step()
    assert notices_of(floor, LIN) == []
    desk.clock.set(MORNING + SECOND)
    floor.leader.step()
    assert len(notices_of(floor, LIN)) == 5
    with desk.look(staff(LIN)) as look:
        ids = [one.id for one in ask(look, "notices", OfNotices()).records]
    floor.does(staff(LIN), "notices.mark", notice_ids=ids, mark="seen")
    with desk.look(staff(LIN)) as look:
        assert ask(look, "notices", OfNotices()).unseen == 0


def notices_of(floor: Floor, person: str) -> list[str]:
    """Return the kinds of what somebody was told."""
    with floor.desk.look(staff(person)) as look:
        return sorted(one.kind for one in ask(look, "notices", OfNotices()).records)
