"""What to tell those who wait: how long about, and which items nobody can take. Estimates, never promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from routing.book import Book
from routing.capacity import slots
from routing.masks import members
from routing.matching import Matching
from routing.reasons import Reason
from routing.score import terms
from routing.skills import SkillSet

Stuck = Literal["no_agent_has_skills", "nobody_on_shift"]


@dataclass(frozen=True, slots=True)
class Wait:
    """The place in the queue, how many such items the people on shift can hold together, and the seconds that makes.

    `seconds` is None when nobody on shift could take it: no number is better than a wrong one.
    """

    position: int
    slots: int
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Unroutable:
    """A waiting item nobody can take.

    `code` is `no_agent_has_skills` or `nobody_on_shift`; `changes_at` (ms) the next relaxation.
    """

    item: str
    code: Stuck
    changes_at: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A waiting item laid open: the terms of its place, what is asked just now, what was relaxed, when (ms) that changes.

    `queues` are those whose agents may take it now; none while all of them are closed.
    """

    terms: tuple[Reason, ...]
    requirement: SkillSet
    queues: frozenset[str]
    team: str
    relaxed: tuple[Reason, ...]
    next_at: int | None


def standing(item_id: str, book: Book, matching: Matching) -> Standing | None:
    """How a waiting item stands at the book's instant, None when it does not wait."""
    filing = matching.waiting.filed.get(item_id)
    if filing is None:
        return None
    item, wish = book.items[item_id], filing.wish
    lines = terms(item, book.setup.order, book.now, book.turns.turn(item.queue))
    return Standing(lines, wish.requirement, wish.queues, wish.team, filing.relaxed, filing.next_at)


def estimated_wait(item_id: str, book: Book, matching: Matching) -> Wait | None:
    """Position x mean handling time / slots on shift: each slot ends one item in `handle_s` on average.

    Work of other queues for the same people is not counted, so a shared team takes longer.
    """
    filing = matching.waiting.filed.get(item_id)
    position = matching.waiting.position(item_id)
    if filing is None or position is None:
        return None
    cover = matching.roster.groups.cover(filing.wish)
    groups = (matching.roster.groups.all[i] for i in members(cover & matching.roster.on_shift))
    places = sum(group.on_shift * slots(group.sample, filing.wish.demand, book.setup) for group in groups)
    handle_s = book.setup.queue(filing.wish.queue).handle_s
    return Wait(position, places, -(-position * handle_s // places) if places else None)


def unroutable(matching: Matching) -> list[Unroutable]:
    """Such items in the order of their ids; items whose queues are all closed wait for the opening and are not among
    them.
    """
    waiting, roster = matching.waiting, matching.roster
    hopeless: dict[int, Stuck] = {}
    for index in members(waiting.occupied):
        line = waiting.lines[index]
        cover = matching.cover(line)
        if line.wish.queues and not cover & roster.on_shift:
            hopeless[index] = "nobody_on_shift" if cover & roster.known else "no_agent_has_skills"
    if not hopeless:
        return []
    codes = {waiting.lines[index].wish: code for index, code in hopeless.items()}
    found = [(item_id, filing) for item_id, filing in waiting.filed.items() if filing.wish in codes]
    return [
        Unroutable(item_id, codes[filing.wish], filing.next_at)
        for item_id, filing in sorted(found, key=lambda f: f[0])
    ]
