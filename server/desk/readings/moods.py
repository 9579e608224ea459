"""How customers feel, for screens: marks of messages, lines of trends, the trends that are falling, and how often agents disagree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import sqlalchemy as sa
from msgspec import Meta

from console.protocol import CustomerBrief, MoodLine, MoodMark, Wire
from server.base.clock import DAY, HOUR, Ms
from server.desk.access import FLOOR_READ, visible
from server.desk.folds.moods import trend_of
from server.desk.moods import FINISHED
from server.desk.readings.briefs import brief, shown
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.desk.secrets import CustomerSecret, EntrySecret
from server.store.tables.moods import MOOD_TRENDS, MOODS, Mood, MoodTrend
from server.store.tables.work import TICKETS, Ticket

SHOWN_POINTS = 12
SHOWN_FALLING = 20
PHRASE_CHARS = 90
AROUND = " ,.;:，。；：、"
DECIMALS = 3


class Falling(Wire, frozen=True, kw_only=True):
    """A conversation whose mood has fallen since `fell_at`. `phrase` decided the newest negative message; empty when it cannot be told."""

    ticket_id: str
    number: int
    queue_id: str
    assignee_id: str | None
    customer: CustomerBrief
    fell_at: Ms
    mood: MoodLine
    phrase: str


class FallingList(Wire, frozen=True, kw_only=True):
    """The newest first."""

    falling: list[Falling]


class FallingQuestion(Question, frozen=True, kw_only=True):
    """Fallen within so many hours."""

    hours: Annotated[int, Meta(ge=1, le=720)] = 24


class Engine(Wire, frozen=True, kw_only=True):
    """What judged, how many messages, how many of them it could not tell, and how many of the checked ones it had wrong."""

    engine: str
    judged: int
    unsure: int
    corrected: int


class MoodReport(Wire, frozen=True, kw_only=True):
    """Counts since `since`: messages judged by what they were found to be (as corrected), and by what judged them."""

    since: Ms
    judged: int
    unsure: int
    labels: dict[str, int]
    corrected: int
    consented: int
    engines: list[Engine]


class ReportQuestion(Question, frozen=True, kw_only=True):
    """Over so many days."""

    days: Annotated[int, Meta(ge=1, le=365)] = 30


@reading("moods.falling", FallingQuestion, FLOOR_READ, path="/moods", answer=FallingList)
def falling(look: Look, question: FallingQuestion) -> FallingList:
    """Conversations whose mood is falling, as far as the viewer may see them."""
    since = look.now - question.hours * HOUR
    query = (
        sa.select(TICKETS.sql, *MOOD_TRENDS.sql.columns)
        .join(MOOD_TRENDS.sql, MOOD_TRENDS.c.id == TICKETS.c.id)
        .where(MOOD_TRENDS.c.fell_at >= since, TICKETS.c.status.not_in(FINISHED), visible(look.viewer))
        .order_by(MOOD_TRENDS.c.fell_at.desc())
        .limit(SHOWN_FALLING)
    )
    width = len(TICKETS.fields)
    lines = [
        (TICKETS.read(line[:width]), MOOD_TRENDS.read(line[width:]))  # type: ignore[arg-type]  # a row's slices
        for line in look.connection.execute(query)
    ]
    return FallingList(falling=_falling(look, lines))


@reading("moods.report", ReportQuestion, FLOOR_READ, path="/moods/report", answer=MoodReport)
def report(look: Look, question: ReportQuestion) -> MoodReport:
    """How many messages were judged, how, by what, and how often an agent said otherwise."""
    since = look.now - question.days * DAY
    count = sa.func.count()
    columns = (MOODS.c.engine, MOODS.c.label, MOODS.c.corrected, MOODS.c.consented)
    query = sa.select(*columns, count.label("n")).where(MOODS.c.at >= since).group_by(*columns)
    lines = look.connection.execute(query).all()
    labels = dict.fromkeys(("negative", "neutral", "positive"), 0)
    for line in lines:
        if told := line.corrected or line.label:
            labels[told] += line.n
    engines = sorted({line.engine for line in lines})
    return MoodReport(
        since=since,
        judged=sum(line.n for line in lines),
        unsure=sum(line.n for line in lines if line.label is None),
        labels=labels,
        corrected=sum(line.n for line in lines if line.corrected),
        consented=sum(line.n for line in lines if line.consented),
        engines=[_engine(name, [line for line in lines if line.engine == name]) for name in engines],
    )


def mark(mood: Mood | None) -> MoodMark | None:
    """What a message shows of its judgement."""
    if mood is None:
        return None
    return MoodMark(
        label=mood.corrected or mood.label,
        found=mood.label,
        confidence=mood.confidence,
        start=mood.start,
        end=mood.end,
        engine=mood.engine,
        corrected=mood.corrected is not None,
    )


def line_of(row: MoodTrend | None) -> MoodLine | None:
    """What a ticket shows of its trend."""
    if row is None or not row.points:
        return None
    scores = [point.score for point in row.points[-SHOWN_POINTS:]]
    return MoodLine(value=row.value, scores=scores, falling=row.fell_at is not None)


def of_customers(look: Look, customer_ids: Iterable[str]) -> MoodLine | None:
    """The trend of one person over all their ids, as of now."""
    rows = look.by_id(MOOD_TRENDS, customer_ids)
    points = sorted((point for row in rows.values() for point in row.points), key=lambda point: point.at)
    if not points:
        return None
    first = next(iter(rows.values()))
    whole = MoodTrend(id=first.customer_id, customer_id=first.customer_id, points=tuple(points), version=0)
    trend = trend_of(whole, look.now)
    if not trend.messages:
        return None
    scores = [point.score for point in points[-SHOWN_POINTS:]]
    fell = any(row.fell_at is not None for row in rows.values())
    return MoodLine(value=round(trend.value, DECIMALS), scores=scores, falling=fell)


def _falling(look: Look, lines: list[tuple[Ticket, MoodTrend]]) -> list[Falling]:
    people = shown(look, [ticket.customer_id for ticket, _ in lines])
    names = look.open_all([one.root.id for one in people.values()], CustomerSecret)
    worst = {row.id: _worst(row) for _, row in lines}
    moods = look.by_id(MOODS, worst.values())
    words = look.open_all(moods, EntrySecret)
    found = []
    for ticket, row in lines:
        line, who = line_of(row), people[ticket.customer_id]
        if line is not None:
            one = Falling(
                ticket_id=ticket.id,
                number=ticket.number,
                queue_id=ticket.queue_id,
                assignee_id=ticket.assignee_id,
                customer=brief(who, names.get(who.root.id)),
                fell_at=row.fell_at or 0,
                mood=line,
                phrase=_phrase(moods.get(worst[row.id]), words),
            )
            found.append(one)
    return found


def _worst(row: MoodTrend) -> str:
    """The newest message that pulled the trend down."""
    return next((one.entry_id for one in reversed(row.points) if one.score < 0), row.points[-1].entry_id)


def _phrase(mood: Mood | None, words: dict[str, EntrySecret]) -> str:
    if mood is None or mood.entry_id not in words:
        return ""
    return words[mood.entry_id].body[mood.start : mood.end][:PHRASE_CHARS].strip(AROUND)


def _engine(name: str, lines: list[sa.Row[tuple[str, str, str, bool, int]]]) -> Engine:
    return Engine(
        engine=name,
        judged=sum(line.n for line in lines),
        unsure=sum(line.n for line in lines if line.label is None),
        corrected=sum(line.n for line in lines if line.corrected),
    )
