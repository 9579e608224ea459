"""A recorded day run again under the rules of now and under changed ones: what would have been different, contact by contact.

Both runs have the same contacts and the same people; so whatever differs, the rules made it. How far the first run is from what
really happened says how far to trust the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from server.base.clock import SECOND
from server.simulation.lab.day import DayResult, run
from server.simulation.lab.figures import ClassFigures, figures
from server.simulation.lab.recorded import Recorded
from server.simulation.lab.scenario import QueuePlan, Scenario, StepPlan, checked, queue_names

MOST = 200


@dataclass(frozen=True, slots=True)
class Change:
    """What is other than today: the order, and after how many seconds no skill is asked for any more (None: as it is)."""

    order: str | None = None
    relax_s: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A contact that would have fared otherwise. Waits in seconds, None: not answered."""

    number: int
    kind: str
    before_s: float | None
    after_s: float | None
    before_by: str | None
    after_by: str | None


def changed(scenario: Scenario, change: Change) -> Scenario:
    """Return the scenario under changed rules. Raises what `checked` raises."""
    plain = msgspec.to_builtins(scenario)
    if change.order is not None:
        plain["order"] = change.order
    if change.relax_s is not None:
        skills = tuple(sorted({skill for one in scenario.classes for skill in one.skills}))
        step = StepPlan(after_s=change.relax_s, drop=skills)
        plain["queues"] = [
            msgspec.to_builtins(QueuePlan(name=name, steps=(step,))) for name in queue_names(scenario)
        ]
    return checked(plain)


def replay(day: Recorded, change: Change) -> dict[str, Any]:
    """Return the figures of the day as it was, as the rules of now would have had it, and as the changed ones would, and what differs."""
    first = run(day.scenario, day.contacts, day.people)
    other = changed(day.scenario, change)
    second = run(other, day.contacts, day.people)
    found = differences(day, first, second)
    return {
        "contacts": len(day.contacts),
        "people": len(day.people),
        "really": _really(day),
        "before": _figures(figures(day.scenario, day.contacts, day.people, first).total),
        "after": _figures(figures(other, day.contacts, day.people, second).total),
        "different": len(found),
        "differences": [msgspec.to_builtins(one) for one in found[:MOST]],
    }


def differences(day: Recorded, first: DayResult, second: DayResult) -> list[Difference]:
    """Return who would have been answered by somebody else, or sooner or later, or not at all; the largest difference first."""
    found = []
    for number, contact in enumerate(day.contacts):
        (before_s, before_by), (after_s, after_by) = (_fate(day, one, number) for one in (first, second))
        if (before_s, before_by) != (after_s, after_by):
            kind = day.scenario.classes[contact.kind].name
            found.append(Difference(day.numbers[number], kind, before_s, after_s, before_by, after_by))
    return sorted(found, key=_size, reverse=True)


def _size(one: Difference) -> float:
    """An answer won or lost counts more than any wait."""
    if one.before_s is None or one.after_s is None:
        return float("inf") if one.before_s != one.after_s else 0.0
    return abs(one.after_s - one.before_s)


def _fate(day: Recorded, result: DayResult, number: int) -> tuple[float | None, str | None]:
    fate = result.fates[number]
    if fate.answered_at is None or fate.by is None:
        return None, None
    return (fate.answered_at - day.contacts[number].at) / SECOND, day.people[fate.by].name


def _really(day: Recorded) -> dict[str, Any]:
    targets = [day.scenario.classes[contact.kind].target_s for contact in day.contacts]
    pairs = list(zip(day.really_s, targets, strict=True))
    waits = tuple(wait for wait in day.really_s if wait is not None)
    in_time = sum(1 for wait, target in pairs if wait is not None and wait <= target)
    gave_up = len(pairs) - len(waits)
    return _figures(ClassFigures(len(pairs), len(waits), in_time, gave_up, waits))


def _figures(one: ClassFigures) -> dict[str, Any]:
    return {
        "came": one.came,
        "answered": one.answered,
        "service_level": one.service_level,
        "abandonment": one.abandonment,
        "mean_wait_s": one.mean_wait_s,
    }
