"""What a command asks the router's rules about one piece of work: may this agent take it, has it overflowed. Rows of its batch answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace as with_lease

from msgspec.structs import replace

from routing import Overflow, Reason, Router, overflow_of, reason
from server.desk.book import Book
from server.desk.router.stored import Arrangement
from server.desk.router.values import agent_of
from server.desk.rules import rules
from server.store.pages import Need
from server.store.tables.config import CALENDARS, DESK_RULES, RULES_ID
from server.store.tables.staff import QUEUES, User
from server.store.tables.surveys import FOLLOW_UPS
from server.store.tables.work import BEATS, PRESENCE, WORK, Work


def arranged(book: Book) -> Arrangement:
    """Return how the desk is set up, as the command sees it."""
    queues = [*book.find(QUEUES, removed_at=None)]
    calendars = [
        row for name in {queue.calendar_id for queue in queues} if name and (row := book.get(CALENDARS, name))
    ]
    return Arrangement(queues, calendars, rules(book))


def arranged_rows(book: Book) -> Iterable[Need]:
    """Name the rows of `arranged`."""
    yield Need(QUEUES, ("removed_at",), (None,))
    yield Need(DESK_RULES, ("id",), (RULES_ID,))
    for queue in book.peek_all(QUEUES, removed_at=None):
        if queue.calendar_id:
            yield Need(CALENDARS, ("id",), (queue.calendar_id,))


def obstacles(book: Book, work: Work, user: User) -> tuple[Reason, ...]:
    """Return everything that keeps the agent from waiting work at this instant: presence, queue, skills as relaxed by now, desk."""
    floor = arranged(book)
    presence = book.get(PRESENCE, user.id)
    if presence is None or user.deactivated_at is not None:
        return (reason("presence", state="offline"),)
    beat = book.get(BEATS, user.id)
    agent = agent_of(user, presence, floor.queues_of(user.team_ids), floor.rules)
    router = Router(floor.setup)
    for queue_id in floor.hours(book.now).closed:
        router.set_open(queue_id, False, book.now)
    router.upsert_agent(with_lease(agent, lease_until=beat.until if beat else 0), book.now)
    for state in ("assigned", "offered"):
        for held in book.find(WORK, agent_id=user.id, state=state):
            router.upsert_item(floor.item(replace(held, queue_id=work.queue_id)), book.now)
    follow_up = book.get(FOLLOW_UPS, work.ticket_id) if work.channel == "desk" else None
    never = follow_up.not_for if follow_up is not None else ()
    router.upsert_item(floor.item(work, never=never), book.now)
    return router.why_not(work.ticket_id, user.id, book.now)


def overflow(book: Book, work: Work) -> Overflow | None:
    """Return where a step that is due passes the waiting work on to; None when none is."""
    floor = arranged(book)
    return overflow_of(floor.item(work), floor.setup, book.now)
