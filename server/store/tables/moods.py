"""How messages sound and where that leads: one row a judged message, one row a trend. Folds of the log; no words, only places of them."""

from __future__ import annotations

from typing import Literal

import msgspec
import sqlalchemy as sa

from server.base.clock import Ms
from server.store.mapping import Row, Table

Label = Literal["negative", "neutral", "positive"]


class Mood(Row, frozen=True, kw_only=True):
    """The judgement of a message. `label` None: cannot tell, `leaning` then names the likeliest. Ticket and customer as of then.

    `start` and `end` are offsets of the phrase that decided. `corrected` is what an agent says it is; `consented`: it may be learned from.
    """

    entry_id: str
    ticket_id: str
    customer_id: str
    at: Ms
    label: Label | None
    leaning: Label
    confidence: float
    score: float
    start: int | None = None
    end: int | None = None
    engine: str
    corrected: Label | None = None
    corrected_by: str | None = None
    consented: bool = False
    version: int


class MoodPoint(msgspec.Struct, frozen=True, array_like=True):
    """A message that counts in a trend: when it was written, its score from -1 to 1, which it was, of which ticket."""

    at: Ms
    score: float
    entry_id: str
    ticket_id: str


class MoodTrend(Row, frozen=True, kw_only=True):
    """Where the mood of a ticket or a customer (by id) stands, with the newest messages it rests on. `fell_at`: an alert stands."""

    id: str
    customer_id: str
    points: tuple[MoodPoint, ...] = ()
    value: float = 0.0
    before: float = 0.0
    fell_at: Ms | None = None
    version: int


_FELL = sa.text("fell_at IS NOT NULL")

MOODS = Table(
    "moods",
    Mood,
    sa.Index("moods_ticket", "ticket_id"),
    sa.Index("moods_customer", "customer_id", "at"),
    sa.Index("moods_at", "at"),
    key=("entry_id",),
)
MOOD_TRENDS = Table(
    "mood_trends",
    MoodTrend,
    sa.Index("mood_trends_fell", "fell_at", sqlite_where=_FELL, postgresql_where=_FELL),
    key=("id",),
)
