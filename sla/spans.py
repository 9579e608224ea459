"""A clock's cycle cut into spans in which nothing changes: one status, one regime, one manual due date.

No sums here; `sla.clock` counts over these spans, `sla.proof` tells them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal, TypeVar

from sla.calendar import Calendar
from sla.facts import Kind, Status
from sla.story import ENDED, Cycle, Regime, Since, Story

V = TypeVar("V")
Mode = Literal["counted", "paused", "off"]
PAUSING: frozenset[Kind] = frozenset({"update", "resolution"})


@dataclass(frozen=True, slots=True)
class Span:
    """`[start, end)` of a cycle; the last one of a running clock includes `end`, which is now."""

    start: datetime
    end: datetime
    mode: Mode
    status: Since[Status]
    regime: Since[Regime]
    due: Since[datetime | None] | None
    credit: tuple[tuple[datetime, datetime], ...]
    calendar: Calendar
    last: bool

    def credited(self) -> int:
        """Counted seconds that a merge brought at the start of the span."""
        return sum(self.calendar.elapsed(since, until) for since, until in self.credit)

    def seconds(self) -> int:
        """Open seconds of the span."""
        return self.calendar.elapsed(self.start, self.end)


def spans_of(cycle: Cycle, story: Story, now: datetime) -> list[Span]:
    """The spans of a cycle from its beginning to its end or `now`; at least one, perhaps empty."""
    changes = [at for at in _changes(cycle, story) if at > cycle.begun_at]
    end = cycle.stopped_at or max(cycle.begun_at, now, *changes)
    inside = {at for at in changes if at < end or cycle.stopped_at is None}
    marks = [*sorted(inside | {cycle.begun_at}), end]
    live = cycle.stopped_at is None
    last = len(marks) - 2
    return [_span(cycle, story, *pair, last=live and n == last) for n, pair in enumerate(pairwise(marks))]


def _changes(cycle: Cycle, story: Story) -> list[datetime]:
    """Every instant at which something changed for the cycle."""
    changes = [each.at for each in story.statuses] + [each.at for each in story.regimes]
    return changes + [each.at for each in cycle.dues] + [at for at, _, _ in cycle.credits]


def _span(cycle: Cycle, story: Story, start: datetime, end: datetime, *, last: bool) -> Span:
    status, regime = latest(story.statuses, start), latest(story.regimes, start)
    dues = [each for each in cycle.dues if each.at <= start]
    return Span(
        start=start,
        end=end,
        mode=_mode(cycle.kind, status.value, regime.value),
        status=status,
        regime=regime,
        due=dues[-1] if dues else None,
        credit=tuple((since, until) for at, since, until in cycle.credits if at == start),
        calendar=regime.value.calendar(cycle.kind),
        last=last,
    )


def latest(changes: Sequence[Since[V]], at: datetime) -> Since[V]:
    """The last change at or before an instant; the first one if there is none."""
    return changes[max(0, bisect_right(changes, at, key=lambda change: change.at) - 1)]


def _mode(kind: Kind, status: Status, regime: Regime) -> Mode:
    """Reply clocks never pause; update and resolution do while the customer has to act or the policy says so."""
    if kind == "answer":
        return "counted"
    if status in ENDED:
        return "off"
    also = regime.policy.pause_also if regime.policy else frozenset[Status]()
    pauses = kind in PAUSING and (status == "waiting_customer" or status in also)
    return "paused" if pauses else "counted"
