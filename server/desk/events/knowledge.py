"""What can happen to articles. What they say stands in their versions, never in the log."""

from __future__ import annotations

from server.base.clock import Ms
from server.desk.events.base import Event, event
from server.store.tables.knowledge import Use


class OfArticle(Event, frozen=True, kw_only=True):
    """A fact about one article."""

    article_id: str


@event("article.begun")
class ArticleBegun(OfArticle, frozen=True, kw_only=True):
    """Somebody wrote the first version. `original`: the article it translates; `gap_id`: what it was wanted for."""

    language: str
    slug: str
    topic: str
    owner_id: str | None
    audience: tuple[str, ...]
    original: str | None = None
    gap_id: str | None = None


@event("article.saved")
class ArticleSaved(OfArticle, frozen=True, kw_only=True):
    """A version was added. `restored_from`: the older one it brought back."""

    number: int
    by: str | None
    restored_from: int | None = None


@event("article.described")
class ArticleDescribed(OfArticle, frozen=True, kw_only=True):
    """Where it stands, whose it is, who may read it and until when it is to be read again."""

    slug: str
    topic: str
    owner_id: str | None
    audience: tuple[str, ...]
    review_by: Ms | None


@event("article.submitted")
class ArticleSubmitted(OfArticle, frozen=True, kw_only=True):
    """The newest version waits for somebody else to read it."""

    number: int


@event("article.returned")
class ArticleReturned(OfArticle, frozen=True, kw_only=True):
    """A reviewer gave it back to its writer; what they wish is kept as a report."""

    number: int


@event("article.published")
class ArticlePublished(OfArticle, frozen=True, kw_only=True):
    """Readers see this version, to be read again by that day."""

    number: int
    review_by: Ms


@event("article.confirmed")
class ArticleConfirmed(OfArticle, frozen=True, kw_only=True):
    """Read again and still right."""

    review_by: Ms


@event("article.fell_due")
class ArticleFellDue(OfArticle, frozen=True, kw_only=True):
    """Its day came and nobody had confirmed it."""


@event("article.refreshed")
class ArticleRefreshed(OfArticle, frozen=True, kw_only=True):
    """A snippet it uses reads differently."""

    snippet: str


@event("article.archived")
class ArticleArchived(OfArticle, frozen=True, kw_only=True):
    """Out of sight; readers are led to `redirect`."""

    redirect: str | None


@event("article.revived")
class ArticleRevived(OfArticle, frozen=True, kw_only=True):
    """A draft again."""


@event("article.used")
class ArticleUsed(OfArticle, frozen=True, kw_only=True):
    """Somebody of the staff did something with it while at work on a ticket of that queue."""

    number: int
    how: Use
    ticket_id: str
    queue_id: str
    user_id: str


@event("article.learning_reset")
class ArticleLearningReset(OfArticle, frozen=True, kw_only=True):
    """What was learnt from its uses no longer counts."""
