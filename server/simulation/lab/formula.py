"""Erlang C and A beside the simulation, and why they disagree. The formulas themselves are in `routing.staffing`.

A pool is everything connected by people: classes that some agent can both serve are one pool, and the formula pretends that
everybody in it can do all of it at any time of a steady interval.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from routing.staffing import erlang_a_service_level, erlang_c_service_level
from server.simulation.lab.scenario import ContactClass, Group, Scenario

TOLERANCE = 0.02
UNEVEN = 1.5
"""An interval with half as much work again as the one before carries its line over; a steady formula does not see that."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Classes and groups that are connected by somebody who serves both, by their numbers."""

    classes: tuple[int, ...]
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A pool's service level by formula: `c` without hanging up (None: some interval has no steady state), `a` with patience."""

    pool: Pool
    c: float | None
    a: float | None
    overloaded: bool


def pools(scenario: Scenario) -> list[Pool]:
    """Return the connected parts of a scenario. A class nobody can take is a pool without groups."""
    found: list[tuple[set[int], set[int]]] = [({number}, set()) for number in range(len(scenario.classes))]
    for number, group in enumerate(scenario.groups):
        mine = {k for k, one in enumerate(scenario.classes) if serves(group, one)}
        touched = [pool for pool in found if pool[0] & mine]
        joined = (set().union(*(pool[0] for pool in touched)), {number}.union(*(pool[1] for pool in touched)))
        found = [pool for pool in found if not pool[0] & mine] + ([joined] if touched else [])
    return sorted(
        (Pool(tuple(sorted(kinds)), tuple(sorted(groups))) for kinds, groups in found),
        key=lambda pool: pool.classes,
    )


def serves(group: Group, one: ContactClass) -> bool:
    """Say whether a group can take a class without any step relaxing the wish."""
    enough = all(group.skills.get(skill, 0) >= level for skill, level in one.skills.items())
    return enough and one.queue in group.queues and group.channels.get(one.channel, 0) > 0


def beside(scenario: Scenario, pool: Pool) -> Beside:
    """Return the formulas' service level of a pool, interval by interval, weighted by what comes."""
    came = weighted_c = weighted_a = 0.0
    overloaded = False
    for number in range(scenario.intervals):
        steady = _interval(scenario, pool, number)
        if steady.rate <= 0:
            continue
        came += steady.rate
        overloaded |= steady.servers <= steady.rate * steady.handle_min
        weighted_c += steady.rate * steady.by_c()
        weighted_a += steady.rate * steady.by_a()
    impatient = any(scenario.classes[kind].patience_s for kind in pool.classes)
    return Beside(
        pool,
        c=weighted_c / came if came and not overloaded else None,
        a=weighted_a / came if came and impatient else None,
        overloaded=overloaded,
    )


@dataclass(frozen=True, slots=True)
class Steady:
    """One interval as a formula sees it: arrivals a minute, means in minutes, places that can work at once."""

    rate: float
    handle_min: float
    patience_min: float | None
    target_min: float
    servers: int

    def by_c(self) -> float:
        """The service level if nobody hangs up (Erlang C); 0 where the line only grows."""
        if self.servers <= self.rate * self.handle_min:
            return 0.0
        level = erlang_c_service_level(
            servers=self.servers,
            offered_load=self.rate * self.handle_min,
            target_seconds=60 * self.target_min,
            aht_seconds=60 * self.handle_min,
        )
        return level["service_level"]

    def by_a(self) -> float:
        """The service level with exponential patience (Erlang A); 0 where nobody works or patience is not known."""
        if not self.servers or self.patience_min is None:
            return 0.0
        return erlang_a_service_level(
            arrivals_per_min=self.rate,
            aht_min=self.handle_min,
            patience_min=self.patience_min,
            servers=self.servers,
            target_min=self.target_min,
        )["service_level"]


def reasons(scenario: Scenario, told: Beside, simulated: float) -> tuple[str, ...]:
    """Return codes that say how formula and simulation compare: what is true anyway, then `agrees` (within two points) or why not."""
    pool = told.pool
    facts = {"nobody": not pool.groups, "overloaded": told.overloaded and bool(pool.groups)}
    said = [code for code, holds in facts.items() if holds]
    formula = told.a if told.a is not None else told.c
    if not pool.groups:
        return tuple(said)
    if formula is not None and abs(formula - simulated) <= TOLERANCE:
        return (*said, "agrees")
    return (*said, *(_differences(scenario, pool) or ["chance"]))


def _differences(scenario: Scenario, pool: Pool) -> list[str]:
    classes = [scenario.classes[kind] for kind in pool.classes]
    groups = [scenario.groups[number] for number in pool.groups]
    found = {
        "skills": any(not serves(group, one) for group in groups for one in classes),
        "mixed": len({(one.target_s, one.handle.mean_s) for one in classes}) > 1,
        "spread": any(abs(one.handle.cv - 1) > 0.1 for one in classes),
        "places": any(count > 1 for group in groups for count in group.channels.values()),
        "rush": _uneven(scenario, pool),
        "steps": any(plan.steps for plan in scenario.queues if plan.name in {one.queue for one in classes}),
    }
    return [code for code, holds in found.items() if holds]


def _interval(scenario: Scenario, pool: Pool, number: int) -> Steady:
    rates = {
        kind: scenario.arrivals(scenario.classes[kind])[number] / scenario.interval_min
        for kind in pool.classes
    }
    rate = sum(rates.values())

    def mean(values: Iterable[tuple[int, float]]) -> float:
        return sum(rates[kind] * value for kind, value in values) / rate if rate else 0.0

    classes = [(kind, scenario.classes[kind]) for kind in pool.classes]
    leaving = mean((kind, 60 / one.patience_s if one.patience_s else 0.0) for kind, one in classes)
    return Steady(
        rate=rate,
        handle_min=mean((kind, one.handle.mean_s / 60) for kind, one in classes),
        patience_min=1 / leaving if leaving else None,
        target_min=mean((kind, one.target_s / 60) for kind, one in classes),
        servers=sum(
            scenario.agents(scenario.groups[group])[number] * _places(scenario, pool, group)
            for group in pool.groups
        ),
    )


def _places(scenario: Scenario, pool: Pool, group: int) -> int:
    kinds = {scenario.classes[kind].channel for kind in pool.classes}
    return max(count for channel, count in scenario.groups[group].channels.items() if channel in kinds)


def _uneven(scenario: Scenario, pool: Pool) -> bool:
    loads = [
        sum(
            scenario.arrivals(scenario.classes[kind])[number] * scenario.classes[kind].handle.mean_s
            for kind in pool.classes
        )
        for number in range(scenario.intervals)
    ]
    return any(after > UNEVEN * before for before, after in pairwise(loads))
