"""One article as the editor's page is given it: text or comparison, versions, translations, remarks, particulars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape
from starlette.requests import Request

from console.knowledge_pages import (
    ArticlePage,
    Figures,
    Particulars,
    Piece,
    RemarkRow,
    Tongue,
    Typed,
    VersionRow,
)
from console.settings_pages import Choice
from kb.diff import Change, diff
from kb.errors import KnowledgeError
from kb.markdown import rendered
from server.base.clock import Ms
from server.desk.knowledge.texts import in_language, shown_text
from server.desk.readings.articles import Articles, ArticleView, Remark, Snippets
from server.store.tables.knowledge import Article, ArticleVersion
from server.web.knowledge_shelf import LANGUAGES, choices, newsroom, shelf
from server.web.pages import asked
from server.web.senders import SignedIn

VIEWS = ("write", "split", "changes", "translation")
TARGETS = 200


async def drawn(
    request: Request,
    found: SignedIn,
    *,
    typed: Typed | None = None,
    preview: Markup | None = None,
    error: str = "",
    notice: str = "",
) -> ArticlePage:
    """Return the page of the address's article; `typed` words stay in the form where something was refused."""
    known = await _known(request, found)
    row, newest = known.article, known.versions[0]
    people, snippets = await newsroom(request, found), await asked(request, found.actor, "snippets")
    assert isinstance(snippets, Snippets)
    original = await _original(request, found, row.original, newest)
    view = _view(request, original is not None)
    first, last = _span(request, known)
    texts = in_language(snippets.snippets, row.language)
    return ArticlePage(
        shelf=await shelf(request, found, row.original or row.id),
        id=row.id,
        language=row.language,
        state=row.state,
        view=view,
        typed=typed or _typed(newest),
        particulars=_particulars(row, found.user.time_zone),
        address=f"/help/{row.slug}",
        saved_at=newest.at,
        author=people.people.get(newest.by, newest.by),
        own=people.review_wanted and newest.by == found.user.id,
        live=row.live,
        tongues=_tongues(known),
        versions=_versions(known, people.people),
        remarks=[_remark(one, people.people) for one in known.remarks],
        figures=Figures(known.votes, known.helpful, known.views, known.deflections, known.uses),
        teams=choices(people.teams),
        owners=choices({one: people.people[one] for one in people.editors}),
        targets=await _targets(request, found, row.id, row.language),
        snippets=[one.id for one in snippets.snippets],
        preview=preview if preview is not None else _html((typed or _typed(newest)).body, texts),
        pieces=_pieces(diff(_whole(known, first), _whole(known, last))) if view == "changes" else (),
        from_number=first,
        to_number=last,
        original_id=row.original or "",
        original_pieces=original[0] if original else (),
        original_number=original[1] if original else 0,
        review_wanted=people.review_wanted,
        error=error,
        notice=notice,
    )


def _view(request: Request, translated: bool) -> str:
    view = request.query_params.get("view", "")
    return view if view in VIEWS and (view != "translation" or translated) else "split"


def _typed(version: ArticleVersion) -> Typed:
    questions, tags = "\n".join(version.questions), ", ".join(version.tags)
    return Typed(version.title, version.body, questions, tags, version.number)


def _particulars(row: Article, zone: str) -> Particulars:
    audience = frozenset(row.audience)
    return Particulars(
        row.slug, row.topic, row.owner_id or "", audience, _day(row.review_by, zone), row.version
    )


async def _known(request: Request, found: SignedIn) -> ArticleView:
    known = await asked(request, found.actor, "article", article_id=request.path_params["article_id"])
    assert isinstance(known, ArticleView)
    return known


async def _original(
    request: Request, found: SignedIn, original_id: str | None, newest: ArticleVersion
) -> tuple[Sequence[Piece], int] | None:
    """What happened to the original since the translation was made, and which version of it readers see."""
    if original_id is None:
        return None
    known = await asked(request, found.actor, "article", article_id=original_id)
    assert isinstance(known, ArticleView)
    shown = known.article.live or known.article.newest
    made_from = min(newest.translated_from or shown, shown)
    return _pieces(diff(_whole(known, made_from), _whole(known, shown))), shown


async def _targets(request: Request, found: SignedIn, article_id: str, language: str) -> list[Choice]:
    """Where readers of an archived article may be led."""
    known = await asked(request, found.actor, "articles")
    assert isinstance(known, Articles)
    shown = [one for one in known.articles if one.live and one.id != article_id and one.language == language]
    return [Choice(one.id, one.title) for one in sorted(shown, key=lambda one: one.title)][:TARGETS]


def _tongues(known: ArticleView) -> list[Tongue]:
    row = known.article
    there = {row.language: Tongue(row.language, row.id, "stale" if known.behind else "ok", known.behind)}
    for one in known.others:
        there[one.language] = Tongue(one.language, one.id, "stale" if one.behind else "ok", one.behind)
    return [there.get(one, Tongue(one, "", "none")) for one in LANGUAGES]


def _versions(known: ArticleView, names: Mapping[str, str]) -> list[VersionRow]:
    rows = []
    for place, one in enumerate(known.versions):
        before = known.versions[place + 1].body if place + 1 < len(known.versions) else ""
        changes = diff(before, one.body)
        rows.append(
            VersionRow(
                one.number,
                names.get(one.by, one.by),
                one.by,
                one.at,
                sum(len(each.text) for each in changes if each.kind == "added"),
                sum(len(each.text) for each in changes if each.kind == "removed"),
                one.number == known.article.live,
                one.restored_from,
            )
        )
    return rows


def _remark(one: Remark, names: Mapping[str, str]) -> RemarkRow:
    by = names.get(one.by or "", "")
    return RemarkRow(one.id, one.number, one.kind, by, one.at, one.text, one.read_at is not None)


def _span(request: Request, known: ArticleView) -> tuple[int, int]:
    """Which versions are compared: those of the address, else what readers see with the newest."""
    newest = known.versions[0].number
    first = _number(request.query_params.get("from", ""), newest) or known.article.live or max(1, newest - 1)
    return first, _number(request.query_params.get("to", ""), newest) or newest


def _number(text: str, most: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= most else 0


def _whole(known: ArticleView, number: int) -> str:
    version = next(one for one in known.versions if one.number == number)
    return "\n\n".join((version.title, *version.questions, version.body))


def _pieces(changes: Sequence[Change]) -> list[Piece]:
    return [Piece(one.kind, one.text) for one in changes]


def _html(body: str, texts: Mapping[str, str]) -> Markup:
    """The text as readers would see it; what cannot be shown is shown as it was written."""
    try:
        return Markup(rendered(shown_text(body, texts)))  # noqa: S704 - sanitised there
    except KnowledgeError:
        return escape(body)


def _day(at: Ms | None, zone: str) -> str:
    if at is None:
        return ""
    return (
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at))
        .astimezone(ZoneInfo(zone))
        .date()
        .isoformat()
    )
