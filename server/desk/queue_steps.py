"""The steps of a queue: what is asked less of as work waits. Their form, their checks, and how a row holds them; `routing` applies them."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from routing import Step
from server.base.errors import Invalid
from server.desk.book import Book
from server.desk.fields import Id
from server.store.tables.staff import QUEUES, SKILLS

Levels = Annotated[int, Meta(ge=1, le=4)]
Few = Meta(max_length=16)


class StepBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From `after_s` of waiting on: skills no longer wanted or wanted lower, any team, further queues, or another queue's."""

    after_s: Annotated[int, Meta(ge=0, le=604_800)]
    drop: Annotated[tuple[Id, ...], Few] = ()
    lower: Annotated[tuple[tuple[Id, Levels], ...], Few] = ()
    any_team: bool = False
    widen: Annotated[tuple[Id, ...], Few] = ()
    overflow: Annotated[str, Meta(max_length=64)] = ""


def plain(steps: tuple[StepBody, ...]) -> tuple[dict[str, Any], ...]:
    """Return the steps as a row holds them, earliest first."""
    return tuple(msgspec.to_builtins(step) for step in sorted(steps, key=lambda step: step.after_s))


def typed(stored: tuple[dict[str, Any], ...], queue_ids: frozenset[str]) -> tuple[Step, ...]:
    """Return stored steps as the router reads them; what points at a queue that is gone is left out."""
    return tuple(_step(msgspec.convert(one, StepBody), queue_ids) for one in stored)


def check(book: Book, queue_id: str, closed_to: str, steps: tuple[StepBody, ...]) -> None:
    """Raise Invalid where a queue or a skill that is named does not exist, or a queue points at itself."""
    queues = [closed_to, *(step.overflow for step in steps), *(name for step in steps for name in step.widen)]
    for name in filter(None, queues):
        queue = book.get(QUEUES, name)
        if queue is None or queue.removed_at is not None:
            raise Invalid("queue.unknown", id=name)
        if name == queue_id:
            raise Invalid("queue.to_itself")
    for name in (
        *(one for step in steps for one in step.drop),
        *(one for step in steps for one, _ in step.lower),
    ):
        skill = book.get(SKILLS, name)
        if skill is None or skill.removed_at is not None:
            raise Invalid("skill.unknown", id=name)


def _step(body: StepBody, queue_ids: frozenset[str]) -> Step:
    return Step(
        after_s=body.after_s,
        drop=body.drop,
        lower=body.lower,
        any_team=body.any_team,
        widen=tuple(name for name in body.widen if name in queue_ids),
        overflow=body.overflow if body.overflow in queue_ids else "",
    )
