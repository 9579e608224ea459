"""Who is there when: the agents of a day with the spans they work. From a scenario's head counts, or handed in as recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from routing import SkillSet
from server.base.clock import MINUTE, Ms
from server.simulation.lab.scenario import Group, Scenario

Span = tuple[Ms, Ms]


@dataclass(frozen=True, slots=True)
class Person:
    """One agent of a day. `spans` are half open, after opening; `places`: how much of each kind of work at once."""

    name: str
    group: int
    skills: SkillSet
    queues: frozenset[str]
    places: tuple[tuple[str, int], ...]
    spans: tuple[Span, ...]

    @property
    def staffed(self) -> Ms:
        """How long they are there."""
        return sum(end - start for start, end in self.spans)


def people(scenario: Scenario) -> list[Person]:
    """Return the agents of a scenario: the n-th of a group is there while the group counts n or more."""
    return [
        person
        for number, group in enumerate(scenario.groups)
        for person in _of_group(number, group, scenario.agents(group), scenario.interval_min * MINUTE)
    ]


def _of_group(number: int, group: Group, counts: tuple[int, ...], interval: Ms) -> Iterator[Person]:
    skills = SkillSet.of(group.skills)
    for place in range(max(counts, default=0)):
        yield Person(
            name=f"{group.name} {place + 1}",
            group=number,
            skills=skills,
            queues=frozenset(group.queues),
            places=tuple(sorted(group.channels.items())),
            spans=tuple(_spans([count > place for count in counts], interval)),
        )


def _spans(there: list[bool], interval: Ms) -> Iterator[Span]:
    start = 0
    for present, run in groupby(there):
        end = start + len(list(run))
        if present:
            yield start * interval, end * interval
        start = end
