"""Articles in versions, snippets, pictures, vectors of passages, and what became of searches. Texts are not personal; searches are sealed.

`articles` and `article_uses` are folds of the log; versions and snippets are what people wrote, votes and searches what readers did.
"""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa

from server.base.clock import Ms
from server.store.mapping import Row, Table

State = Literal["draft", "in_review", "published", "stale", "archived"]
Use = Literal["open", "insert", "send", "link", "dismiss"]
Place = Literal["help", "widget", "console"]
Outcome = Literal["shown", "nothing", "opened", "asked", "deflected", "ignored"]


class Article(Row, frozen=True, kw_only=True):
    """One article in one language. `live` is the version readers see; `original` the article it translates.

    `text_seq` is the event that last changed what readers see, for whoever keeps something made from it. `learn_from`: uses
    before this instant no longer count for suggestions.
    """

    id: str
    language: str
    original: str | None = None
    slug: str
    topic: str = ""
    state: State
    newest: int
    live: int | None = None
    author_id: str | None = None
    owner_id: str | None = None
    audience: tuple[str, ...] = ("internal",)
    review_by: Ms | None = None
    redirect: str | None = None
    gap_id: str | None = None
    text_seq: int = 0
    learn_from: Ms = 0
    created_at: Ms
    updated_at: Ms
    published_at: Ms | None = None
    version: int


class ArticleVersion(Row, frozen=True, kw_only=True):
    """One saved text, never changed afterwards."""

    article_id: str
    number: int
    title: str
    body: str
    questions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    by: str
    at: Ms
    restored_from: int | None = None
    translated_from: int | None = None


class Slug(Row, frozen=True, kw_only=True):
    """An address an article has or had; old ones lead to the present one."""

    slug: str
    article_id: str


class Snippet(Row, frozen=True, kw_only=True):
    """A passage used in several articles, by language. Configuration: `id` is the name it is called by."""

    id: str
    texts: dict[str, str]
    version: int = 1
    removed_at: Ms | None = None


class SnippetUse(Row, frozen=True, kw_only=True):
    """An article one of whose versions names a snippet."""

    snippet: str
    article_id: str


class Picture(Row, frozen=True, kw_only=True):
    """An image of articles, made anew from what was sent."""

    id: str
    media_type: str
    data: bytes
    by: str
    at: Ms


class Passage(Row, frozen=True, kw_only=True):
    """The vector of one passage of what readers see (`text_seq`), by one encoder: 32-bit floats, little end first."""

    article_id: str
    number: int
    model: str
    text_seq: int
    language: str
    start: int
    end: int
    vector: bytes


class ArticleUse(Row, frozen=True, kw_only=True):
    """What somebody of the staff did with an article on a ticket of a queue, and which version it was."""

    seq: int
    article_id: str
    number: int
    how: Use
    ticket_id: str
    queue_id: str
    user_id: str
    at: Ms


class ArticleDay(Row, frozen=True, kw_only=True):
    """How often an article was read by customers on a day (UTC), and how often nobody had to be asked afterwards."""

    article_id: str
    day: int
    views: int = 0
    deflections: int = 0


class ArticleVote(Row, frozen=True, kw_only=True):
    """What a reader thought of the version they read. The comment is sealed under `id`; `report`: from a colleague, for the editor."""

    id: str
    article_id: str
    number: int
    kind: Literal["helpful", "not_helpful", "report"]
    by: str | None = None
    at: Ms
    read_at: Ms | None = None


class Search(Row, frozen=True, kw_only=True):
    """A search and what became of it. What was asked is sealed under `id`."""

    id: str
    place: Place
    language: str
    shown: int
    outcome: Outcome
    article_id: str | None = None
    gap_id: str | None = None
    at: Ms


class Gap(Row, frozen=True, kw_only=True):
    """Something people ask for that no article answers, given to somebody until a day. The question is sealed under `id`."""

    id: str
    language: str
    assignee_id: str | None = None
    due_at: Ms | None = None
    article_id: str | None = None
    state: Literal["open", "written", "closed"] = "open"
    created_at: Ms
    closed_at: Ms | None = None


ARTICLES = Table(
    "articles",
    Article,
    sa.Index("articles_state", "state", "updated_at"),
    sa.Index("articles_original", "original"),
    sa.Index("articles_text", "text_seq"),
    sa.Index("articles_gap", "gap_id"),
    key=("id",),
)
ARTICLE_VERSIONS = Table(
    "article_versions",
    ArticleVersion,
    sa.Index("article_versions_article", "article_id"),
    key=("article_id", "number"),
)
SLUGS = Table("slugs", Slug, sa.Index("slugs_article", "article_id"), key=("slug",))
SNIPPETS = Table("snippets", Snippet, key=("id",))
SNIPPET_USES = Table("snippet_uses", SnippetUse, key=("snippet", "article_id"))
PICTURES = Table("pictures", Picture, key=("id",))
PASSAGES = Table(
    "passages",
    Passage,
    sa.Index("passages_seq", "text_seq"),
    key=("article_id", "number", "model"),
)
ARTICLE_USES = Table(
    "article_uses",
    ArticleUse,
    sa.Index("article_uses_article", "article_id", "at"),
    sa.Index("article_uses_ticket", "ticket_id"),
    key=("seq",),
)
ARTICLE_DAYS = Table("article_days", ArticleDay, key=("article_id", "day"))
ARTICLE_VOTES = Table(
    "article_votes",
    ArticleVote,
    sa.Index("article_votes_article", "article_id", "at"),
    key=("id",),
)
SEARCHES = Table(
    "searches", Search, sa.Index("searches_at", "at"), sa.Index("searches_gap", "gap_id"), key=("id",)
)
GAPS = Table("gaps", Gap, sa.Index("gaps_state", "state"), key=("id",))
