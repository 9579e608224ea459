"""Beside the articles: snippets, the gap board, the report of what became of articles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from console.knowledge_pages import (
    BrokenRow,
    GapsPage,
    SnippetRow,
    SnippetsPage,
    UsagePage,
    UsageRow,
)
from console.pages import Page
from console.settings_pages import Choice
from server.base.clock import DAY, Ms
from server.base.strict_json import shaped
from server.desk.access import ARTICLES
from server.desk.knowledge import gaps, snippets
from server.desk.readings.article_report import ArticleReport, ReportLine
from server.desk.readings.articles import Snippets
from server.desk.readings.gaps import GapBoard
from server.desk.readings.snippet_users import SnippetUsers
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.knowledge_pages import noon
from server.web.knowledge_shelf import gap_row, newsroom, shelf
from server.web.pages import Form, asked, form_page, number, one, page, wished
from server.web.senders import SignedIn, member

DUE_DAYS = 7


def doors() -> list[Door]:
    """Return the doors of these pages; they come before those of single articles."""
    return [
        door("/knowledge/snippets", form_page(ARTICLES, _snippets, _snippets_done), ARTICLES, "GET", "POST"),
        door("/knowledge/gaps", form_page(ARTICLES, _gaps, _gaps_done), ARTICLES, "GET", "POST"),
        door("/knowledge/report", report, ARTICLES),
    ]


async def report(request: Request) -> Response:
    """What became of articles."""
    found = await member(request, ARTICLES)
    known = await asked(request, found.actor, "articles.usage")
    assert isinstance(known, ArticleReport)
    broken = [BrokenRow(line.id, line.title, line.target, line.why) for line in known.broken]
    rows = [_usage(line) for line in known.lines]
    return page(request, found, UsagePage(await shelf(request, found), rows, known.searches, broken))


def _usage(line: ReportLine) -> UsageRow:
    helpful = round(100 * line.helpful / line.votes) if line.votes else None
    return UsageRow(
        line.id,
        line.title,
        line.language,
        line.views,
        line.deflections,
        line.inserted,
        line.sent,
        line.solved,
        line.reopened,
        helpful,
        line.votes,
    )


async def _snippets(request: Request, found: SignedIn, error: str, notice: str) -> Page:
    known = await asked(request, found.actor, "snippets")
    users = await asked(request, found.actor, "snippets.users")
    assert isinstance(known, Snippets)
    assert isinstance(users, SnippetUsers)
    rows = [
        SnippetRow(
            snippet.id,
            snippet.texts,
            snippet.version,
            [Choice(article, title) for article, title in users.users.get(snippet.id, {}).items()],
        )
        for snippet in known.snippets
    ]
    return SnippetsPage(await shelf(request, found), rows, error, notice)


async def _snippets_done(request: Request, found: SignedIn, form: Form) -> str:
    wish, command = wished(form), context_of(request).command
    texts = {tongue: one(form, f"text.{tongue}").replace("\r\n", "\n") for tongue in ("en", "zh")}
    seen = {"snippet_id": one(form, "name"), "version": number(form, "version")}
    if wish == "create":
        made = shaped({"name": one(form, "name"), "texts": texts}, snippets.CreateSnippet)
        await command("snippets.create", found.actor, made)
        return "settings.added"
    if wish == "remove":
        await command("snippets.remove", found.actor, shaped(seen, snippets.RemoveSnippet))
        return "settings.removed"
    await command("snippets.edit", found.actor, shaped({**seen, "texts": texts}, snippets.EditSnippet))
    return "settings.saved"


async def _gaps(request: Request, found: SignedIn, error: str, notice: str) -> Page:
    board = await asked(request, found.actor, "gaps")
    known = await newsroom(request, found)
    assert isinstance(board, GapBoard)
    rows = [gap_row(line, known.people) for line in board.gaps]
    editors = [Choice(who, known.people[who]) for who in known.editors]
    due = _day(context_of(request).clock.now() + DUE_DAYS * DAY, found.user.time_zone)
    return GapsPage(await shelf(request, found), rows, editors, board.closed, due, error, notice)


async def _gaps_done(request: Request, found: SignedIn, form: Form) -> str:
    wish, command = wished(form), context_of(request).command
    if wish == "close":
        await command("gaps.close", found.actor, shaped({"gap_id": one(form, "gap_id")}, gaps.OfGap))
        return "knowledge.done.gap_closed"
    fields = {
        "text": one(form, "text")[:200],
        "language": one(form, "language"),
        "search_ids": [part for part in one(form, "search_ids").split(",") if part],
        "assignee_id": one(form, "assignee_id"),
        "due_at": noon(one(form, "due"), found.user.time_zone),
    }
    await command("gaps.assign", found.actor, shaped(fields, gaps.Assign))
    return "knowledge.done.gap_assigned"


def _day(at: Ms, zone: str) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()
