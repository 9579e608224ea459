"""Values the router decides on: skills, items, agents, and reasons as codes with parameters.

All are frozen. Instants are integer milliseconds UTC, durations integer seconds (`_s`). No rules and no texts here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from routing.errors import RoutingError
from routing.steps import Step

ItemState = Literal["queued", "offered", "assigned", "done", "abandoned"]
Presence = Literal["available", "busy", "away", "wrap_up", "not_responding", "offline"]
ON_SHIFT: frozenset[Presence] = frozenset({"available", "busy", "away", "wrap_up"})


@dataclass(frozen=True, slots=True, order=True)
class SkillSet:
    """Skill names with a level each, sorted by name: what an agent has, or the least an item wants."""

    levels: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, levels: Mapping[str, int]) -> SkillSet:
        """The set for a mapping name -> level (1 or more); raises RoutingError `bad_skill_level`."""
        for name, level in levels.items():
            if type(level) is not int or level < 1:
                raise RoutingError(
                    "bad_skill_level",
                    f"a whole level of 1 or more for {name!r}",
                    level,
                    "leave the skill out or raise its level",
                )
        return cls(tuple(sorted(levels.items())))

    def level(self, name: str) -> int:
        """The level of this skill, 0 when it is missing."""
        return dict(self.levels).get(name, 0)

    def covers(self, wanted: SkillSet) -> bool:
        """True when every wanted skill is here at the wanted level or above."""
        mine = dict(self.levels)
        return all(mine.get(name, 0) >= level for name, level in wanted.levels)


@dataclass(frozen=True, slots=True)
class Boost:
    """Seconds an item is moved forward, with the code of the rule that gave them (priority, segment, mood ...)."""

    code: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Affinity:
    """The agent this customer knows, preferred until the patience window closes at `until` (ms)."""

    agent: str
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of work: a call, a chat, a ticket.

    `weight` is the capacity it uses (None: the channel's). `steps` replaces the queue's relaxation steps (None: the
    queue's);
    they count from `relax_from` (None: `entered_at`; work that came while closed gives the opening instant).
    `hops` are queue changes already made. `agent` is who holds it while offered or assigned.
    """

    id: str
    queue: str
    channel: str
    entered_at: int
    due_at: int
    requirement: SkillSet = SkillSet()
    priority: int = 0
    boosts: tuple[Boost, ...] = ()
    weight: int | None = None
    team: str = ""
    affinity: Affinity | None = None
    declined_by: frozenset[str] = frozenset()
    skip_once: frozenset[str] = frozenset()
    steps: tuple[Step, ...] | None = None
    relax_from: int | None = None
    hops: int = 0
    state: ItemState = "queued"
    agent: str | None = None

    @property
    def boost_s(self) -> int:
        """All boosts together, in seconds."""
        return sum(boost.seconds for boost in self.boosts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """One person on the roster. There is no load here: it is derived from the open items that name the agent.

    `capacity` are weight units; `limits` the most items at once per channel (missing: the channel's own limit, 0:
    never).
    `lease_until` is when presence ends unless renewed; `idle_since` the instant the agent last took or finished work.
    """

    id: str
    lease_until: int
    idle_since: int
    skills: SkillSet = SkillSet()
    queues: frozenset[str] = frozenset()
    team: str = ""
    capacity: int = 1
    limits: tuple[tuple[str, int], ...] = ()
    presence: Presence = "available"

    def available(self, now: int) -> bool:
        """True when the router may offer work: says available and the lease still runs."""
        return self.presence == "available" and now < self.lease_until

    def on_shift(self, now: int) -> bool:
        """True while working at all, also when busy, away or wrapping up."""
        return self.presence in ON_SHIFT and now < self.lease_until


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with parameters, rendered in the reader's language elsewhere."""

    code: str
    params: tuple[tuple[str, str | int], ...] = ()


def reason(code: str, **params: str | int) -> Reason:
    """The reason with its parameters in the order given."""
    return Reason(code, tuple(params.items()))
