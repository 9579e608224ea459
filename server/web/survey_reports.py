"""The reports of surveys: figures for supervisors, the answers behind each, and both as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from console import survey_reports as shown
from server.base.clock import as_datetime
from server.base.i18n import translate
from server.desk.access import FLOOR_READ
from server.desk.readings.registry import READINGS
from server.desk.readings.survey_answers import AnswerLine, Answers
from server.desk.readings.survey_report import GroupLine, LoopLine, Report, ScoreLine, Value
from server.desk.readings.survey_rows import BYS
from server.web.api import look
from server.web.bodies import question_of
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.pages import page
from server.web.problems import language_of
from server.web.senders import SignedIn, member
from surveys.scales import SCALES

SPANS = (7, 30, 90, 365)
REPORT = ("kind", "days", "by")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings that spreadsheets read as a formula; the last four are the full-width ones."""
COLUMNS = (
    "ticket",
    "answered",
    "survey_value",
    "kind",
    "channel",
    "answered_by",
    "language",
    "queue",
    "agents",
    "low",
    "follow_up",
    "closed",
)


def doors() -> list[Door]:
    """Return the doors of the reports."""
    return [
        door("/surveys", report, FLOOR_READ),
        door("/surveys/answers", answers, FLOOR_READ),
        door("/surveys/answers.csv", export, FLOOR_READ),
    ]


async def report(request: Request) -> Response:
    """The figures of surveys."""
    found = await member(request, FLOOR_READ)
    known = await _asked(request, found, "surveys.report")
    assert isinstance(known, Report)
    return page(request, found, _report(language_of(request), known))


async def answers(request: Request) -> Response:
    """The answers behind a figure."""
    found = await member(request, FLOOR_READ)
    known = await _asked(request, found, "surveys.answers")
    assert isinstance(known, Answers)
    language, query = language_of(request), dict(request.query_params)
    kind, which = query.get("kind", "csat"), query.get("which", "answered")
    skip = int(query.get("skip", "0"))
    older = _address({**query, "skip": str(skip + len(known.answers))}) if known.more else ""
    sorts = tuple(
        (each, _address({**query, "which": each, "skip": "0"}))
        for each in ("answered", "low", "comment", "unanswered")
    )
    drawn = shown.AnswersPage(
        kind=kind,
        which=which,
        group=query.get("name", "")[:80],
        rows=tuple(_answer(language, kind, one) for one in known.answers),
        total=known.total,
        back="/surveys?" + urlencode([(name, value) for name, value in query.items() if name in REPORT]),
        sorts=sorts,
        older=older,
    )
    return page(request, found, drawn)


async def export(request: Request) -> Response:
    """The answers behind a figure for a spreadsheet: numbers and who was rated, no words and no names of customers."""
    found = await member(request, FLOOR_READ)
    known = await _asked(request, found, "surveys.export")
    assert isinstance(known, Answers)
    kind = request.query_params.get("kind", "csat")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in known.answers:
        writer.writerow([neutral(cell) for cell in _cells(kind, one)])
    headers = {"Content-Disposition": f'attachment; filename="survey-{kind}.csv"'}
    # The mark tells spreadsheets that the file is UTF-8.
    return Response("\ufeff" + text.getvalue(), headers=headers, media_type="text/csv; charset=utf-8")


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


async def _asked(request: Request, found: SignedIn, name: str) -> object:
    reading = READINGS[name]
    known = {field: value for field, value in request.query_params.items() if field != "name"}
    asked = question_of(_only(request, known), reading.question)
    return await look(context_of(request), found.actor, reading, asked, "")


def _only(request: Request, known: Mapping[str, str]) -> Request:
    """Return the request with only these fields in its address: the page's own are not the reading's."""
    return Request({**request.scope, "query_string": urlencode(known).encode()}, request.receive)


def _report(language: str, known: Report) -> shown.ReportPage:
    query: dict[str, str] = {"kind": known.kind, "days": str(known.days), "by": known.by}
    return shown.ReportPage(
        kind=known.kind,
        days=known.days,
        by=known.by,
        bys=BYS,
        spans=SPANS,
        minimum=known.minimum,
        kinds=tuple(
            _score(language, one, "/surveys?" + urlencode(query | {"kind": one.kind})) for one in known.kinds
        ),
        total=_score(language, known.total, _address({"kind": str(known.kind), "days": str(known.days)})),
        before=_score(language, known.before),
        groups=tuple(_group(language, known, one) for one in known.groups),
        weeks=_weeks(language, known),
        bars=_bars(known),
        loop=_loop(known.loop),
        not_asked=tuple(known.not_asked.items()),
        query=urlencode(query),
    )


