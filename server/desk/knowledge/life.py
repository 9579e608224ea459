"""From draft to readers and out of sight: submit, return, publish, confirm, fall due, archive, revive."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from kb import editing
from kb.editing import Editorial
from server.base.errors import Conflict, Invalid
from server.desk.access import ARTICLES as EDIT
from server.desk.access import EDITORS, SYSTEM_ONLY
from server.desk.book import Book
from server.desk.events.knowledge import (
    ArticleArchived,
    ArticleConfirmed,
    ArticleFellDue,
    ArticlePublished,
    ArticleReturned,
    ArticleRevived,
    ArticleSubmitted,
)
from server.desk.fields import Id
from server.desk.knowledge import remarks
from server.desk.knowledge.stored import from_rows, loaded, refusing
from server.desk.knowledge.texts import check_snippets
from server.desk.knowledge.writing import OfArticle, of_article, writer
from server.desk.notices import tell
from server.desk.rules import rules
from server.desk.timers import Fire, claim, fires
from server.desk.verbs import Answer, Body, verb
from server.store.tables.knowledge import ARTICLE_VERSIONS, ARTICLES, GAPS, Article
from server.store.tables.staff import USERS

REVIEW = "article_review"
fires(REVIEW, "articles.fall_due")


class Return(OfArticle, frozen=True, kw_only=True):
    """What the reviewer wishes."""

    wish: Annotated[str, Meta(min_length=1, max_length=2_000)]


class Archive(OfArticle, frozen=True, kw_only=True):
    """Where readers of its address are led from now on."""

    redirect: Id | None = None


class Publish(Body, frozen=True, kw_only=True):
    """The version that was read; a newer one is not published unread."""

    article_id: Id
    number: Annotated[int, Meta(ge=1)]


@verb("articles.submit", OfArticle, EDIT, path="/articles/{article_id}/submit", reads=of_article)
def submit(book: Book, body: OfArticle) -> Answer:
    """Send the newest version for review; the other editors are told."""
    row, article = loaded(book, body.article_id)
    with refusing():
        editing.submitted(article)
    check_snippets(book, article.newest.content.body)
    book.emit(ArticleSubmitted(article_id=row.id, number=row.newest))
    others = [one.id for role in sorted(EDITORS) for one in book.find(USERS, role=role)]
    _tell(
        book, row, [one for one in others if one != row.author_id], "review_wanted", f"{row.id}.{row.newest}"
    )
    return Answer()


@verb("articles.return", Return, EDIT, path="/articles/{article_id}/return", reads=of_article)
def give_back(book: Book, body: Return) -> Answer:
    """Give a version back to its writer, with what is wished."""
    row, article = loaded(book, body.article_id)
    with refusing():
        editing.returned(article)
    remarks.keep(book, row, row.newest, "report", body.wish)
    book.emit(ArticleReturned(article_id=row.id, number=row.newest))
    writers = [row.author_id] if row.author_id and row.author_id != book.actor.id else []
    _tell(book, row, writers, "article_returned", f"{row.id}.{row.newest}.returned.{book.now}")
    return Answer()


@verb("articles.publish", Publish, EDIT, path="/articles/{article_id}/publish", reads=of_article)
def publish(book: Book, body: Publish) -> Answer:
    """Show a version to readers; where review is wanted, not by who wrote it."""
    row, article = loaded(book, body.article_id)
    if body.number != row.newest:
        raise Conflict("kb.version_moved", version=body.number, newest=row.newest)
    check_snippets(book, article.newest.content.body)
    with refusing():
        shown = editing.published(article, writer(book), _editorial(book), book.now)
    assert shown.review_by is not None
    book.emit(ArticlePublished(article_id=row.id, number=row.newest, review_by=shown.review_by))
    book.timer(REVIEW, row.id, shown.review_by)
    gap = book.get(GAPS, row.gap_id) if row.gap_id else None
    if gap is not None and gap.state == "open":
        book.put(GAPS, replace(gap, state="written", article_id=row.id))
    return Answer()


@verb("articles.confirm", OfArticle, EDIT, path="/articles/{article_id}/confirm", reads=of_article)
def confirm(book: Book, body: OfArticle) -> Answer:
    """Say that a published article was read again and is still right."""
    row, article = loaded(book, body.article_id)
    with refusing():
        right = editing.confirmed(article, _editorial(book), book.now)
    assert right.review_by is not None
    book.emit(ArticleConfirmed(article_id=row.id, review_by=right.review_by))
    book.timer(REVIEW, row.id, right.review_by)
    return Answer()


@verb("articles.fall_due", Fire, SYSTEM_ONLY)
def fall_due(book: Book, body: Fire) -> Answer:
    """Mark an article whose day has come without anybody confirming it, and tell its owner; readers still see it."""
    timer = claim(book, body)
    row = book.get(ARTICLES, timer.subject) if timer else None
    if row is None:
        return Answer()
    article = from_rows(row, book.find(ARTICLE_VERSIONS, article_id=row.id))
    if editing.due(article, book.now):
        book.emit(ArticleFellDue(article_id=row.id))
        _tell(book, row, [row.owner_id or row.author_id], "stale_article", f"{row.id}.{row.review_by}")
    return Answer()


@verb("articles.archive", Archive, EDIT, path="/articles/{article_id}/archive", reads=of_article)
def archive(book: Book, body: Archive) -> Answer:
    """Take an article out of sight; its address leads to another one if there is one. Every version stays."""
    row, article = loaded(book, body.article_id)
    if body.redirect is not None:
        target = book.must(ARTICLES, body.redirect)
        if target.id == row.id or target.live is None or target.state == "archived":
            raise Invalid("article.redirect_unshown")
    with refusing():
        editing.archived(article, body.redirect)
    book.emit(ArticleArchived(article_id=row.id, redirect=body.redirect))
    book.stop_timer(REVIEW, row.id)
    return Answer()


@verb("articles.revive", OfArticle, EDIT, path="/articles/{article_id}/revive", reads=of_article)
def revive(book: Book, body: OfArticle) -> Answer:
    """Make a draft of an archived article."""
    row, article = loaded(book, body.article_id)
    with refusing():
        editing.revived(article)
    book.emit(ArticleRevived(article_id=row.id))
    return Answer()


def _editorial(book: Book) -> Editorial:
    now = rules(book)
    return Editorial(now.article_review, now.article_review_days)


def _tell(book: Book, row: Article, people: list[str | None] | list[str], kind: str, key: str) -> None:
    version = book.must(ARTICLE_VERSIONS, row.id, row.newest)
    facts = {"article_id": row.id, "title": version.title}
    tell(book, [one for one in people if one], kind, key=f"{kind}.{key}", facts=facts)
