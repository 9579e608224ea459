"""Which queues are open, and when that changes. A queue without a calendar, or with one that was removed, is open round the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

import sla
from server.base.clock import Ms, as_datetime
from server.store.tables.config import Calendar
from server.store.tables.staff import Queue

Calendars = Mapping[str, Calendar]


class Hours(NamedTuple):
    """The queues that are closed now, and when the next of all queues opens or closes."""

    closed: frozenset[str]
    changes_at: Ms | None


def hours(queues: Iterable[Queue], calendars: Calendars, now: Ms) -> Hours:
    """Return who is closed at `now`, and until when that stays so."""
    closed: set[str] = set()
    changes: list[Ms] = []
    for queue in queues:
        calendar = _of(queue, calendars)
        if calendar is not None:
            is_open = calendar.is_open(as_datetime(now))
            changes.append(_closes(calendar, now) if is_open else _opens(calendar, now))
            if not is_open:
                closed.add(queue.id)
    return Hours(frozenset(closed), min(changes, default=None))


def opens_at(queue: Queue, calendars: Calendars, now: Ms) -> Ms | None:
    """Return when a closed queue opens again; None when it is open."""
    calendar = _of(queue, calendars)
    return None if calendar is None or calendar.is_open(as_datetime(now)) else _opens(calendar, now)


def closes_at(queue: Queue, calendars: Calendars, now: Ms) -> Ms | None:
    """Return when an open queue closes next; None when it is closed, or open round the clock."""
    calendar = _of(queue, calendars)
    return _closes(calendar, now) if calendar is not None and calendar.is_open(as_datetime(now)) else None


def _of(queue: Queue, calendars: Calendars) -> sla.Calendar | None:
    row = calendars.get(queue.calendar_id or "")
    return _typed(msgspec.json.encode(row.body)) if row is not None and row.removed_at is None else None


@lru_cache(maxsize=256)
def _typed(body: bytes) -> sla.Calendar:
    return sla.Calendar.from_dict(msgspec.json.decode(body))


def _opens(calendar: sla.Calendar, now: Ms) -> Ms:
    return _ms(calendar.next_open(as_datetime(now)))


def _closes(calendar: sla.Calendar, now: Ms) -> Ms:
    (_, end), *_ = calendar.open_periods(as_datetime(now), "after", 1)
    return _ms(end)


def _ms(at: datetime) -> Ms:
    return round(at.timestamp() * 1_000)