def _score(language: str, one: ScoreLine, href: str = "") -> shown.Shown:
    return shown.Shown(
        kind=one.kind,
        value=_value(one.kind, one.score),
        interval=translate(
            language,
            "report.interval",
            low=_bound(one.kind, one.score.low),
            high=_bound(one.kind, one.score.high),
        )
        if one.score
        else "",
        rate=f"{one.rate.value:.0f} %" if one.rate else "",
        n=one.answered,
        asked=one.asked,
        suppressed=one.suppressed,
        href=href,
    )


def _value(kind: str, score: Value | None) -> str:
    if score is None:
        return ""
    if kind == "ces":
        return f"{score.value:.1f}"
    return f"{score.value:+.0f}" if kind == "nps" else f"{score.value:.0f} %"


def _bound(kind: str, value: float) -> str:
    return f"{value:.1f}" if kind == "ces" else f"{value:.0f}"


def _group(language: str, known: Report, one: GroupLine) -> shown.GroupRow:
    name = _name(language, known.by, one)
    query = {"kind": known.kind, "days": str(known.days), "by": known.by, "key": one.key, "name": name}
    score = one.score.score
    place = shown.place
    return shown.GroupRow(
        name=name,
        shown=_score(language, one.score, _address(query)),
        whisker=shown.Whisker(
            place(known.kind, score.low), place(known.kind, score.high), place(known.kind, score.value)
        )
        if score
        else None,
        mix=shown.mix_words(one.channels),
        cautions=tuple(one.cautions),
    )


def _name(language: str, by: str, one: GroupLine) -> str:
    if by == "channel":
        return translate(language, f"channel.{one.key}")
    return {"en": "English", "zh": "中文"}.get(one.key, one.key) if by == "language" else one.name


def _weeks(language: str, known: Report) -> tuple[shown.Week, ...]:
    """Return the weeks with enough answers, at their places: the drawing has the width of all of them."""
    step = shown.WIDE / max(1, len(known.weeks))
    found = []
    for place, one in enumerate(known.weeks):
        score = one.score.score
        if score is None:
            continue
        text = translate(
            language,
            "report.week_says",
            week=one.key,
            value=_value(known.kind, score),
            n=one.score.answered,
        )
        high, low, at = (
            round(shown.TALL - shown.place(known.kind, each) * shown.TALL / 100, 1)
            for each in (score.high, score.low, score.value)
        )
        found.append(shown.Week(one.key[5:], round((place + 0.5) * step, 1), at, low, high, text))
    return tuple(found)


def _bars(known: Report) -> tuple[shown.Bar, ...]:
    most, scale = max(known.spread.values(), default=0) or 1, SCALES[known.kind]

    def tone(value: int) -> str:
        return "good" if value >= scale.good_from else "low" if value <= scale.low_to else "mid"

    href = _address({"kind": known.kind, "days": str(known.days)})
    return tuple(
        shown.Bar(value, count, round(100 * count / most, 1), tone(value), href)
        for value, count in known.spread.items()
    )


def _loop(loop: LoopLine) -> shown.LoopFigures:
    def share(value: float | None) -> str:
        return f"{100 * value:.0f} %" if value is not None else ""

    return shown.LoopFigures(
        loop.opened,
        loop.closed,
        loop.in_time,
        loop.overdue,
        share(loop.closed_rate),
        loop.reasked,
        loop.recovered,
        share(loop.recovered_share),
        tuple(loop.causes.items()),
    )


def _answer(language: str, kind: str, one: AnswerLine) -> shown.AnswerRow:
    best = SCALES[kind].highest
    return shown.AnswerRow(
        number=one.number,
        ticket_id=one.ticket_id,
        at=one.at,
        customer=one.customer or translate(language, "customer.unknown"),
        channel=one.channel,
        queue=one.queue,
        agents=tuple(one.agents),
        score=f"{one.value} / {best}" if one.value is not None else "",
        low=one.low,
        words=tuple(one.words),
        follow_up=one.follow_up_number,
        follow_up_id=one.follow_up_id or "",
        closed=one.follow_up_closed,
    )


def _cells(kind: str, one: AnswerLine) -> tuple[str, ...]:
    return (
        str(one.number),
        as_datetime(one.at).isoformat(timespec="seconds"),
        "" if one.value is None else str(one.value),
        kind,
        one.channel,
        one.via,
        one.language,
        one.queue,
        "; ".join(one.agents),
        "yes" if one.low else "",
        str(one.follow_up_number or ""),
        "yes" if one.follow_up_closed else "",
    )


def _address(query: Mapping[str, str]) -> str:
    return "/surveys/answers?" + urlencode(query)
