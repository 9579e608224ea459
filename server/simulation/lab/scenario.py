"""A day as a supervisor describes it: who writes and calls when, who is there, how it is routed. Shapes and checks, no running.

Times of day are minutes after midnight, written "08:30"; durations are seconds; a list has one number for each interval of the day.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from routing import Order, RoutingError, Step
from server.base.errors import Invalid
from server.base.strict_json import shaped

Count = Annotated[float, Meta(ge=0, le=100_000)]
People = Annotated[int, Meta(ge=0, le=5_000)]
Several = Annotated[int, Meta(ge=1, le=50)]
Mean = Annotated[float, Meta(gt=0, le=7 * 86_400)]
Share = Annotated[float, Meta(gt=0, le=1)]
Name = Annotated[str, Meta(min_length=1, max_length=80)]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
SHORTEST_INTERVAL_MIN = 5


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of a scenario; a name it does not know is refused, so that a typing error is seen."""


class Handling(Part, frozen=True, kw_only=True):
    """How long a contact keeps an agent: log-normal with this mean and coefficient of variation (0: always the mean)."""

    mean_s: Mean
    cv: Annotated[float, Meta(ge=0, le=5)] = 0.8


class ContactClass(Part, frozen=True, kw_only=True):
    """Contacts that are alike. `arrivals`: expected number for each interval; `patience_s`: mean of an exponential, None waits for ever.

    `target_s` is the wait aimed at and `goal` the share that should be answered within it.
    """

    name: Name
    queue: Name
    channel: Name = "voice"
    skills: dict[Name, Annotated[int, Meta(ge=1, le=5)]] = {}
    arrivals: Count | tuple[Count, ...]
    handle: Handling
    patience_s: Mean | None = None
    target_s: Annotated[int, Meta(ge=1, le=86_400)] = 20
    goal: Share = 0.8
    priority: Annotated[int, Meta(ge=0, le=9)] = 0
    boost_s: Annotated[int, Meta(ge=-86_400, le=86_400)] = 0


class Group(Part, frozen=True, kw_only=True):
    """People who are alike. `agents`: how many are there in each interval; `channels`: pieces of work of each kind at once."""

    name: Name
    agents: People | tuple[People, ...]
    queues: tuple[Name, ...]
    skills: dict[Name, Annotated[int, Meta(ge=1, le=5)]] = {}
    channels: dict[Name, Several] = msgspec.field(default_factory=lambda: {"voice": 1})
    hourly_cost: Count = 0


class StepPlan(Part, frozen=True, kw_only=True):
    """A relaxation step, as `routing.Step`."""

    after_s: Annotated[int, Meta(ge=0, le=86_400)]
    drop: tuple[Name, ...] = ()
    lower: dict[Name, Annotated[int, Meta(ge=1, le=5)]] = {}
    any_team: bool = False
    widen: tuple[Name, ...] = ()
    overflow: str = ""

    def step(self) -> Step:
        """Return the router's own form."""
        return Step(
            after_s=self.after_s,
            drop=self.drop,
            lower=tuple(sorted(self.lower.items())),
            any_team=self.any_team,
            widen=self.widen,
            overflow=self.overflow,
        )


class QueuePlan(Part, frozen=True, kw_only=True):
    """A queue that is more than a name: its steps and its share under the order `ratio`."""

    name: Name
    steps: tuple[StepPlan, ...] = ()
    ratio: Several = 1


class Scenario(Part, frozen=True, kw_only=True):
    """A whole day. `blocked`: channels kept away while a piece of work of another is open ({"chat": ["voice"]})."""

    name: Name
    opens: TimeOfDay = "08:00"
    closes: TimeOfDay = "20:00"
    interval_min: Annotated[int, Meta(ge=SHORTEST_INTERVAL_MIN, le=1440)] = 30
    classes: Annotated[tuple[ContactClass, ...], Meta(min_length=1, max_length=200)]
    groups: Annotated[tuple[Group, ...], Meta(max_length=200)]
    queues: tuple[QueuePlan, ...] = ()
    order: Order = "due"
    max_hops: Annotated[int, Meta(ge=0, le=10)] = 3
    blocked: dict[Name, tuple[Name, ...]] = {}

    @property
    def opens_min(self) -> int:
        """Minutes after midnight at which the day begins."""
        return minutes(self.opens)

    @property
    def length_min(self) -> int:
        """Minutes from opening to closing."""
        return minutes(self.closes) - self.opens_min

    @property
    def intervals(self) -> int:
        """How many intervals the day has."""
        return self.length_min // self.interval_min

    def arrivals(self, one: ContactClass) -> tuple[float, ...]:
        """Return the expected contacts of a class for each interval."""
        return spread(one.arrivals, self.intervals)

    def agents(self, group: Group) -> tuple[int, ...]:
        """Return how many of a group are there in each interval."""
        return tuple(int(count) for count in spread(group.agents, self.intervals))


def minutes(text: str) -> int:
    """Return minutes after midnight of "08:30"."""
    hours, rest = text.split(":")
    return 60 * int(hours) + int(rest)


def spread(given: float | Iterable[float], intervals: int) -> tuple[float, ...]:
    """Return one number for each interval; a single one holds for all."""
    return (given,) * intervals if isinstance(given, (int, float)) else tuple(given)


def from_toml(text: str) -> Scenario:
    """Return the scenario of a TOML text. Raises Invalid `scenario.syntax` with the place, and what `checked` raises."""
    try:
        return checked(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise Invalid("scenario.syntax", where=str(error)) from None


def checked(plain: Any) -> Scenario:
    """Return plain values as a scenario. Raises Invalid: body.invalid, scenario.day, .length, .queue, .skill, .twice, .routing."""
    scenario: Scenario = shaped(plain, Scenario)
    if scenario.length_min <= 0 or scenario.length_min % scenario.interval_min:
        raise Invalid(
            "scenario.day", opens=scenario.opens, closes=scenario.closes, step=scenario.interval_min
        )
    for what, parts in (
        ("classes", scenario.classes),
        ("groups", scenario.groups),
        ("queues", scenario.queues),
    ):
        _check_names(what, [part.name for part in parts])
    for one in scenario.classes:
        _check_length(one.name, one.arrivals, scenario.intervals)
    for group in scenario.groups:
        _check_length(group.name, group.agents, scenario.intervals)
    _check_targets(scenario)
    return scenario


def queue_names(scenario: Scenario) -> list[str]:
    """Return every queue that work comes into or people serve, in the order of the scenario."""
    named = [plan.name for plan in scenario.queues] + [one.queue for one in scenario.classes]
    return list(dict.fromkeys(named + [name for group in scenario.groups for name in group.queues]))


def _check_names(what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise Invalid("scenario.twice", what=what, name=name)


def _check_length(name: str, given: float | tuple[float, ...], intervals: int) -> None:
    if isinstance(given, tuple) and len(given) != intervals:
        raise Invalid("scenario.length", name=name, came=len(given), expected=intervals)


def _check_targets(scenario: Scenario) -> None:
    known = set(queue_names(scenario))
    for plan in scenario.queues:
        for name in [name for step in plan.steps for name in (*step.widen, *filter(None, [step.overflow]))]:
            if name not in known:
                raise Invalid("scenario.queue", name=name, expected=", ".join(sorted(known)))
    try:
        for plan in scenario.queues:
            for step in plan.steps:
                step.step()
    except RoutingError as error:
        raise Invalid("scenario.routing", expected=str(error)) from None
