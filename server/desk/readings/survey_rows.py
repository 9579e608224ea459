"""The answers behind every figure of surveys: who was asked in a time, seen by whom, and the groups each belongs to. Makes no figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

import surveys
from server.base.clock import DAY, Ms
from server.desk import access
from server.desk.asking import shapes
from server.desk.readings.look import Look
from server.store.tables.staff import CONFIG_VERSIONS, QUEUES, TEAMS, USERS
from server.store.tables.surveys import INVITATIONS, SURVEYS, Invitation
from server.store.tables.work import TICKETS

Kind = Literal["csat", "nps", "ces"]
By = Literal["agent", "team", "queue", "channel", "topic", "language", "week", "survey"]
BYS: tuple[By, ...] = ("agent", "team", "queue", "channel", "topic", "language", "week", "survey")
MOST_ROWS = 50_000
DESK_TAGS = frozenset(("message-left", "call-back", "call-back-late", "follow-up"))
"""Tags the desk sets by itself say nothing about the topic."""


class Asked(NamedTuple):
    """One person asked one question: the answer, or None for nobody answered; the tags of the ticket and its queue's team."""

    row: Invitation
    value: int | None
    tags: tuple[str, ...]
    team_id: str


class Span(NamedTuple):
    """A half-open time in which surveys were sent."""

    since: Ms
    until: Ms


def asked(look: Look, kind: str, span: Span) -> list[Asked]:
    """Return everybody who was asked this kind of question in the time, as far as the viewer sees their tickets.

    What could not be delivered asked nobody; the second question after a follow-up counts in the loop, not here.
    """
    wanted = sa.and_(
        INVITATIONS.c.sent_at >= span.since,
        INVITATIONS.c.sent_at < span.until,
        INVITATIONS.c.undelivered_at.is_(None),
        INVITATIONS.c.reask_of.is_(None),
        access.visible(look.viewer),
    )
    query = (
        sa.select(INVITATIONS.sql, TICKETS.c.tags, QUEUES.c.team_id)
        .join(TICKETS.sql, TICKETS.c.id == INVITATIONS.c.ticket_id)
        .join(QUEUES.sql, QUEUES.c.id == INVITATIONS.c.queue_id)
        .where(wanted)
        .order_by(INVITATIONS.c.sent_at.desc())
        .limit(MOST_ROWS)
    )
    width = len(INVITATIONS.fields)
    questions = questions_of(look, kind)
    found = []
    for line in look.connection.execute(query):
        row = Invitation(**dict(zip(INVITATIONS.fields, line[:width], strict=True)))
        question = questions.get((row.survey_id, row.survey_version))
        if question is not None:
            found.append(Asked(row, row.numbers.get(question), tuple(line[width]), line[width + 1]))
    return found


def questions_of(look: Look, kind: str) -> dict[tuple[str, int], str]:
    """Return (survey, version) -> its first question of this kind, for those that have one."""
    found: dict[tuple[str, int], str] = {}
    kept = look.rows(CONFIG_VERSIONS, CONFIG_VERSIONS.c.kind == shapes.KIND)
    for one in kept:
        names = [each["id"] for each in one.body.get("questions", ()) if each["kind"] == kind]
        if names:
            found[one.id, one.version] = names[0]
    return found


def keys(by: By, zone: str) -> Callable[[Asked], Iterable[str]]:
    """Return which groups somebody asked belongs to: one, or several for agents and topics."""
    if by == "agent":
        return lambda one: one.row.agents
    if by == "topic":
        return lambda one: [tag for tag in one.tags if tag not in DESK_TAGS]
    if by == "week":
        tz = ZoneInfo(zone)
        return lambda one: (week_of(one.row.sent_at or 0, tz),)
    return lambda one: (_key(by, one),)


def week_of(at: Ms, tz: ZoneInfo) -> str:
    """Return the Monday of an instant's week, as YYYY-MM-DD."""
    day = datetime.fromtimestamp(at / 1_000, tz).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def names(look: Look, by: By, ids: Iterable[str]) -> dict[str, str]:
    """Return what the groups are called, for those that are things with names."""
    wanted = list(ids)
    if by == "agent":
        return {one.id: one.name for one in look.by_id(USERS, wanted).values()}
    if by == "team":
        return {one.id: one.name for one in look.by_id(TEAMS, wanted).values()}
    if by == "queue":
        return {one.id: one.name for one in look.by_id(QUEUES, wanted).values()}
    if by == "survey":
        return {one.id: one.name for one in look.by_id(SURVEYS, wanted).values()}
    return {}


def tally(kind: str, rows: Iterable[Asked]) -> surveys.Tally:
    """Return the count of answers: the only thing figures are made from."""
    return surveys.tally(kind, ((one.row.channel, one.value) for one in rows))


def spans(now: Ms, days: int) -> tuple[Span, Span]:
    """Return the time until now, and the one of the same length before it."""
    length = days * DAY
    return Span(now - length, now + 1), Span(now - 2 * length, now - length)


def _key(by: By, one: Asked) -> str:
    if by == "team":
        return one.team_id
    if by == "queue":
        return one.row.queue_id
    if by == "channel":
        return one.row.channel
    return one.row.language if by == "language" else one.row.survey_id
