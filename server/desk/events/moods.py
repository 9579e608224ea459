"""What is found and said about how customers feel. Offsets into messages, never their words."""

from __future__ import annotations

from typing import Literal

from server.base.clock import Ms
from server.desk.events.base import Event, event
from server.store.tables.moods import Label


@event("mood.judged")
class MoodJudged(Event, frozen=True, kw_only=True):
    """A customer's message was judged; `label` None is "cannot tell". `start` to `end` is the phrase that decided."""

    entry_id: str
    ticket_id: str
    customer_id: str
    written_at: Ms
    label: Label | None
    leaning: Label
    confidence: float
    score: float
    start: int | None = None
    end: int | None = None
    engine: str


@event("mood.corrected")
class MoodCorrected(Event, frozen=True, kw_only=True):
    """An agent said what the mood of a message really is. `consented`: the customer agreed to it being learned from."""

    entry_id: str
    ticket_id: str
    customer_id: str
    user_id: str | None
    label: Label
    was: Label | None
    consented: bool


@event("mood.fell")
class MoodFell(Event, frozen=True, kw_only=True):
    """A trend has fallen low and rests on enough messages; `about` a ticket's or the customer's over all of theirs."""

    ticket_id: str
    customer_id: str
    about: Literal["ticket", "customer"]
    value: float
    fallen: float
    messages: int


@event("mood.recovered")
class MoodRecovered(Event, frozen=True, kw_only=True):
    """A trend that had fallen is well again."""

    ticket_id: str
    customer_id: str
    about: Literal["ticket", "customer"]
    value: float


@event("mood.forgotten")
class MoodsForgotten(Event, frozen=True, kw_only=True):
    """The customer was erased: what was judged of their messages is gone with them."""

    customer_id: str
    entry_ids: tuple[str, ...]
    trend_ids: tuple[str, ...]
