"""Where the desk meets the SLA engine's values: rows as calendars and policies, and its refusals as the desk's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from server.base.clock import Ms, as_datetime
from server.base.errors import Invalid
from server.store.tables.config import SlaPolicy
from sla import Calendar, Policy, SlaError


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the engine refuses into Invalid with the same code."""
    try:
        yield
    except SlaError as refusal:
        raise Invalid(
            refusal.code, **{name: _plain(value) for name, value in refusal.params.items()}
        ) from refusal


def calendar_of(body: dict[str, Any]) -> Calendar:
    """Return a stored or sent calendar. Raises Invalid `sla.…`."""
    with refusals():
        return Calendar.from_dict(body)


def policy_of(row: SlaPolicy) -> Policy:
    """Return a stored policy under its id, version and calendar."""
    body = {**row.body, "id": row.id, "version": row.version, "calendar": row.calendar_id}
    return Policy.from_dict(body)


def in_order(rows: Iterable[SlaPolicy]) -> list[SlaPolicy]:
    """Return the policies in force, in the order they are looked at."""
    return sorted((row for row in rows if row.removed_at is None), key=lambda row: (row.position, row.id))


def today(zone: str, now: Ms) -> date:
    """Return the local date of an instant."""
    return as_datetime(now).astimezone(ZoneInfo(zone)).date()


def _plain(value: object) -> str | int | float | bool | None:
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
