"""Moods of messages, and the trends that follow from them: each keeps the newest scores it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from sentiment.trend import WINDOW, Point, Trend, of_conversation, of_customer
from server.base.clock import Ms, as_datetime
from server.desk.events import clocks, tickets
from server.desk.events import moods as said
from server.desk.events.base import Stamp
from server.desk.folds.base import must, on
from server.store.pages import Pages
from server.store.tables.moods import MOOD_TRENDS, MOODS, Mood, MoodPoint, MoodTrend

OF_TICKET, OF_CUSTOMER = 24, 60
"""Older messages weigh next to nothing in a conversation; a customer's are also bounded by their days."""
DECIMALS = 4
SCORES = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}


@on(said.MoodJudged)
def judged(pages: Pages, fact: said.MoodJudged, stamp: Stamp) -> None:
    """The judgement, and a point of both trends unless nobody could tell."""
    mood = Mood(
        entry_id=fact.entry_id,
        ticket_id=fact.ticket_id,
        customer_id=fact.customer_id,
        at=fact.written_at,
        label=fact.label,
        leaning=fact.leaning,
        confidence=fact.confidence,
        score=fact.score,
        start=fact.start,
        end=fact.end,
        engine=fact.engine,
        version=stamp.seq,
    )
    pages.put(MOODS, mood)
    if fact.label is not None:
        point = MoodPoint(fact.written_at, fact.score, fact.entry_id, fact.ticket_id)
        for key in (fact.ticket_id, fact.customer_id):
            _add(pages, key, fact.customer_id, [point], stamp)


@on(said.MoodCorrected)
def corrected(pages: Pages, fact: said.MoodCorrected, stamp: Stamp) -> None:
    """What the agent says counts, in the message and in both trends."""
    mood = must(pages, MOODS, fact.entry_id)
    changed = replace(
        mood,
        corrected=fact.label,
        corrected_by=fact.user_id,
        consented=fact.consented,
        version=stamp.seq,
    )
    pages.put(MOODS, changed)
    point = MoodPoint(mood.at, SCORES[fact.label], fact.entry_id, fact.ticket_id)
    for key in (fact.ticket_id, fact.customer_id):
        _add(pages, key, fact.customer_id, [point], stamp)


@on(said.MoodFell)
def fell(pages: Pages, fact: said.MoodFell, stamp: Stamp) -> None:
    """An alert stands."""
    _alert(pages, fact, stamp, stamp.at)


@on(said.MoodRecovered)
def recovered(pages: Pages, fact: said.MoodRecovered, stamp: Stamp) -> None:
    """The alert is over."""
    _alert(pages, fact, stamp, None)


@on(said.MoodsForgotten)
def forgotten(pages: Pages, fact: said.MoodsForgotten, _stamp: Stamp) -> None:
    """Nothing is left."""
    for entry_id in fact.entry_ids:
        pages.drop(MOODS, entry_id)
    for key in fact.trend_ids:
        pages.drop(MOOD_TRENDS, key)


@on(clocks.TicketMerged)
def merged(pages: Pages, fact: clocks.TicketMerged, stamp: Stamp) -> None:
    """One ticket's messages count in the other's trend."""
    source = pages.get(MOOD_TRENDS, fact.source_id)
    if source is not None:
        points = [MoodPoint(one.at, one.score, one.entry_id, fact.ticket_id) for one in source.points]
        _add(pages, fact.ticket_id, source.customer_id, points, stamp)
        pages.drop(MOOD_TRENDS, fact.source_id)


@on(tickets.TicketCustomerChanged)
def customer_changed(pages: Pages, fact: tickets.TicketCustomerChanged, stamp: Stamp) -> None:
    """A ticket's messages count in the trend of whose they are now."""
    if (own := pages.get(MOOD_TRENDS, fact.ticket_id)) is not None:
        pages.put(MOOD_TRENDS, replace(own, customer_id=fact.customer_id, version=stamp.seq))
    before = pages.get(MOOD_TRENDS, fact.was)
    moved = [one for one in before.points if one.ticket_id == fact.ticket_id] if before else []
    if before is not None and moved:
        rest = [one for one in before.points if one.ticket_id != fact.ticket_id]
        _set(pages, before, rest, stamp)
        _add(pages, fact.customer_id, fact.customer_id, moved, stamp)


def trend_of(row: MoodTrend, now: Ms) -> Trend:
    """The trend as of an instant; a ticket's does not move by itself, a customer's fades."""
    points = [Point(as_datetime(one.at), one.score, one.ticket_id) for one in row.points]
    return of_customer(points, as_datetime(now)) if row.id == row.customer_id else of_conversation(points)


def _add(pages: Pages, key: str, customer_id: str, points: Iterable[MoodPoint], stamp: Stamp) -> None:
    row = pages.get(MOOD_TRENDS, key) or MoodTrend(id=key, customer_id=customer_id, version=stamp.seq)
    by_entry = {one.entry_id: one for one in (*row.points, *points)}
    _set(pages, row, by_entry.values(), stamp)


def _set(pages: Pages, row: MoodTrend, points: Iterable[MoodPoint], stamp: Stamp) -> None:
    """Keep the newest points, and the value as of this event."""
    ordered = sorted(points, key=lambda one: (one.at, one.entry_id))
    if row.id == row.customer_id:
        first = stamp.at - int(WINDOW.total_seconds() * 1_000)
        kept = tuple(one for one in ordered if one.at >= first)[-OF_CUSTOMER:]
    else:
        kept = tuple(ordered[-OF_TICKET:])
    row = replace(row, points=kept)
    trend = trend_of(row, stamp.at)
    value, before = round(trend.value, DECIMALS), round(trend.before, DECIMALS)
    pages.put(MOOD_TRENDS, replace(row, value=value, before=before, version=stamp.seq))


def _alert(pages: Pages, fact: Any, stamp: Stamp, at: Ms | None) -> None:
    key = fact.ticket_id if fact.about == "ticket" else fact.customer_id
    row = must(pages, MOOD_TRENDS, key)
    pages.put(MOOD_TRENDS, replace(row, fell_at=at, version=stamp.seq))
