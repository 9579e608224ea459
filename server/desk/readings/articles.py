"""Articles as editors see them: the list with states and translations, one article with versions, uses, remarks. Searches nothing."""

from __future__ import annotations

from typing import Annotated

import msgspec
import sqlalchemy as sa
from msgspec import Meta

from console.protocol import Wire
from kb.translation import drift
from server.base.clock import DAY, Ms
from server.base.errors import Unknown
from server.desk import access
from server.desk.knowledge.stored import from_rows
from server.desk.readings.look import Look
from server.desk.readings.readers import reader_of
from server.desk.readings.registry import Question, reading
from server.desk.secrets import RemarkSecret
from server.store.tables.knowledge import (
    ARTICLE_DAYS,
    ARTICLE_USES,
    ARTICLE_VERSIONS,
    ARTICLE_VOTES,
    ARTICLES,
    SNIPPETS,
    Article,
    ArticleVersion,
    Snippet,
    State,
)

DAYS = 90
Text = Annotated[str, Meta(max_length=200)]


class ArticlesQuestion(Question, frozen=True, kw_only=True):
    """Which articles; without `state` all that are not archived."""

    state: State | None = None
    mine: bool = False


class ArticleQuestion(Question, frozen=True, kw_only=True):
    """Which article."""

    article_id: Annotated[str, Meta(max_length=64)]


class Other(Wire, frozen=True, kw_only=True):
    """The same article in another language; `behind`: by how many published versions of the original, when it matters."""

    id: str
    language: str
    state: State
    behind: int = 0


class ArticleLine(Wire, frozen=True, kw_only=True):
    """One article of the list, under its newest title; `helpful` of `votes` readers found it so in 90 days."""

    id: str
    language: str
    title: str
    slug: str
    topic: str
    state: State
    live: int | None
    newest: int
    audience: tuple[str, ...]
    owner_id: str | None
    review_by: Ms | None
    updated_at: Ms
    others: list[Other]
    votes: int
    helpful: int
    uses: int
    behind: int = 0


class Articles(Wire, frozen=True, kw_only=True):
    """The articles, the last changed first, and how many there are in each state."""

    articles: list[ArticleLine]
    counts: dict[str, int]


class Remark(Wire, frozen=True, kw_only=True):
    """What a reader said of a version."""

    id: str
    number: int
    kind: str
    by: str | None
    at: Ms
    text: str
    read_at: Ms | None


class ArticleView(msgspec.Struct, frozen=True, kw_only=True):
    """One article whole: versions newest first, translations, remarks, and what became of it in 90 days."""

    article: Article
    versions: list[ArticleVersion]
    others: list[Other]
    remarks: list[Remark]
    votes: int
    helpful: int
    views: int
    deflections: int
    uses: dict[str, int]
    behind: int = 0


class Snippets(msgspec.Struct, frozen=True, kw_only=True):
    """Every passage that articles may use, by name."""

    snippets: list[Snippet]


class Nothing(Question, frozen=True, kw_only=True):
    """No fields."""


@reading("articles", ArticlesQuestion, access.ARTICLES_EDIT_READ, path="/articles", answer=Articles)
def articles(look: Look, question: ArticlesQuestion) -> Articles:
    """Articles with their states and translations, the last changed first."""
    rows = look.rows(ARTICLES, sa.true(), ARTICLES.c.updated_at.desc(), ARTICLES.c.id)
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.state] = counts.get(row.state, 0) + 1
    kept = [row for row in rows if _wanted(row, question, look)]
    texts = _newest(look, kept)
    votes, uses = _votes(look), _uses(look)
    families = _families(look, rows)
    lines = [
        ArticleLine(
            id=row.id,
            language=row.language,
            title=texts[row.id].title,
            slug=row.slug,
            topic=row.topic,
            state=row.state,
            live=row.live,
            newest=row.newest,
            audience=row.audience,
            owner_id=row.owner_id,
            review_by=row.review_by,
            updated_at=row.updated_at,
            others=[one for one in families.get(row.original or row.id, []) if one.id != row.id],
            votes=sum(votes.get(row.id, (0, 0))),
            helpful=votes.get(row.id, (0, 0))[0],
            uses=uses.get(row.id, 0),
            behind=_own(families.get(row.original or row.id, []), row.id),
        )
        for row in kept
    ]
    return Articles(articles=lines, counts=counts)


