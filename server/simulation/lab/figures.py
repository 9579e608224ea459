"""What a day is judged by, as numbers. The definitions are those of docs/metrics.md; nothing here is averaged over averages.

Service level: answered within the target / all that came; whoever gave up or was never answered counts against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from server.base.clock import HOUR, SECOND, Ms
from server.simulation.lab.arrivals import Contact
from server.simulation.lab.day import DayResult
from server.simulation.lab.people import Person
from server.simulation.lab.scenario import Scenario


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One class of contacts on one day, or all together. Waits in seconds, of those who were answered; shares None when nobody came."""

    came: int
    answered: int
    in_time: int
    gave_up: int
    waits_s: tuple[float, ...]

    @property
    def left_over(self) -> int:
        """How many neither gave up nor were answered by the end of the day."""
        return self.came - self.answered - self.gave_up

    @property
    def service_level(self) -> float | None:
        """The share answered within the target."""
        return self.in_time / self.came if self.came else None

    @property
    def abandonment(self) -> float | None:
        """The share that gave up."""
        return self.gave_up / self.came if self.came else None

    @property
    def mean_wait_s(self) -> float | None:
        """The mean wait of the answered."""
        return fmean(self.waits_s) if self.waits_s else None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A day in numbers. `occupancy`: share of the time there, overtime included, with work in hand, by group; `cost`: of that time."""

    classes: tuple[ClassFigures, ...]
    occupancy: tuple[float | None, ...]
    cost: float

    @property
    def total(self) -> ClassFigures:
        """All classes together."""
        return ClassFigures(
            came=sum(one.came for one in self.classes),
            answered=sum(one.answered for one in self.classes),
            in_time=sum(one.in_time for one in self.classes),
            gave_up=sum(one.gave_up for one in self.classes),
            waits_s=tuple(wait for one in self.classes for wait in one.waits_s),
        )


def figures(scenario: Scenario, contacts: list[Contact], people: list[Person], day: DayResult) -> DayFigures:
    """Return a day's figures."""
    kinds = range(len(scenario.classes))
    return DayFigures(
        classes=tuple(_class(scenario.classes[kind].target_s, _of(kind, contacts, day)) for kind in kinds),
        occupancy=tuple(_occupancy(number, people, day) for number in range(len(scenario.groups))),
        cost=sum(
            scenario.groups[person.group].hourly_cost * (person.staffed + late) / HOUR
            for person, late in zip(people, day.overtime, strict=True)
        ),
    )


def _of(kind: int, contacts: list[Contact], day: DayResult) -> list[tuple[Ms | None, bool]]:
    """Return the wait of each contact of a class (None: not answered) and whether it gave up."""
    return [
        (None if fate.answered_at is None else fate.answered_at - contact.at, fate.gave_up_at is not None)
        for contact, fate in zip(contacts, day.fates, strict=True)
        if contact.kind == kind
    ]


def _class(target_s: int, ends: list[tuple[Ms | None, bool]]) -> ClassFigures:
    waits = [wait for wait, _ in ends if wait is not None]
    return ClassFigures(
        came=len(ends),
        answered=len(waits),
        in_time=sum(wait <= target_s * SECOND for wait in waits),
        gave_up=sum(gave_up for _, gave_up in ends),
        waits_s=tuple(wait / SECOND for wait in waits),
    )


def _occupancy(group: int, people: list[Person], day: DayResult) -> float | None:
    numbers = [number for number, person in enumerate(people) if person.group == group]
    there = sum(people[number].staffed + day.overtime[number] for number in numbers)
    return sum(day.busy[number] for number in numbers) / there if there else None
