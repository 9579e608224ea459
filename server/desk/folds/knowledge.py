"""Articles and their uses as they follow from the log."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from server.desk.events import knowledge as said
from server.desk.events.base import Stamp
from server.desk.folds.base import must, on
from server.store.pages import Pages
from server.store.tables.knowledge import ARTICLE_USES, ARTICLES, Article, ArticleUse


@on(said.ArticleBegun)
def begun(pages: Pages, fact: said.ArticleBegun, stamp: Stamp) -> None:
    """A draft; its first version is told by the event that follows."""
    article = Article(
        id=fact.article_id,
        language=fact.language,
        original=fact.original,
        slug=fact.slug,
        topic=fact.topic,
        state="draft",
        newest=0,
        owner_id=fact.owner_id,
        audience=fact.audience,
        gap_id=fact.gap_id,
        created_at=stamp.at,
        updated_at=stamp.at,
        version=stamp.seq,
    )
    pages.put(ARTICLES, article)


@on(said.ArticleSaved)
def saved(pages: Pages, fact: said.ArticleSaved, stamp: Stamp) -> None:
    """A draft with one more version; what readers see stays."""
    _put(pages, fact.article_id, stamp, state="draft", newest=fact.number, author_id=fact.by)


def _put(pages: Pages, article_id: str, stamp: Stamp, **changed: Any) -> None:
    article = must(pages, ARTICLES, article_id)
    pages.put(ARTICLES, replace(article, updated_at=stamp.at, version=stamp.seq, **changed))


@on(said.ArticleDescribed)
def described(pages: Pages, fact: said.ArticleDescribed, stamp: Stamp) -> None:
    """The particulars. Who may read it counts for readers at once."""
    was = must(pages, ARTICLES, fact.article_id)
    _put(
        pages,
        fact.article_id,
        stamp,
        slug=fact.slug,
        topic=fact.topic,
        owner_id=fact.owner_id,
        audience=fact.audience,
        review_by=fact.review_by,
        text_seq=stamp.seq if was.live is not None and was.audience != fact.audience else was.text_seq,
    )


@on(said.ArticleSubmitted)
def submitted(pages: Pages, fact: said.ArticleSubmitted, stamp: Stamp) -> None:
    """In review."""
    _put(pages, fact.article_id, stamp, state="in_review")


@on(said.ArticleReturned)
def returned(pages: Pages, fact: said.ArticleReturned, stamp: Stamp) -> None:
    """A draft again."""
    _put(pages, fact.article_id, stamp, state="draft")


@on(said.ArticlePublished)
def published(pages: Pages, fact: said.ArticlePublished, stamp: Stamp) -> None:
    """What readers see."""
    _put(
        pages,
        fact.article_id,
        stamp,
        state="published",
        live=fact.number,
        review_by=fact.review_by,
        published_at=stamp.at,
        text_seq=stamp.seq,
    )


@on(said.ArticleConfirmed)
def confirmed(pages: Pages, fact: said.ArticleConfirmed, stamp: Stamp) -> None:
    """No longer stale."""
    _put(pages, fact.article_id, stamp, state="published", review_by=fact.review_by)


@on(said.ArticleFellDue)
def fell_due(pages: Pages, fact: said.ArticleFellDue, stamp: Stamp) -> None:
    """Stale."""
    _put(pages, fact.article_id, stamp, state="stale")


@on(said.ArticleRefreshed)
def refreshed(pages: Pages, fact: said.ArticleRefreshed, stamp: Stamp) -> None:
    """What is made from its text is to be made anew."""
    _put(pages, fact.article_id, stamp, text_seq=stamp.seq)


@on(said.ArticleArchived)
def archived(pages: Pages, fact: said.ArticleArchived, stamp: Stamp) -> None:
    """Out of sight."""
    _put(pages, fact.article_id, stamp, state="archived", redirect=fact.redirect, text_seq=stamp.seq)


@on(said.ArticleRevived)
def revived(pages: Pages, fact: said.ArticleRevived, stamp: Stamp) -> None:
    """A draft that readers do not see."""
    _put(pages, fact.article_id, stamp, state="draft", live=None, redirect=None)


@on(said.ArticleUsed)
def used(pages: Pages, fact: said.ArticleUsed, stamp: Stamp) -> None:
    """One more use."""
    use = ArticleUse(
        seq=stamp.seq,
        article_id=fact.article_id,
        number=fact.number,
        how=fact.how,
        ticket_id=fact.ticket_id,
        queue_id=fact.queue_id,
        user_id=fact.user_id,
        at=stamp.at,
    )
    pages.put(ARTICLE_USES, use)


@on(said.ArticleLearningReset)
def learning_reset(pages: Pages, fact: said.ArticleLearningReset, stamp: Stamp) -> None:
    """Uses count from now on."""
    _put(pages, fact.article_id, stamp, learn_from=stamp.at)
