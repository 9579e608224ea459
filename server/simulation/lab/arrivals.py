"""Who comes when: contacts drawn from a scenario. The same seed gives the same contacts whatever the policy or the people are.

Arrivals are a Poisson process whose rate is constant within each interval, made from unit exponential gaps carried through the
summed rate (time-change of a Poisson process; Cinlar 1975, Introduction to Stochastic Processes, 4.7).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from server.base.clock import MINUTE, SECOND, Ms
from server.base.ids import Draws
from server.simulation.lab.scenario import ContactClass, Scenario


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact: class number, arrival after opening, what it needs of an agent, and how long it would wait (None: for ever)."""

    kind: int
    at: Ms
    handle: Ms
    patience: Ms | None


def contacts(scenario: Scenario, seed: int) -> list[Contact]:
    """Return the contacts of one day in the order they arrive."""
    drawn = [
        contact
        for kind, one in enumerate(scenario.classes)
        for contact in _of_class(scenario, kind, one, seed)
    ]
    return sorted(drawn, key=lambda contact: (contact.at, contact.kind))


def _of_class(scenario: Scenario, kind: int, one: ContactClass, seed: int) -> Iterator[Contact]:
    handles = Draws(seed, one.name, "handle")
    waits = Draws(seed, one.name, "patience")
    for at in _instants(
        scenario.arrivals(one), scenario.interval_min * MINUTE, Draws(seed, one.name, "arrivals")
    ):
        handle = max(1, round(SECOND * handles.lognormal(one.handle.mean_s, one.handle.cv)))
        patience = round(SECOND * waits.exponential(one.patience_s)) if one.patience_s else None
        yield Contact(kind, at, handle, patience)


def _instants(expected: tuple[float, ...], interval: Ms, gaps: Draws) -> Iterator[Ms]:
    """Yield arrival instants: unit gaps summed until they reach the expected count, each mapped back to its time of day."""
    reached = gaps.exponential(1)
    before = 0.0
    for number, count in enumerate(expected):
        while reached < before + count:
            yield round(interval * (number + (reached - before) / count))
            reached += gaps.exponential(1)
        before += count
