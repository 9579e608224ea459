"""What an item asks for as it waits: its stages, from its steps, its queue's and those of the queues it overflows to.

A function of the item's age alone, so a returned item goes on where it was. Time spent elsewhere is not counted here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from routing.model import Item
from routing.reasons import Reason, reason
from routing.setup import Setup
from routing.skills import SkillSet
from routing.steps import Step

Agenda = list[tuple[int, int, Step]]


@dataclass(frozen=True, slots=True)
class Stage:
    """What is asked from the instant `start` (ms) on, and all that was relaxed until then."""

    start: int
    requirement: SkillSet
    queues: tuple[str, ...]
    team: str
    hops: int
    relaxed: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Overflow:
    """A step that was due at `start` (ms) and passes the item on to `queue`; the agents of `former` may still take it.

    `requirement` and `team` are what is asked from then on, `hops` counts the overflows with this one.
    """

    item: str
    queue: str
    former: tuple[str, ...]
    start: int
    requirement: SkillSet
    team: str
    hops: int
    relaxed: tuple[Reason, ...]


def overflow_of(item: Item, setup: Setup, now: int) -> Overflow | None:
    """The first overflow due at `now` that the item has not made yet."""
    for stage in stages(item, setup):
        if stage.start > now:
            return None
        if stage.hops > item.hops:
            *former, queue = stage.queues
            return Overflow(
                item.id,
                queue,
                tuple(former),
                stage.start,
                stage.requirement,
                stage.team,
                stage.hops,
                stage.relaxed,
            )
    return None


def stages(item: Item, setup: Setup) -> tuple[Stage, ...]:
    """The item's stages in order of time, the first from its beginning.

    Each queue joins an item once and overflow stops at `setup.max_hops`, so the list is finite.
    """
    base = item.entered_at if item.relax_from is None else item.relax_from
    steps = setup.queue(item.queue).steps if item.steps is None else item.steps
    agenda: Agenda = [(base + 1000 * step.after_s, index, step) for index, step in enumerate(steps)]
    heapify(agenda)
    found = [Stage(base, item.requirement, (item.queue,), item.team, item.hops)]
    taken = len(agenda)
    while agenda:
        at, _, step = heappop(agenda)
        stage = _relax(found[-1], step, at, setup)
        for next_step in _inherited(stage, found[-1], step, setup):
            heappush(agenda, (at + 1000 * next_step.after_s, taken, next_step))
            taken += 1
        found.append(stage)
    return tuple(found)


def stage_at(staged: tuple[Stage, ...], now: int) -> tuple[Stage, int | None]:
    """The stage in force at `now` (ms) and when the next begins, None when it is the last."""
    current = staged[0]
    for stage in staged[1:]:
        if stage.start > now:
            return current, stage.start
        current = stage
    return current, None


def serving(
    queues: tuple[str, ...], closed: Collection[str], setup: Setup
) -> tuple[frozenset[str], tuple[Reason, ...]]:
    """The open queues whose agents may serve, closed ones replaced by where they point, and what was replaced.

    The chain of closed queues is followed at most `setup.max_hops` times. Empty: everything is closed, the item waits.
    """
    found: set[str] = set()
    moved: list[Reason] = []
    for name in queues:
        current, hops = name, 0
        while current in closed and setup.queue(current).closed_to and hops < setup.max_hops:
            current, hops = setup.queue(current).closed_to, hops + 1
        if current not in closed:
            found.add(current)
            if hops:
                moved.append(reason("closed_overflow", queue=name, to=current))
    return frozenset(found), tuple(moved)


def _relax(stage: Stage, step: Step, at: int, setup: Setup) -> Stage:
    eased, notes = _eased(stage.requirement, step)
    if step.any_team and stage.team:
        notes.append(reason("any_team", team=stage.team))
    queues = stage.queues
    for name in step.widen:
        if name not in queues:
            queues = (*queues, name)
            notes.append(reason("widened", queue=name))
    hops = stage.hops
    if _passes_on(stage, step, setup):
        queues, hops = (*queues, step.overflow) if step.overflow not in queues else queues, hops + 1
        notes.append(reason("overflowed", queue=step.overflow, hops=hops))
    elif step.overflow:
        notes.append(reason("overflow_refused", queue=step.overflow, hops=hops, max_hops=setup.max_hops))
    relaxed = stage.relaxed + tuple(notes)
    return replace(
        stage,
        start=at,
        requirement=eased,
        queues=queues,
        team="" if step.any_team else stage.team,
        hops=hops,
        relaxed=relaxed,
    )


def _eased(wanted: SkillSet, step: Step) -> tuple[SkillSet, list[Reason]]:
    levels = dict(wanted.levels)
    notes = [reason("skill_dropped", skill=name) for name in step.drop if levels.pop(name, 0)]
    for name, by in step.lower:
        before = levels.get(name, 0)
        if before > 1:
            levels[name] = max(1, before - by)
            notes.append(reason("skill_lowered", skill=name, before=before, after=levels[name]))
    return SkillSet.of(levels), notes


def _passes_on(stage: Stage, step: Step, setup: Setup) -> bool:
    return bool(step.overflow) and step.overflow not in stage.queues and stage.hops < setup.max_hops


def _inherited(stage: Stage, former: Stage, step: Step, setup: Setup) -> tuple[Step, ...]:
    return setup.queue(step.overflow).steps if stage.hops > former.hops else ()