@reading(
    "article", ArticleQuestion, access.ARTICLES_EDIT_READ, path="/articles/{article_id}", answer=ArticleView
)
def article(look: Look, question: ArticleQuestion) -> ArticleView:
    """One article with every version, its translations, what readers said and what became of it."""
    row = _row(look, question.article_id)
    versions = look.rows(
        ARTICLE_VERSIONS, ARTICLE_VERSIONS.c.article_id == row.id, ARTICLE_VERSIONS.c.number.desc()
    )
    since = look.now - DAYS * DAY
    days = look.rows(
        ARTICLE_DAYS, sa.and_(ARTICLE_DAYS.c.article_id == row.id, ARTICLE_DAYS.c.day >= since // DAY)
    )
    used = sa.select(ARTICLE_USES.c.how, sa.func.count()).where(
        ARTICLE_USES.c.article_id == row.id, ARTICLE_USES.c.at >= since
    )
    helpful, not_helpful = _votes(look).get(row.id, (0, 0))
    family = look.rows(
        ARTICLES,
        sa.or_(ARTICLES.c.id == (row.original or row.id), ARTICLES.c.original == (row.original or row.id)),
    )
    languages = _families(look, family).get(row.original or row.id, [])
    return ArticleView(
        article=row,
        versions=versions,
        others=[one for one in languages if one.id != row.id],
        behind=_own(languages, row.id),
        remarks=_remarks(look, row.id),
        votes=helpful + not_helpful,
        helpful=helpful,
        views=sum(one.views for one in days),
        deflections=sum(one.deflections for one in days),
        uses={line[0]: line[1] for line in look.connection.execute(used.group_by(ARTICLE_USES.c.how))},
    )


@reading("snippets", Nothing, access.ARTICLES_EDIT_READ, path="/snippets", answer=Snippets)
def snippets(look: Look, _asked: Nothing) -> Snippets:
    """Every passage that articles may use."""
    return Snippets(snippets=look.rows(SNIPPETS, SNIPPETS.c.removed_at.is_(None), SNIPPETS.c.id))


def _own(family: list[Other], article_id: str) -> int:
    return next((one.behind for one in family if one.id == article_id), 0)


def _row(look: Look, article_id: str) -> Article:
    rows = look.rows(ARTICLES, ARTICLES.c.id == article_id)
    if not rows:
        raise Unknown("article.unknown", id=article_id)
    return rows[0]


def _wanted(row: Article, question: ArticlesQuestion, look: Look) -> bool:
    mine = not question.mine or look.actor.id in (row.owner_id, row.author_id)
    return mine and (row.state == question.state if question.state else row.state != "archived")


def _newest(look: Look, rows: list[Article]) -> dict[str, ArticleVersion]:
    """The newest version of each, without the texts' weight being read twice."""
    newest = sa.select(ARTICLE_VERSIONS.sql).join(
        ARTICLES.sql,
        sa.and_(
            ARTICLES.c.id == ARTICLE_VERSIONS.c.article_id, ARTICLES.c.newest == ARTICLE_VERSIONS.c.number
        ),
    )
    wanted = {row.id for row in rows}
    lines = (ARTICLE_VERSIONS.read(line) for line in look.connection.execute(newest))
    return {one.article_id: one for one in lines if one.article_id in wanted}


def _families(look: Look, rows: list[Article]) -> dict[str, list[Other]]:
    """Original -> the original and its translations, each with how far it is behind."""
    by_id = {row.id: row for row in rows}
    families: dict[str, list[Article]] = {}
    for row in rows:
        families.setdefault(row.original or row.id, []).append(row)
    several = {key: family for key, family in families.items() if len(family) > 1}
    versions: dict[str, list[ArticleVersion]] = {}
    moved = [one for family in several.values() for one in family]
    for version in _versions(look, _perhaps_behind(look, moved, by_id)):
        versions.setdefault(version.article_id, []).append(version)
    return {
        key: [
            Other(
                id=one.id,
                language=one.language,
                state=one.state,
                behind=_behind(by_id.get(one.original or ""), one, versions),
            )
            for one in family
        ]
        for key, family in several.items()
    }


def _perhaps_behind(look: Look, rows: list[Article], by_id: dict[str, Article]) -> list[str]:
    """Ids of translations whose original may have moved on, and of these originals: only their texts are compared."""
    made_from = {one.article_id: one.translated_from for one in _newest(look, rows).values()}
    found: list[str] = []
    for row in rows:
        original = by_id.get(row.original or "")
        if original and original.live and (made_from.get(row.id) or original.live) < original.live:
            found += [row.id, original.id]
    return found


def _versions(look: Look, ids: list[str]) -> list[ArticleVersion]:
    found: list[ArticleVersion] = []
    for start in range(0, len(ids), 400):
        found += look.rows(ARTICLE_VERSIONS, ARTICLE_VERSIONS.c.article_id.in_(ids[start : start + 400]))
    return list({(one.article_id, one.number): one for one in found}.values())


def _behind(original: Article | None, row: Article, versions: dict[str, list[ArticleVersion]]) -> int:
    if original is None or row.id not in versions or original.id not in versions:
        return 0
    found = drift(from_rows(original, versions[original.id]), from_rows(row, versions[row.id]))
    return found.versions if found is not None and found.matters else 0


def _votes(look: Look) -> dict[str, tuple[int, int]]:
    """Article -> how many found it helpful, and not, in 90 days."""
    query = (
        sa.select(ARTICLE_VOTES.c.article_id, ARTICLE_VOTES.c.kind, sa.func.count())
        .where(ARTICLE_VOTES.c.at >= look.now - DAYS * DAY, ARTICLE_VOTES.c.kind != "report")
        .group_by(ARTICLE_VOTES.c.article_id, ARTICLE_VOTES.c.kind)
    )
    found: dict[str, tuple[int, int]] = {}
    for article_id, kind, count in look.connection.execute(query):
        yes, no = found.get(article_id, (0, 0))
        found[article_id] = (yes + count, no) if kind == "helpful" else (yes, no + count)
    return found


def _uses(look: Look) -> dict[str, int]:
    query = (
        sa.select(ARTICLE_USES.c.article_id, sa.func.count())
        .where(ARTICLE_USES.c.at >= look.now - DAYS * DAY, ARTICLE_USES.c.how.in_(("insert", "link")))
        .group_by(ARTICLE_USES.c.article_id)
    )
    return {article_id: int(count) for article_id, count in look.connection.execute(query)}


def _remarks(look: Look, article_id: str) -> list[Remark]:
    rows = look.rows(ARTICLE_VOTES, ARTICLE_VOTES.c.article_id == article_id, ARTICLE_VOTES.c.at.desc())
    said = look.open_all([row.id for row in rows], RemarkSecret)
    return [
        Remark(
            id=row.id,
            number=row.number,
            kind=row.kind,
            by=row.by,
            at=row.at,
            text=said[row.id].text,
            read_at=row.read_at,
        )
        for row in rows
        if row.id in said
    ]


def seen_article(look: Look, article_id: str) -> tuple[Article, ArticleVersion]:
    """Return an article as readers see it. Raises Unknown unless the one who looks may read it."""
    row = _row(look, article_id)
    versions = look.rows(
        ARTICLE_VERSIONS,
        sa.and_(ARTICLE_VERSIONS.c.article_id == row.id, ARTICLE_VERSIONS.c.number == (row.live or 0)),
    )
    if not versions or row.state == "archived" or not _readable(look, row):
        raise Unknown("article.unknown", id=article_id)
    return row, versions[0]


def _readable(look: Look, row: Article) -> bool:
    mine = reader_of(look).audiences
    return mine is None or bool(frozenset(row.audience) & mine)
