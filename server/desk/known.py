"""Checks that what a piece of configuration points at is there, and who points at a queue that shall go."""

from __future__ import annotations

from server.base.errors import Invalid
from server.desk.book import Book
from server.store.tables.config import CALENDARS, SLA_POLICIES, TICKET_FIELDS, WRAP_UP_CODES, SlaPolicy
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


def pointing_at_queue(book: Book, queue_id: str) -> list[str]:
    """Return the names of policies, codes, fields and queues that speak of this queue: without it they would mean something else."""
    found = [row.name for row in book.find(SLA_POLICIES, removed_at=None) if queue_id in _queues_of(row)]
    found += [row.name for row in book.find(WRAP_UP_CODES, removed_at=None) if queue_id in row.queue_ids]
    found += [row.name for row in book.find(TICKET_FIELDS, removed_at=None) if queue_id in row.queue_ids]
    others = book.find(QUEUES, removed_at=None)
    return [*found, *(row.name for row in others if row.overflow_queue_id == queue_id)]


def _queues_of(row: SlaPolicy) -> set[str]:
    """The queues that a policy's conditions and steps name."""
    held = {value for one in row.body["conditions"] if one["field"] == "queue" for value in one["any_of"]}
    acts = (act for step in row.body["steps"] for act in step["actions"])
    return held | {act["to"] for act in acts if act["kind"] == "move_queue"}
