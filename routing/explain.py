"""Why a match came about: the terms of the score, the rule that chose, who else was considered and why not, what was
relaxed.

Codes with parameters only. Every agent on shift is named on a small desk, the nearest ones on a large one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routing.book import Book
from routing.choice import Choice, idle_in
from routing.eligibility import obstacles
from routing.explanation import Considered, Explanation
from routing.filing import Filing
from routing.masks import members
from routing.model import Agent, Item
from routing.reasons import Reason, reason
from routing.roster import Roster
from routing.score import terms

NAME_ALL_UP_TO = 16
NAME_NEAREST = 5


@dataclass(frozen=True, slots=True)
class Scene:
    """What a decision saw: the item with its filing, the groups that cover it, who is held back, who was chosen."""

    book: Book
    roster: Roster
    item: Item
    filing: Filing
    cover: int
    barred: frozenset[str]
    choice: Choice


def explain(scene: Scene, able: int) -> Explanation:
    """The explanation of a choice, taken before the match is recorded; `able` as in `Explanation`."""
    book, roster, item = scene.book, scene.roster, scene.item
    free = sum(roster.groups.all[i].free[scene.filing.wish.demand] for i in members(_free(scene)))
    free -= sum(1 for agent_id in scene.barred if _is_open(scene, agent_id))
    return Explanation(
        _rule(scene, free),
        terms(item, book.setup.order, book.now, book.turns.turn(item.queue)),
        scene.filing.relaxed,
        tuple(_considered(scene, agent_id) for agent_id in _named(scene, free)),
        able,
        free,
    )


def _free(scene: Scene) -> int:
    return scene.cover & scene.roster.demands[scene.filing.wish.demand]


def _is_open(scene: Scene, agent_id: str) -> bool:
    seat = scene.roster.seats.get(agent_id)
    if seat is None or not scene.cover >> seat.group.index & 1:
        return False
    return scene.filing.wish.demand in seat.fits


def _rule(scene: Scene, free: int) -> Reason:
    chosen = scene.book.agents[scene.choice.agent]
    skills = len(chosen.skills.levels)
    idle_ms = max(0, scene.book.now - chosen.idle_since)
    if scene.choice.by_affinity:
        return reason("affinity", idle_ms=idle_ms)
    if free == 1:
        return reason("only_one_free", idle_ms=idle_ms)
    return reason("fewest_skills_then_longest_idle", skills=skills, idle_ms=idle_ms)


def _named(scene: Scene, free: int) -> list[str]:
    roster = scene.roster
    if roster.present <= NAME_ALL_UP_TO:
        named = {agent_id for agent_id, seat in roster.seats.items() if seat.on_shift}
    else:
        others = _runners_up(scene) if free > 1 else ()
        named = {*scene.barred, *_favourite(scene), *others} & roster.seats.keys()
    return sorted(named - {scene.choice.agent})


def _favourite(scene: Scene) -> Iterator[str]:
    if scene.item.affinity is not None:
        yield scene.item.affinity.agent


def _runners_up(scene: Scene) -> list[str]:
    free = _free(scene)
    found: list[str] = []
    for mask in scene.roster.groups.sizes.values():
        if len(found) > NAME_NEAREST:
            break
        if free & mask:
            idle = idle_in(scene.roster, free & mask, scene.filing.wish.demand, scene.barred)
            found.extend(agent_id for _, agent_id in sorted(idle))
    return found[: NAME_NEAREST + 1]


def _considered(scene: Scene, agent_id: str) -> Considered:
    book = scene.book
    agent = book.agents[agent_id]
    found = obstacles(agent, scene.filing.wish, scene.barred, book)
    return Considered(agent_id, found or (_outranked(scene, agent),))


def _outranked(scene: Scene, agent: Agent) -> Reason:
    chosen = scene.book.agents[scene.choice.agent]
    if scene.choice.by_affinity:
        return reason("other_known_to_customer", agent=chosen.id)
    if len(agent.skills.levels) > len(chosen.skills.levels):
        return reason("more_skills", skills=len(agent.skills.levels), chosen=len(chosen.skills.levels))
    return reason("idle_for_less", ms=max(0, scene.book.now - agent.idle_since))
