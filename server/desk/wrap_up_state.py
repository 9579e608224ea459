"""When an agent begins to wrap up, what that still wants, and what they are afterwards. The verbs of it are in `wrap_up.py`."""

from __future__ import annotations

from server.base.clock import SECOND
from server.base.errors import Conflict
from server.desk.book import Book
from server.desk.events.staff import PresenceSet
from server.desk.rules import rules
from server.store.tables.work import PRESENCE, TICKETS, Presence

TIMER = "wrap_up"
AT_WORK = ("available", "busy")
"""Who is at work wraps up; somebody who has gone on a break meanwhile has said what they do."""


def begin(book: Book, user_id: str | None, ticket_id: str, channel: str) -> None:
    """Let an agent wrap up a conversation on `channel` that has just ended, for as long as the rules say; not at all when that is 0."""
    seconds = rules(book).wrap_up_s.get(channel, 0)
    presence = book.get(PRESENCE, user_id) if user_id else None
    if presence is None or not seconds or presence.state not in (*AT_WORK, "wrap_up"):
        return
    until = max(presence.until or 0, book.now + seconds * SECOND)
    fact = PresenceSet(
        user_id=presence.user_id,
        state="wrap_up",
        was=presence.state,
        reason=None,
        by="rule",
        until=until,
        then=presence.then if presence.state == "wrap_up" else presence.state,
        about=ticket_id,
    )
    book.emit(fact)
    book.timer(TIMER, presence.user_id, until)


def end(book: Book, presence: Presence, by: str) -> None:
    """Let an agent who wraps up be what they were before."""
    then = presence.then or "available"
    book.stop_timer(TIMER, presence.user_id)
    book.emit(PresenceSet(user_id=presence.user_id, state=then, was="wrap_up", reason=None, by=by))


def refuse_uncoded(book: Book, presence: Presence) -> None:
    """Raise Conflict while the queue of a wrap-up wants a code and none was given since it began."""
    ticket = book.get(TICKETS, presence.about) if presence.about else None
    if ticket is None or ticket.queue_id not in rules(book).wrap_up_code_queues:
        return
    if ticket.wrapped_up_at is None or ticket.wrapped_up_at < presence.since:
        raise Conflict("wrap_up.code_missing", number=ticket.number)
