"""Many days of one scenario, or of two on the same contacts, and what can be said of them. Knows no screens and no files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.simulation.lab.arrivals import contacts
from server.simulation.lab.day import run
from server.simulation.lab.estimate import Estimate, difference, estimate
from server.simulation.lab.figures import ClassFigures, DayFigures, figures
from server.simulation.lab.formula import Beside, beside, pools, reasons
from server.simulation.lab.people import people
from server.simulation.lab.scenario import Scenario

Progress = Callable[[int, int], None]
MEASURES: dict[str, Callable[[ClassFigures], float | None]] = {
    "service_level": lambda one: one.service_level,
    "abandonment": lambda one: one.abandonment,
    "mean_wait_s": lambda one: one.mean_wait_s,
    "came": lambda one: float(one.came),
    "left_over": lambda one: float(one.left_over),
}


@dataclass(frozen=True, slots=True)
class Beheld:
    """A pool's formulas beside its simulated service level, with the codes of why they differ."""

    formula: Beside
    simulated: Estimate | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Experiment:
    """The days of a scenario. `days[n]` was drawn from seed `first_seed + n`, so two experiments pair day by day."""

    scenario: Scenario
    days: tuple[DayFigures, ...]

    def of_class(self, kind: int, measure: str) -> Estimate | None:
        """Return a measure of one class over the days."""
        return estimate(self._observed(kind, measure))

    def total(self, measure: str) -> Estimate | None:
        """Return a measure of all classes together."""
        return estimate(self._observed(None, measure))

    def occupancy(self, group: int) -> Estimate | None:
        """Return how much of their time a group had work in hand."""
        return estimate([day.occupancy[group] for day in self.days])

    def cost(self) -> Estimate | None:
        """Return what a day's staffing costs."""
        return estimate([day.cost for day in self.days])

    def worst(self) -> int:
        """Return the class with the lowest service level; classes nobody came for do not count."""
        levels = [self.of_class(kind, "service_level") for kind in range(len(self.scenario.classes))]
        return min(range(len(levels)), key=lambda kind: found.mean if (found := levels[kind]) else 2.0)

    def change(self, before: Experiment, kind: int | None, measure: str) -> Estimate | None:
        """Return by how much a measure of a class (None: all) is more here than `before`, paired day by day."""
        return difference(before._observed(kind, measure), self._observed(kind, measure))

    def beside_formulas(self) -> list[Beheld]:
        """Return the formulas of each pool beside the simulation."""
        return [self._beheld(beside(self.scenario, pool)) for pool in pools(self.scenario)]

    def _beheld(self, told: Beside) -> Beheld:
        levels = [self._pooled(day, told.pool.classes) for day in self.days]
        found = estimate(levels)
        return Beheld(told, found, reasons(self.scenario, told, found.mean) if found else ())

    @staticmethod
    def _pooled(day: DayFigures, kinds: Sequence[int]) -> float | None:
        came = sum(day.classes[kind].came for kind in kinds)
        return sum(day.classes[kind].in_time for kind in kinds) / came if came else None

    def _observed(self, kind: int | None, measure: str) -> list[float | None]:
        get = MEASURES[measure]
        return [get(day.total if kind is None else day.classes[kind]) for day in self.days]


def replicate(
    scenario: Scenario, days: int, first_seed: int = 1, progress: Progress | None = None
) -> Experiment:
    """Run a scenario on `days` days of chance and return them."""
    staff = people(scenario)
    found = []
    for number in range(days):
        came = contacts(scenario, first_seed + number)
        found.append(figures(scenario, came, staff, run(scenario, came, staff)))
        if progress is not None:
            progress(number + 1, days)
    return Experiment(scenario, tuple(found))
