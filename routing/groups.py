"""Agents alike in skills, queues, team and capacity as one group, and which groups cover a wish, as bit masks.

Knows nothing of who is present or free; that is `roster`.
"""

from __future__ import annotations

from typing import NamedTuple

from routing.capacity import Demand, slots
from routing.filing import Wish
from routing.model import Agent
from routing.setup import Setup
from routing.skills import SkillSet

Idle = tuple[int, str]


class Profile(NamedTuple):
    """What agents of one group have in common."""

    skills: SkillSet
    queues: frozenset[str]
    team: str
    capacity: int
    limits: tuple[tuple[str, int], ...]


def profile_of(agent: Agent) -> Profile:
    """The agent's profile."""
    return Profile(agent.skills, agent.queues, agent.team, agent.capacity, agent.limits)


class Group:
    """One group: its bit, its free agents per demand as heaps of (idle since, id), and its counts."""

    __slots__ = ("free", "idle", "index", "known", "lines", "on_shift", "sample", "seen")

    def __init__(self, index: int, sample: Agent) -> None:
        self.index = index
        self.sample = sample
        self.known = 0
        self.on_shift = 0
        self.idle: dict[Demand, list[Idle]] = {}
        self.free: dict[Demand, int] = {}
        self.lines = 0
        self.seen = (0, 0)


class Groups:
    """All groups ever seen, with one mask per skill level, queue, team, demand and number of skills."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.all: list[Group] = []
        self.sizes: dict[int, int] = {}
        self._by_profile: dict[Profile, Group] = {}
        self._having: dict[str, dict[int, int]] = {}
        self._serving: dict[str, int] = {}
        self._teams: dict[str, int] = {}
        self._capable: dict[Demand, int] = {}

    def of(self, agent: Agent) -> Group:
        """The agent's group, made when it is the first of its kind."""
        profile = profile_of(agent)
        group = self._by_profile.get(profile)
        if group is None:
            group = self._by_profile[profile] = Group(len(self.all), agent)
            self.all.append(group)
            self._mark(group)
        return group

    def _mark(self, group: Group) -> None:
        bit, agent = 1 << group.index, group.sample
        for skill, level in agent.skills.levels:
            at = self._having.setdefault(skill, {})
            at[level] = at.get(level, 0) | bit
        for queue in agent.queues:
            self._serving[queue] = self._serving.get(queue, 0) | bit
        self._teams[agent.team] = self._teams.get(agent.team, 0) | bit
        size = len(agent.skills.levels)
        self.sizes[size] = self.sizes.get(size, 0) | bit
        self.sizes = dict(sorted(self.sizes.items()))
        for demand in self._capable:
            if slots(agent, demand, self.setup):
                self._capable[demand] |= bit

    def cover(self, wish: Wish) -> int:
        """The groups whose agents could take such an item with an empty desk."""
        mask = 0
        for queue in wish.queues:
            mask |= self._serving.get(queue, 0)
        if wish.team:
            mask &= self._teams.get(wish.team, 0)
        for skill, level in wish.requirement.levels:
            mask &= self._at_least(skill, level)
        return mask & self.capable(wish.demand)

    def _at_least(self, skill: str, level: int) -> int:
        mask = 0
        for has, groups in self._having.get(skill, {}).items():
            if has >= level:
                mask |= groups
        return mask

    def capable(self, demand: Demand) -> int:
        """The groups that hold at least one item of this demand on an empty desk."""
        if demand not in self._capable:
            fitting = (1 << group.index for group in self.all if slots(group.sample, demand, self.setup))
            self._capable[demand] = sum(fitting)
        return self._capable[demand]
