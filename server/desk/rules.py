"""The desk-wide numbers that people edit, typed, each with the value a new desk begins with. Who reads them decides what they mean."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
import sqlalchemy as sa
from msgspec import Meta

from server.desk.book import Book
from server.store.tables.config import DESK_RULES, RULES_ID

Order = Literal["due", "priority", "oldest", "ratio"]
Seconds = Annotated[int, Meta(ge=0, le=86_400)]
Boost = Annotated[int, Meta(ge=-86_400, le=86_400)]
Percent = Annotated[int, Meta(ge=1, le=100)]
Word = Annotated[str, Meta(min_length=1, max_length=32)]
Units = Annotated[int, Meta(ge=0, le=100)]


def _first(value: dict[str, Any]) -> Any:
    """A mapping as the first value of a field."""
    return msgspec.field(default_factory=value.copy)


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the desk works. `_s` are seconds; boosts move work forward by that many. 0 switches off what waits or warns.

    `wrap_up_code_queues`: where a wrap-up wants a code. `callback_again_s`: how long after a vain call back the next one is due.
    `weights`: units of a desk that a channel's work uses (1 where nothing is said) of its `units` (None: as many as the limits make).
    `interrupts`: on top of which channels' work a channel may come; `blocked_by`: beside which it does not. `max_hops` bounds overflow.
    `calendar_id`: whose hours count where nothing else is said.
    `mood_alerts`: whether supervisors are told of falling moods; `mood_boost_s`: how much sooner such a ticket is served.
    `article_review`: whether somebody else must approve an article before readers see it.
    """

    calendar_id: str | None = None
    order: Order = "due"
    priority_boosts: dict[Word, Boost] = _first({"low": -300, "normal": 0, "high": 300, "urgent": 900})
    segment_boosts: dict[Word, Boost] = {}
    affinity_s: Seconds = 20
    weights: dict[Word, Units] = {}
    units: Units | None = None
    interrupts: dict[Word, tuple[Word, ...]] = _first({"voice": ("chat", "email")})
    blocked_by: dict[Word, tuple[Word, ...]] = _first({"chat": ("voice",), "email": ("voice",)})
    max_hops: Annotated[int, Meta(ge=0, le=10)] = 3
    one_offer: bool = True
    answer_target_s: Seconds = 20
    answer_share: Percent = 80
    wrap_up_s: dict[Word, Seconds] = _first({"voice": 30, "chat": 0, "email": 0})
    wrap_up_most_s: Seconds = 600
    wrap_up_code_queues: tuple[Word, ...] = ()
    chat_idle_warn_s: Seconds = 300
    chat_idle_close_s: Seconds = 600
    callback_due_s: Seconds = 1_800
    callback_again_s: Seconds = 900
    callback_tries: Annotated[int, Meta(ge=1, le=20)] = 3
    mood_alerts: bool = True
    mood_boost_s: Seconds = 300
    article_review: bool = True
    article_review_days: Annotated[int, Meta(ge=1, le=3_650)] = 180


def rules(book: Book) -> Rules:
    """Return the rules as the command sees them."""
    row = book.get(DESK_RULES, RULES_ID)
    return typed(row.body if row else {})


def read_rules(connection: sa.Connection) -> Rules:
    """Return the rules as stored."""
    line = connection.execute(sa.select(DESK_RULES.sql).where(DESK_RULES.c.id == RULES_ID)).first()
    return typed(DESK_RULES.read(line).body if line else {})


def typed(body: dict[str, Any]) -> Rules:
    """Return stored rules with their types. Fields that no longer exist are passed over, new ones take their first value."""
    known = {name: value for name, value in body.items() if name in Rules.__struct_fields__}
    return msgspec.convert(known, Rules)
