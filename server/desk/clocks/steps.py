"""What falls due on a ticket's clocks: its steps are done, each once, and a breach is noted. The leader's timer asks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from server.base.errors import DeskError
from server.desk import access, entries, notices, ownership
from server.desk.access import SYSTEM_ONLY
from server.desk.book import Book
from server.desk.clocks import counting, settling
from server.desk.clocks.terms import Terms
from server.desk.events.clocks import ClockStepped
from server.desk.events.tickets import PrioritySet, Tagged
from server.desk.timers import Fire, claim, fires
from server.desk.verbs import Answer, verb
from server.store.pages import Need
from server.store.tables.clocks import CLOCK_STORIES
from server.store.tables.infra import TIMERS
from server.store.tables.staff import QUEUES, USERS, User
from server.store.tables.work import TICKETS, WORK, Priority, Ticket
from sla import Action, Reached, Reading, Step, step_named

log = logging.getLogger(__name__)
LANE = "webhooks"
JOB = "webhook.send"
HIGHER: dict[str, Priority] = {"low": "normal", "normal": "high", "high": "urgent", "urgent": "urgent"}
fires(settling.TIMER, "clocks.due")


class Due(NamedTuple):
    """A step that is being done, and of which clock."""

    ticket_id: str
    reading: Reading
    reached: Reached
    step: Step
    terms: Terms

    @property
    def key(self) -> str:
        """What it happens once for."""
        return f"{self.ticket_id}:{self.reading.clock}:{self.reading.cycle}:{self.step.id}"


def due_rows(book: Book, body: Fire) -> Iterable[Need]:
    """Name the timer, its ticket, and what counting its clocks reads."""
    yield Need(TIMERS, ("id",), (body.timer_id,))
    if timer := book.peek(TIMERS, body.timer_id):
        yield Need(TICKETS, ("id",), (timer.subject,))
        yield Need(WORK, ("ticket_id",), (timer.subject,))
        yield from settling.needs(book, timer.subject)


@verb("clocks.due", Fire, SYSTEM_ONLY, reads=due_rows)
def due(book: Book, body: Fire) -> Answer:
    """Do what a ticket's clocks have reached: steps of clocks that still go, each once, and the note that one was breached."""
    timer = claim(book, body)
    if timer is None:
        return Answer()
    story = book.must(CLOCK_STORIES, timer.subject)
    found = settling.counted(book, story)
    if found is not None:
        terms = settling.terms_of(book, story)
        for reading, reached in settling.waiting_steps(story, found):
            step = step_named(terms.policies, reading, reached.step)
            if step is not None:
                _do(book, Due(story.ticket_id, reading, reached, step, terms))
        settling.recount(book, book.must(CLOCK_STORIES, story.ticket_id))
    return Answer()


def _do(book: Book, now: Due) -> None:
    fact = ClockStepped(
        ticket_id=now.ticket_id,
        clock=now.reading.clock,
        cycle=now.reading.cycle,
        step=now.step.id,
        reached_at=round(now.reached.at.timestamp() * 1000),
    )
    book.emit(fact)
    for number, action in enumerate(now.step.actions):
        try:
            _ACTIONS[action.kind](book, now, action, number)
        except DeskError as refusal:
            # One action that is impossible now (a queue that was removed) must hold up neither the others nor the clock.
            log.warning("action %s of step %s was refused: %s", action.kind, now.key, refusal.code)
            ticket = book.must(TICKETS, now.ticket_id)
            facts = {"action": action.kind, "reason": refusal.code}
            entries.note_event(book, ticket.id, ticket.customer_id, ticket.channel, "step_refused", **facts)


def _notify(book: Book, now: Due, action: Action, _: int) -> None:
    """People are told in their own hours; that is the notices' affair."""
    ticket = book.must(TICKETS, now.ticket_id)
    due_at = counting.fact(now.reading, now.terms).due_at
    late = now.reading.due_at is not None and now.reached.at >= now.reading.due_at
    facts = {"clock": now.reading.clock, "due_at": due_at}
    kind = "sla_breached" if late else "sla_warning"
    told = _people(book, ticket, action.to)
    notices.tell(book, told, kind, ticket_id=ticket.id, key=f"step:{now.key}:{action.to}", facts=facts)


