"""What the leader's router finds about work that waits: it overflows into another queue, nobody can take it, somebody can again.

Each is a command: only what is still so when it is decided is written down.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from routing import Overflow
from server.base.clock import MINUTE, Ms
from server.desk import entries, notices
from server.desk.access import FLOOR_ROLES, SYSTEM_ONLY
from server.desk.book import Book
from server.desk.events.tickets import Moved, WorkOverflowed, WorkRoutable, WorkUnroutable
from server.desk.router import asked
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.infra import LEASES
from server.store.tables.staff import QUEUES, USERS
from server.store.tables.work import TICKETS, WORK, Work

Code = Literal["no_agent_has_skills", "nobody_on_shift"]
AGAIN_MS: Ms = 15 * MINUTE
"""While a queue has nobody on shift its supervisors are told once in this time, however much comes in."""


class OfWaiting(Body, frozen=True, kw_only=True):
    """A ticket that waits."""

    ticket_id: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody can take a ticket: `code` says why not, None that somebody can. `changes_at`: its next step."""

    ticket_id: str
    code: Code | None
    changes_at: Ms | None = None


class Findings(Body, frozen=True, kw_only=True):
    """What changed of who can be helped by whom."""

    found: Annotated[tuple[Finding, ...], Meta(max_length=200)]


def overflow_rows(book: Book, body: OfWaiting) -> Iterable[Need]:
    """Name the rows of an overflow."""
    yield Need(LEASES, ("name",), ("leader",))
    yield Need(WORK, ("ticket_id",), (body.ticket_id,))
    yield Need(TICKETS, ("id",), (body.ticket_id,))
    yield from asked.arranged_rows(book)


def finding_rows(_book: Book, body: Findings) -> Iterable[Need]:
    """Name the rows of findings."""
    yield Need(LEASES, ("name",), ("leader",))
    for one in body.found:
        yield Need(WORK, ("ticket_id",), (one.ticket_id,))


@verb("work.overflow", OfWaiting, SYSTEM_ONLY, reads=overflow_rows)
def overflow(book: Book, body: OfWaiting) -> Answer:
    """Pass waiting work on to the queue that a step of its own names, if that is due and nobody was faster."""
    work = book.must(WORK, body.ticket_id)
    due = asked.overflow(book, work) if work.state == "queued" else None
    if due is not None:
        _pass_on(book, work, due)
    return Answer()


@verb("work.mark", Findings, SYSTEM_ONLY, reads=finding_rows)
def mark(book: Book, body: Findings) -> Answer:
    """Note which waiting work nobody can take, with word to the supervisors, and which somebody can take again."""
    for one in body.found:
        work = book.get(WORK, one.ticket_id)
        if work is None or work.state != "queued" or work.unroutable == one.code:
            continue
        if one.code is None:
            book.emit(WorkRoutable(ticket_id=work.ticket_id))
        else:
            book.emit(WorkUnroutable(ticket_id=work.ticket_id, code=one.code, changes_at=one.changes_at))
            _alert(book, work, one.code)
    return Answer()


def _pass_on(book: Book, work: Work, due: Overflow) -> None:
    ticket = book.must(TICKETS, work.ticket_id)
    waited_ms = due.start - work.entered_at
    if ticket.queue_id != due.queue:
        book.emit(Moved(ticket_id=ticket.id, queue_id=due.queue, was=ticket.queue_id))
    fact = WorkOverflowed(
        ticket_id=ticket.id,
        queue_id=due.queue,
        was=work.queue_id,
        skills=dict(due.requirement.levels),
        also_queue_ids=due.former,
        hops=due.hops,
        since=due.start,
        why={"waited_ms": waited_ms, "hops": due.hops, "relaxed": msgspec.to_builtins(due.relaxed)},
    )
    book.emit(fact)
    entries.note_event(
        book,
        ticket.id,
        ticket.customer_id,
        ticket.channel,
        "overflowed",
        queue_id=due.queue,
        was_queue_id=work.queue_id,
        waited_ms=waited_ms,
    )


def _alert(book: Book, work: Work, code: Code) -> None:
    """Tell the supervisors: of a ticket that nobody was made for each time, of an empty shift once for its queue."""
    queue = book.must(QUEUES, work.queue_id)
    leads = [
        user.id
        for user in book.find(USERS, deactivated_at=None)
        if user.role in FLOOR_ROLES and (user.role == "administrator" or queue.team_id in user.team_ids)
    ]
    own = [one for one in leads if book.must(USERS, one).role == "supervisor"]
    empty = code == "nobody_on_shift"
    kind = "unstaffed" if empty else "unroutable"
    key = (
        f"{kind}:{queue.id}:{book.now // AGAIN_MS}" if empty else f"{kind}:{work.ticket_id}:{work.entered_at}"
    )
    facts = {"queue": queue.name}
    notices.tell(book, own or leads, kind, ticket_id=work.ticket_id, key=key, facts=facts, urgent=True)
