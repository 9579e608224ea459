"""What becomes of articles: used on a ticket, read by customers; what suggestions learnt from it can be forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from server.base.clock import DAY
from server.base.errors import Forbidden, Unknown
from server.desk.access import ARTICLES as EDIT
from server.desk.access import SYSTEM_ONLY, TICKET
from server.desk.book import Book
from server.desk.events.knowledge import ArticleLearningReset, ArticleUsed
from server.desk.fields import Id
from server.desk.knowledge.writing import OfArticle
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.knowledge import ARTICLE_DAYS, ARTICLES, GAPS, Article, ArticleDay, Use
from server.store.tables.work import TICKETS

USED: tuple[Use, ...] = ("insert", "send", "link")


class UseArticle(Body, frozen=True, kw_only=True):
    """What was done with the version that was shown: opened, put into a draft, sent, its link sent, or sent away."""

    ticket_id: Id
    article_id: Id
    number: Annotated[int, Meta(ge=1)]
    how: Use


class Viewed(Body, frozen=True, kw_only=True):
    """A customer opened the article."""

    article_id: Id


def use_rows(_book: Book, body: UseArticle) -> Iterable[Need]:
    """Name ticket and article."""
    yield Need(TICKETS, ("id",), (body.ticket_id,))
    yield Need(ARTICLES, ("id",), (body.article_id,))


@verb(
    "articles.use", UseArticle, TICKET, path="/tickets/{ticket_id}/articles/{article_id}/use", reads=use_rows
)
def use(book: Book, body: UseArticle) -> Answer:
    """Note what was done with an article while at work on a ticket; suggestions learn from it."""
    if book.actor.kind != "user":
        raise Forbidden("access.people_only")
    article, ticket = book.must(ARTICLES, body.article_id), book.must(TICKETS, body.ticket_id)
    if article.live is None or body.number > article.newest:
        raise Unknown("article.unknown", id=article.id)
    book.emit(
        ArticleUsed(
            article_id=article.id,
            number=body.number,
            how=body.how,
            ticket_id=ticket.id,
            queue_id=ticket.queue_id,
            user_id=book.actor.id,
        )
    )
    if body.how in USED:
        close_gap(book, article)
    return Answer()


@verb("articles.forget_learning", OfArticle, EDIT, path="/articles/{article_id}/forget-learning")
def forget_learning(book: Book, body: OfArticle) -> Answer:
    """Let the suggestions forget what they learnt of an article's uses."""
    article = book.must(ARTICLES, body.article_id)
    return Answer(seq=book.emit(ArticleLearningReset(article_id=article.id)))


@verb("articles.viewed", Viewed, SYSTEM_ONLY)
def viewed(book: Book, body: Viewed) -> Answer:
    """Count a customer's reading."""
    count(book, body.article_id, views=1)
    return Answer()


def count(book: Book, article_id: str, *, views: int = 0, deflections: int = 0) -> None:
    """Add to what happened with an article today."""
    day = book.now // DAY
    was = book.get(ARTICLE_DAYS, article_id, day) or ArticleDay(article_id=article_id, day=day)
    book.put(ARTICLE_DAYS, replace(was, views=was.views + views, deflections=was.deflections + deflections))


def close_gap(book: Book, article: Article) -> None:
    """The gap an article was written for is closed once the article is used."""
    gap = book.get(GAPS, article.gap_id) if article.gap_id else None
    if gap is not None and gap.state != "closed":
        book.put(GAPS, replace(gap, state="closed", article_id=article.id, closed_at=book.now))
