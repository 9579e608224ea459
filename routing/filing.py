"""Where a queued item belongs right now: what it asks for after relaxation and closing hours.

Items filed alike are interchangeable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from routing.book import Book
from routing.capacity import Demand, demand_of
from routing.model import Item
from routing.reasons import Reason
from routing.relaxation import Stage, serving, stage_at, stages
from routing.score import Key, sort_key
from routing.skills import SkillSet


class Wish(NamedTuple):
    """All that decides who may take an item; `barred` declined it, let it time out or are `never` to have it.

    `queue` is its home, for turns.
    """

    queue: str
    requirement: SkillSet
    queues: frozenset[str]
    team: str
    demand: Demand
    barred: frozenset[str]
    never: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Filing:
    """An item's wish and key, the stage behind it, everything relaxed, and when (ms) the wish changes by itself."""

    wish: Wish
    key: Key
    stage: Stage
    relaxed: tuple[Reason, ...]
    next_at: int | None


def file(item: Item, book: Book) -> Filing:
    """The filing of a queued item at the book's instant."""
    stage, next_at = stage_at(stages(item, book.setup), book.now)
    queues, moved = serving(stage.queues, book.closed, book.setup)
    barred = item.declined_by | item.skip_once | item.never
    demand = demand_of(item, book.setup)
    wish = Wish(item.queue, stage.requirement, queues, stage.team, demand, barred, item.never)
    return Filing(wish, sort_key(item, book.setup.order), stage, stage.relaxed + moved, next_at)
