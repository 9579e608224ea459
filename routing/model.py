"""Values the router decides on: items and agents. All are frozen; no rules and no texts here.

Instants are integer milliseconds UTC, durations integer seconds (`_s`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from routing.skills import NO_SKILLS, SkillSet
from routing.steps import Step

ItemState = Literal["queued", "offered", "assigned", "done", "abandoned"]
Presence = Literal["available", "busy", "away", "wrap_up", "not_responding", "offline"]
ON_SHIFT: frozenset[Presence] = frozenset({"available", "busy", "away", "wrap_up"})


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
    `hops` are queue changes
    already made. `never`: who may not have it, whoever else is there. `agent` is who holds it while offered or assigned.
    """

    id: str
    queue: str
    channel: str
    entered_at: int
    due_at: int
    requirement: SkillSet = NO_SKILLS
    priority: int = 0
    boosts: tuple[Boost, ...] = ()
    weight: int | None = None
    team: str = ""
    affinity: Affinity | None = None
    declined_by: frozenset[str] = frozenset()
    skip_once: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
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
    skills: SkillSet = NO_SKILLS
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
