"""What stands beside every page of knowledge: the list of articles by language, and the most pressing gaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request

from console.knowledge_pages import GapRow, ListRow, Shelf, Tongue
from console.settings_pages import Choice
from server.desk.readings.articles import ArticleLine, Articles
from server.desk.readings.gaps import GapBoard, GapLine
from server.desk.readings.newsroom import Newsroom
from server.desk.readings.suggestions import Answers
from server.web.pages import asked
from server.web.problems import language_of
from server.web.senders import SignedIn

LANGUAGES = ("en", "zh")
MOST_GAPS = 4
STATES = ("draft", "in_review", "published", "stale", "archived")


async def shelf(request: Request, found: SignedIn, open_id: str = "") -> Shelf:
    """Return the list as the address filters it."""
    state, query = request.query_params.get("state", ""), request.query_params.get("q", "").strip()[:200]
    mine = state == "mine"
    known = await asked(request, found.actor, "articles", mine=mine)
    assert isinstance(known, Articles)
    lines = known.articles
    if state == "archived":
        gone = await asked(request, found.actor, "articles", state="archived")
        assert isinstance(gone, Articles)
        lines = gone.articles
    board = await asked(request, found.actor, "gaps", days=7)
    assert isinstance(board, GapBoard)
    kept = [line for line in lines if state in ("", "mine", line.state)]
    rows = rows_of(await _searched(request, found, query, kept) if query else kept, language_of(request))
    gaps = [gap_row(one, {}) for one in board.gaps if one.state in ("new", "open")][:MOST_GAPS]
    return Shelf(rows, known.counts, gaps, query, state, open_id)


async def _searched(
    request: Request, found: SignedIn, query: str, lines: list[ArticleLine]
) -> list[ArticleLine]:
    """Those whose title holds what was typed, then those that answer it."""
    answers = await asked(
        request, found.actor, "knowledge.search", q=query, language=language_of(request), limit=20
    )
    assert isinstance(answers, Answers)
    by_id = {line.id: line for line in lines}
    titled = [line for line in lines if query.casefold() in line.title.casefold()]
    answering = [by_id[one.id] for one in answers.articles if one.id in by_id]
    return list({line.id: line for line in (*titled, *answering)}.values())


def rows_of(lines: list[ArticleLine], lang: str) -> list[ListRow]:
    """Return a row for each article, its languages in one, under its title in the reader's language if there is one."""
    by_id = {line.id: line for line in lines}
    taken: set[str] = set()
    rows = []
    for first in lines:
        if first.id in taken:
            continue
        family = [first, *(by_id[other.id] for other in first.others if other.id in by_id)]
        taken.update((first.id, *(other.id for other in first.others)))
        line = next((one for one in family if one.language == lang), first)
        helpful = round(100 * line.helpful / line.votes) if line.votes else None
        internal = "customer" not in line.audience
        rows.append(
            ListRow(
                line.id, line.title, line.language, line.state, internal, tongues(line), helpful, line.uses
            )
        )
    return rows


def tongues(line: ArticleLine) -> list[Tongue]:
    """Return each language of the desk with what there is of the article in it."""
    known = {line.language: Tongue(line.language, line.id, "stale" if line.behind else "ok", line.behind)}
    for other in line.others:
        known[other.language] = Tongue(
            other.language, other.id, "stale" if other.behind else "ok", other.behind
        )
    return [known.get(one, Tongue(one, "", "none")) for one in LANGUAGES]


def gap_row(line: GapLine, names: Mapping[str, str]) -> GapRow:
    """Return a gap for a page."""
    row = GapRow(
        line.text, line.language, line.searches, line.tickets, line.minutes, ",".join(line.search_ids)
    )
    return replace(
        row,
        gap_id=line.gap_id or "",
        assignee=names.get(line.assignee_id or "", ""),
        due_at=line.due_at,
        article_id=line.article_id or "",
        state=line.state,
    )


async def newsroom(request: Request, found: SignedIn) -> Newsroom:
    """Return who may own, write and read articles."""
    known = await asked(request, found.actor, "knowledge.people")
    assert isinstance(known, Newsroom)
    return known


def choices(named: Mapping[str, str]) -> list[Choice]:
    """Return names to choose from."""
    return [Choice(key, name) for key, name in named.items()]
