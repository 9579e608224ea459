"""Skills with levels, as agents have them and items want them. How much a missing one matters is decided elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from routing.errors import RoutingError


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


NO_SKILLS = SkillSet()
