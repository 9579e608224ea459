"""Which verb a due timer asks for. The leader takes due rows in order; each verb claims its row itself, so none fires twice."""

from __future__ import annotations

from server.desk.book import Book
from server.desk.verbs import Body
from server.store.tables.infra import TIMERS, Timer

TIMER_VERBS: dict[str, str] = {}


class Fire(Body, frozen=True, kw_only=True):
    """A timer that is due."""

    timer_id: str


def fires(kind: str, verb_name: str) -> None:
    """Register that timers of this kind ask for that verb, with a Fire body."""
    TIMER_VERBS[kind] = verb_name


def claim(book: Book, body: Fire) -> Timer | None:
    """Take the timer away and return it; None when another command was first, or it was moved."""
    timer = book.get(TIMERS, body.timer_id)
    if timer is None or timer.due_at > book.now:
        return None
    book.drop(TIMERS, timer.id)
    return timer
