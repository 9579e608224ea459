"""Clocks of tickets: folds of the log, all but the terms, which are kept as configuration was when a ticket came under it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from server.base.clock import Ms
from server.store.mapping import Row, Table

ClockKind = Literal["first_response", "next_reply", "update", "resolution", "answer"]
ClockState = Literal["running", "paused", "met", "stopped"]
ToldKind = Literal[
    "created",
    "wrote",
    "replied",
    "status",
    "facts",
    "due",
    "merged",
    "terms",
    "rang",
    "answered",
    "ended",
]


class Told(msgspec.Struct, frozen=True, array_like=True):
    """Something that happened to a ticket as far as its clocks care, as short as it can be said. `by`: who, for the proof."""

    kind: ToldKind
    at: Ms
    value: Any = None
    by: str | None = None


class ClockStory(Row, frozen=True, kw_only=True):
    """What a ticket's clocks are counted from, so that a message costs one row and not the log.

    `open`: the cycles that were neither met nor stopped when they were last counted; `fired`: steps done in the newest cycles.
    """

    ticket_id: str
    terms_id: str | None = None
    told: tuple[Told, ...]
    open: tuple[tuple[ClockKind, int], ...] = ()
    fired: tuple[tuple[ClockKind, int, str], ...] = ()
    version: int


class Clock(Row, frozen=True, kw_only=True):
    """One cycle of a clock. `elapsed_s` is none while it runs; `decided_at`: when it was met or breached, whichever decides it.

    `next_at`: when it wants to be looked at though nothing happens.
    """

    ticket_id: str
    clock: ClockKind
    cycle: int
    state: ClockState
    started_at: Ms
    target_s: int | None = None
    due_at: Ms | None = None
    warn_at: Ms | None = None
    manual: bool = False
    met_at: Ms | None = None
    stopped_at: Ms | None = None
    breached_at: Ms | None = None
    decided_at: Ms | None = None
    elapsed_s: int | None = None
    next_at: Ms | None = None
    policy_id: str | None = None
    policy_version: int | None = None
    call_id: str | None = None
    queue_id: str
    version: int


class ClockStep(Row, frozen=True, kw_only=True):
    """A step that was done, once. `reached_at` is its time, `fired_at` when it was done: later only after an outage."""

    ticket_id: str
    clock: ClockKind
    cycle: int
    step: str
    reached_at: Ms
    fired_at: Ms
    version: int


class ClockTerms(Row, frozen=True, kw_only=True):
    """Policies and calendars as they were at an instant; the id follows from the content. What tickets were promised under."""

    id: str
    at: Ms
    body: dict[str, Any]


_WAITS = sa.text("next_at IS NOT NULL")
_DECIDED = sa.text("decided_at IS NOT NULL")

CLOCK_STORIES = Table("clock_stories", ClockStory, key=("ticket_id",))
CLOCKS = Table(
    "clocks",
    Clock,
    sa.Index("clocks_next", "next_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
    sa.Index("clocks_decided", "decided_at", sqlite_where=_DECIDED, postgresql_where=_DECIDED),
    key=("ticket_id", "clock", "cycle"),
)
CLOCK_STEPS = Table("clock_steps", ClockStep, key=("ticket_id", "clock", "cycle", "step"))
CLOCK_TERMS = Table("clock_terms", ClockTerms, key=("id",))
