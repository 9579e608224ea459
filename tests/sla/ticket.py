"""Short ways to tell a ticket's life in tests: Monday 23 November 2026 in an office open 9 to 17, UTC."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sla.calendar import Calendar
from sla.engine import Evaluation, evaluate
from sla.events import Created, Event
from sla.facts import Kind
from sla.policy import Policy
from sla.reading import Reading
from sla.targets import Target

OFFICE = Calendar.from_dict(
    {"time_zone": "UTC", "weekly": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}
)
MINUTE, HOUR = 60, 3600


def at(clock: str, day: int = 23) -> datetime:
    """An instant of November 2026; the 23rd is a Monday."""
    return datetime.fromisoformat(f"2026-11-{day:02}T{clock}").replace(tzinfo=UTC)


def policy(targets: Mapping[Kind, int], **more: Any) -> Policy:
    """A policy for all work with targets in seconds."""
    return Policy("standard", {kind: Target(seconds) for kind, seconds in targets.items()}, **more)


def told(rules: Policy | Sequence[Policy], events: Sequence[Event], now: datetime) -> Evaluation:
    """The ticket's clocks; a ticket that no event creates is created at 9:00."""
    life = events if any(isinstance(event, Created) for event in events) else [Created(at("09:00")), *events]
    return evaluate(rules, OFFICE, life, now)


def clock(kind: Kind, rules: Policy | Sequence[Policy], events: Sequence[Event], now: datetime) -> Reading:
    """The latest cycle of one clock."""
    return told(rules, events, now).current[kind]
