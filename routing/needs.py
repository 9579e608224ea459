"""Which waiting lines a group of agents could serve: one mask of lines per thing asked, those a group lacks struck out."""

from __future__ import annotations

from routing.capacity import Demand, slots
from routing.filing import Wish
from routing.model import Agent
from routing.setup import Setup


class Needs:
    """The wishes of all lines turned round: per skill level, set of queues, team and demand the lines that ask for it."""

    def __init__(self) -> None:
        self.count = 0
        self._skills: dict[tuple[str, int], int] = {}
        self._queues: dict[frozenset[str], int] = {}
        self._teams: dict[str, int] = {}
        self._demands: dict[Demand, int] = {}

    def add(self, wish: Wish) -> None:
        """Adds the next line's wish."""
        bit = 1 << self.count
        self.count += 1
        for need in wish.requirement.levels:
            self._skills[need] = self._skills.get(need, 0) | bit
        self._queues[wish.queues] = self._queues.get(wish.queues, 0) | bit
        self._teams[wish.team] = self._teams.get(wish.team, 0) | bit
        self._demands[wish.demand] = self._demands.get(wish.demand, 0) | bit

    def served_by(self, agent: Agent, setup: Setup) -> int:
        """The lines such an agent could serve with an empty desk."""
        unmet = 0
        has = dict(agent.skills.levels)
        for (skill, level), lines in self._skills.items():
            if has.get(skill, 0) < level:
                unmet |= lines
        for team, lines in self._teams.items():
            if team and team != agent.team:
                unmet |= lines
        for demand, lines in self._demands.items():
            if not slots(agent, demand, setup):
                unmet |= lines
        return self._in_queues(agent) & ~unmet

    def _in_queues(self, agent: Agent) -> int:
        found = 0
        for queues, lines in self._queues.items():
            if queues & agent.queues:
                found |= lines
        return found
