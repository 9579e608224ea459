"""What customers answered, as figures: CSAT, NPS, CES with intervals and response rates; the closed loop; who was not asked."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import msgspec
import sqlalchemy as sa
from msgspec import Meta

import surveys
from server.desk import access
from server.desk.access import FLOOR_READ
from server.desk.asking import shapes
from server.desk.readings import survey_rows
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.desk.readings.survey_rows import Asked, By, Kind, Span
from server.desk.readings.surveys import rules_of
from server.store.tables.surveys import FOLLOW_UPS, INVITATIONS, NOT_ASKED, FollowUp, Invitation
from server.store.tables.work import TICKETS

Days = Annotated[int, Meta(ge=1, le=730)]
MOST_GROUPS = 60


class ReportQuestion(Question, frozen=True, kw_only=True):
    """Which figure, of the last how many days, compared by what."""

    kind: Kind = "csat"
    days: Days = 30
    by: By = "team"


class LoopQuestion(Question, frozen=True, kw_only=True):
    """Of the last how many days."""

    days: Days = 30


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A figure with its 95 % interval: CSAT and shares in %, NPS -100 to 100, CES 1 to 7."""

    value: float
    low: float
    high: float


class ScoreLine(msgspec.Struct, frozen=True, kw_only=True):
    """A score as it is shown. `score` None: no answers, or too few of them (`suppressed`)."""

    kind: str
    score: Value | None
    good: Value | None
    answered: int
    asked: int
    rate: Value | None
    suppressed: bool


class GroupLine(msgspec.Struct, frozen=True, kw_only=True):
    """One of the compared. `channels`: share of its answers by channel; `cautions`: what makes the comparison unfair."""

    key: str
    name: str
    score: ScoreLine
    channels: dict[str, float]
    cautions: list[str]


