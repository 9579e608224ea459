"""The chapter of the story in which an article lives: written, returned, published, used, due, changed by its snippet, archived."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from server.desk.actors import SYSTEM
from tests.server.live.staffed import LIN, MARTA, SAM

if TYPE_CHECKING:
    from tests.server.live.story import Story


def articles(story: Story) -> Iterator[None]:
    """Sam writes about parcels, Marta reads it, Lin uses it."""
    story.by(SAM, "snippets.create", name="address", texts={"en": "Leeds"})
    said = {"title": "Parcels", "body": "Send it to {{snippet:address}}.", "language": "en"}
    article = str(story.by(SAM, "articles.begin", audience=["customer"], **said)["article_id"])
    yield
    story.by(SAM, "articles.submit", article_id=article)
    story.by(MARTA, "articles.return", article_id=article, wish="Shorter.")
    story.by(SAM, "articles.submit", article_id=article)
    story.by(MARTA, "articles.publish", article_id=article, number=1)
    yield
    story.by(SAM, "snippets.edit", snippet_id="address", version=1, texts={"en": "Hull"})
    used = {"ticket_id": story.parcel, "article_id": article, "number": 1, "how": "insert"}
    story.by(LIN, "articles.use", **used)
    yield
    story.by(SAM, "articles.describe", **_due(story, article))
    story.desk.do(SYSTEM, "articles.fall_due", timer_id=f"article_review:{article}")
    story.by(SAM, "articles.confirm", article_id=article)
    story.by(SAM, "articles.forget_learning", article_id=article)
    yield
    story.by(SAM, "articles.archive", article_id=article)
    story.by(SAM, "articles.revive", article_id=article)
    yield


def _due(story: Story, article: str) -> dict[str, Any]:
    """The particulars of the article with a day that comes at once."""
    seen = story.by(SAM, "articles.confirm", article_id=article)["seq"]
    due = story.desk.clock.now() + 1
    return {"article_id": article, "seen": seen, "audience": ["customer"], "owner_id": SAM, "review_by": due}
