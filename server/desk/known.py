"""Checks that what a piece of configuration points at is there: calendars, queues."""

from __future__ import annotations

from server.base.errors import Invalid
from server.desk.book import Book
from server.store.tables.config import CALENDARS
from server.store.tables.staff import QUEUES


def known_calendar(book: Book, calendar_id: str | None) -> str | None:
    """Return the id of a calendar that is there, or None. Raises Invalid `calendar.unknown`."""
    if calendar_id is not None:
        row = book.get(CALENDARS, calendar_id)
        if row is None or row.removed_at is not None:
            raise Invalid("calendar.unknown", id=calendar_id)
    return calendar_id


def known_queues(book: Book, queue_ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids of queues that are there, each once. Raises Invalid `queue.unknown`."""
    for queue_id in queue_ids:
        if (queue := book.get(QUEUES, queue_id)) is None or queue.removed_at is not None:
            raise Invalid("queue.unknown", id=queue_id)
    return tuple(dict.fromkeys(queue_ids))