def _people(book: Book, ticket: Ticket, to: str) -> list[str]:
    """Who is meant: the assignee (while there is none, the supervisors), the team of the queue, its supervisors, or a person."""
    if to == "assignee" and ticket.assignee_id is not None:
        return [ticket.assignee_id]
    if to not in ("", "assignee", "team", "supervisor"):
        return [to]
    team_id = book.must(QUEUES, ticket.queue_id).team_id
    staff = [user for user in book.find(USERS, deactivated_at=None) if team_id in user.team_ids]
    if to == "team":
        return [user.id for user in staff if user.role in access.DESK_ROLES]
    return [user.id for user in staff if user.role == "supervisor"] or _administrators(book)


def _administrators(book: Book) -> list[str]:
    users: list[User] = book.find(USERS, deactivated_at=None)
    return [user.id for user in users if user.role == "administrator"]


def _raise_priority(book: Book, now: Due, _: Action, __: int) -> None:
    ticket = book.must(TICKETS, now.ticket_id)
    priority = HIGHER[ticket.priority]
    if priority != ticket.priority:
        book.emit(PrioritySet(ticket_id=ticket.id, priority=priority, was=ticket.priority))
        facts = {"priority": priority, "was": ticket.priority}
        entries.note_event(book, ticket.id, ticket.customer_id, ticket.channel, "priority", **facts)


def _move_queue(book: Book, now: Due, action: Action, _: int) -> None:
    ticket = book.must(TICKETS, now.ticket_id)
    queue = ownership.writable_queue(book, action.to)
    if queue.id != ticket.queue_id:
        facts = {"queue_id": queue.id}
        entries.note_event(book, ticket.id, ticket.customer_id, ticket.channel, "transferred_queue", **facts)
        ownership.back_to_queue(book, ticket, "escalated", queue_id=queue.id)


def _reassign(book: Book, now: Due, action: Action, _: int) -> None:
    """To the person named, or back to the queue for somebody else."""
    ticket = book.must(TICKETS, now.ticket_id)
    if not action.to:
        ownership.back_to_queue(book, ticket, "escalated")
    elif action.to != ticket.assignee_id:
        user = book.must(USERS, action.to)
        facts = {"user_id": user.id, "was": ticket.assignee_id}
        entries.note_event(book, ticket.id, ticket.customer_id, ticket.channel, "assigned", **facts)
        ownership.assign(book, ticket, user.id, "user")


def _tag(book: Book, now: Due, action: Action, _: int) -> None:
    ticket = book.must(TICKETS, now.ticket_id)
    if action.to and action.to not in ticket.tags:
        book.emit(Tagged(ticket_id=ticket.id, tags=(*ticket.tags, action.to)))


def _webhook(book: Book, now: Due, _: Action, number: int) -> None:
    """A job names the step; the address stays in the terms, since it may hold a secret."""
    detail: dict[str, Any] = {
        "terms_id": now.terms.id,
        "policy_id": now.reading.policy,
        "step": now.step.id,
        "number": number,
        "clock": now.reading.clock,
        "cycle": now.reading.cycle,
        "reached_at": round(now.reached.at.timestamp() * 1000),
        "fired_at": book.now,
        "due_at": counting.fact(now.reading, now.terms).due_at,
    }
    book.job(LANE, JOB, now.ticket_id, key=f"{now.key}:{number}", **detail)


_ACTIONS: dict[str, Callable[[Book, Due, Action, int], None]] = {
    "notify": _notify,
    "raise_priority": _raise_priority,
    "move_queue": _move_queue,
    "reassign": _reassign,
    "tag": _tag,
    "webhook": _webhook,
}
