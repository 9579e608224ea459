"""What readers think of the version they read: helpful or not with a comment, reports of colleagues, comments of reviewers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from server.base.errors import Conflict, Unknown
from server.desk.access import ARTICLES as EDIT
from server.desk.access import ARTICLES_REMARK, SYSTEM_ONLY
from server.desk.book import Book
from server.desk.fields import Id
from server.desk.notices import tell
from server.desk.redaction import redact
from server.desk.secrets import RemarkSecret
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.knowledge import (
    ARTICLE_VERSIONS,
    ARTICLE_VOTES,
    ARTICLES,
    Article,
    ArticleVote,
)

Comment = Annotated[str, Meta(max_length=2_000)]
VoteKind = Literal["helpful", "not_helpful", "report"]


class Report(Body, frozen=True, kw_only=True):
    """What is wrong or missing in the version that was read."""

    article_id: Id
    number: Annotated[int, Meta(ge=1)]
    text: Annotated[str, Meta(min_length=1, max_length=2_000)]


class Vote(Body, frozen=True, kw_only=True):
    """Whether the version that was read helped. `vote_id`: an earlier vote of the same reader, which this one replaces."""

    article_id: Id
    number: Annotated[int, Meta(ge=1)]
    helpful: bool
    comment: Comment = ""
    vote_id: Id | None = None


class Voted(Answer, frozen=True, kw_only=True):
    """The vote, so that a comment can be added to it."""

    vote_id: str


class Read(Body, frozen=True, kw_only=True):
    """A remark an editor has dealt with."""

    remark_id: Id


def article_row(_book: Book, body: Report | Vote) -> Iterable[Need]:
    """Name the article."""
    yield Need(ARTICLES, ("id",), (body.article_id,))


@verb("articles.report", Report, ARTICLES_REMARK, path="/articles/{article_id}/report", reads=article_row)
def report(book: Book, body: Report) -> Answer:
    """Tell an article's editor what is wrong in it or missing."""
    article = book.must(ARTICLES, body.article_id)
    _check_number(article, body.number)
    keep(book, article, body.number, "report", body.text)
    people = [one for one in (article.owner_id or article.author_id,) if one and one != book.actor.id]
    title = book.must(ARTICLE_VERSIONS, article.id, body.number).title
    key = f"article_reported.{article.id}.{book.now}"
    tell(book, people, "article_reported", key=key, facts={"article_id": article.id, "title": title})
    return Answer()


@verb("articles.vote", Vote, SYSTEM_ONLY, answer=Voted, reads=article_row)
def vote(book: Book, body: Vote) -> Voted:
    """Take a customer's verdict on the version they read."""
    article = book.must(ARTICLES, body.article_id)
    if "customer" not in article.audience or article.live is None or article.state == "archived":
        raise Unknown("article.unknown", id=article.id)
    _check_number(article, body.number)
    kind: VoteKind = "helpful" if body.helpful else "not_helpful"
    if body.vote_id is not None:
        before = book.get(ARTICLE_VOTES, body.vote_id)
        if before is None or before.article_id != article.id or before.kind == "report":
            raise Unknown("vote.unknown", id=body.vote_id)
        book.put(ARTICLE_VOTES, replace(before, kind=kind, number=body.number))
        _seal(book, before.id, body.comment)
        return Voted(vote_id=before.id)
    return Voted(vote_id=keep(book, article, body.number, kind, body.comment))


@verb("articles.remark_read", Read, EDIT, path="/article-remarks/{remark_id}/read")
def remark_read(book: Book, body: Read) -> Answer:
    """Note that a remark was dealt with."""
    remark = book.get(ARTICLE_VOTES, body.remark_id)
    if remark is None:
        raise Unknown("vote.unknown", id=body.remark_id)
    book.put(ARTICLE_VOTES, replace(remark, read_at=book.now))
    return Answer()


def keep(book: Book, article: Article, number: int, kind: VoteKind, comment: str) -> str:
    """Keep a remark and return its id; the words are sealed under a key of their own."""
    vote_id = book.new_id("vot")
    by = book.actor.id if book.actor.kind == "user" else None
    row = ArticleVote(id=vote_id, article_id=article.id, number=number, kind=kind, by=by, at=book.now)
    book.put(ARTICLE_VOTES, row)
    _seal(book, vote_id, comment)
    return vote_id


def _seal(book: Book, vote_id: str, comment: str) -> None:
    if comment.strip():
        book.seal(vote_id, book.new_key(), RemarkSecret(text=redact(comment.strip())))


def _check_number(article: Article, number: int) -> None:
    if number > article.newest:
        raise Conflict("kb.version_unknown", version=number, newest=article.newest)