class LoopLine(msgspec.Struct, frozen=True, kw_only=True):
    """The closed loop: follow-ups opened, closed, closed in time; low answers asked again, and those no longer low. Shares 0 to 1."""

    opened: int
    closed: int
    in_time: int
    overdue: int
    reasked: int
    recovered: int
    closed_rate: float | None
    recovered_share: float | None
    causes: dict[str, int]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a time. `before`: of the time of the same length before; `kinds`: all three at a glance; `weeks` in order."""

    kind: str
    days: int
    by: str
    minimum: int
    kinds: list[ScoreLine]
    total: ScoreLine
    before: ScoreLine
    groups: list[GroupLine]
    weeks: list[GroupLine]
    spread: dict[int, int]
    loop: LoopLine
    not_asked: dict[str, int]


@reading("surveys.report", ReportQuestion, FLOOR_READ, path="/survey-report", answer=Report)
def report(look: Look, question: ReportQuestion) -> Report:
    """What customers answered, with intervals, response rates and cautions; of the tickets the viewer sees."""
    now, before = survey_rows.spans(look.now, question.days)
    minimum = rules_of(look).minimum_answers
    rows = {kind: survey_rows.asked(look, kind, now) for kind in surveys.SCALES}
    mine = rows[question.kind]
    whole = survey_rows.tally(question.kind, mine)
    earlier = survey_rows.tally(question.kind, survey_rows.asked(look, question.kind, before))
    return Report(
        kind=question.kind,
        days=question.days,
        by=question.by,
        minimum=minimum,
        kinds=[line(surveys.score(survey_rows.tally(kind, each), minimum)) for kind, each in rows.items()],
        total=line(surveys.score(whole, minimum)),
        before=line(surveys.score(earlier, minimum)),
        groups=_groups(look, question.kind, question.by, mine, minimum),
        weeks=_groups(look, question.kind, "week", mine, minimum),
        spread={value: whole.counts.get(value, 0) for value in surveys.SCALES[question.kind].values},
        loop=loop_line(look, now),
        not_asked=_not_asked(look, now),
    )


@reading("surveys.loop", LoopQuestion, FLOOR_READ, path="/survey-loop", answer=LoopLine)
def loop(look: Look, question: LoopQuestion) -> LoopLine:
    """How low answers were followed up, and whether those customers were won back; of the tickets the viewer sees."""
    return loop_line(look, survey_rows.spans(look.now, question.days)[0])


def line(score: surveys.Score) -> ScoreLine:
    """Return a score as it is shown."""
    return ScoreLine(
        kind=score.kind,
        score=_value(score.figure),
        good=_value(score.good_share),
        answered=score.answered,
        asked=score.asked,
        rate=_value(score.response_rate),
        suppressed=score.suppressed,
    )


def loop_line(look: Look, span: Span) -> LoopLine:
    """Return the figures of the follow-ups opened in a time."""
    wanted = sa.and_(
        FOLLOW_UPS.c.opened_at >= span.since,
        FOLLOW_UPS.c.opened_at < span.until,
        FOLLOW_UPS.c.ticket_id.in_(sa.select(TICKETS.c.id).where(access.visible(look.viewer))),
    )
    rows = look.rows(FOLLOW_UPS, wanted)
    again = look.by_id(INVITATIONS, [one.reasked_id for one in rows])
    found = shapes.loop(rules_of(look))
    outcomes = [
        surveys.Outcome(one.opened_at, one.closed_at, one.first, one.kind, _reasked(one, again))
        for one in rows
    ]
    figures = surveys.loop_figures(outcomes, found)
    return LoopLine(
        opened=figures.opened,
        closed=figures.closed,
        in_time=figures.closed_in_time,
        overdue=sum(one.closed_at is None and one.due_at < look.now for one in rows),
        reasked=figures.reasked,
        recovered=figures.recovered,
        closed_rate=figures.closed_rate,
        recovered_share=figures.recovered_share,
        causes=dict(Counter(one.cause for one in rows if one.cause is not None).most_common()),
    )


def _reasked(row: FollowUp, again: dict[str, Invitation]) -> int | None:
    """Return the second answer on the scale of the first."""
    second = again.get(row.reasked_id or "")
    if second is None or second.answered_at is None:
        return None
    return second.numbers.get(row.question or row.kind)


def _groups(look: Look, kind: str, by: By, rows: list[Asked], minimum: int) -> list[GroupLine]:
    """Return the compared: weeks in their order, others by how many were asked. Never a mean of means."""
    key_of = survey_rows.keys(by, look.user.time_zone if look.user else "UTC")
    members: dict[str, list[Asked]] = {}
    for one in rows:
        for key in key_of(one):
            members.setdefault(key, []).append(one)
    kept = sorted(members, key=lambda key: (-len(members[key]), key))[:MOST_GROUPS]
    order = sorted(kept) if by == "week" else kept
    compared, _ = surveys.compared(
        {key: survey_rows.tally(kind, members[key]) for key in order}, kind, minimum
    )
    known = survey_rows.names(look, by, order)
    return [
        GroupLine(
            key=one.name,
            name=known.get(one.name, one.name),
            score=line(one.score),
            channels=dict(one.channels),
            cautions=list(one.cautions),
        )
        for one in compared
    ]


def _not_asked(look: Look, span: Span) -> dict[str, int]:
    """Return why people were left alone, by how often."""
    query = (
        sa.select(NOT_ASKED.c.reason, sa.func.count())
        .join(TICKETS.sql, TICKETS.c.id == NOT_ASKED.c.ticket_id)
        .where(NOT_ASKED.c.at >= span.since, NOT_ASKED.c.at < span.until, access.visible(look.viewer))
        .group_by(NOT_ASKED.c.reason)
    )
    found = {reason: int(count) for reason, count in look.connection.execute(query)}
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def _value(figure: surveys.Figure | None) -> Value | None:
    return Value(value=figure.value, low=figure.low, high=figure.high) if figure is not None else None
