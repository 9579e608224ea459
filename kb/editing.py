"""The editorial life: saved, sent for review, approved by someone else, published, restored, stale, archived. Pure decisions."""

from dataclasses import dataclass, replace

from kb.article import Article, Content, Ms, State, Version
from kb.errors import KnowledgeError

DAY: Ms = 86_400_000


@dataclass(frozen=True, slots=True)
class Editorial:
    """How the desk edits: whether somebody else must approve, and after how many days an article is read again."""

    review_required: bool = True
    review_days: int = 180

    def __post_init__(self) -> None:
        if not 1 <= self.review_days <= 3650:
            raise KnowledgeError(
                "kb.settings_invalid", name="review_days", expected="1 - 3650", got=self.review_days
            )


def begun(
    article_id: str,
    language: str,
    content: Content,
    by: str,
    now: Ms,
    *,
    original: str | None = None,
    translated_from: int | None = None,
) -> Article:
    """A new draft owned by its writer, for colleagues only until somebody widens the audience."""
    first = Version(1, content, by, now, translated_from=translated_from)
    return Article(article_id, language, by, (first,), original=original)


def saved(
    article: Article, content: Content, by: str, now: Ms, *, based_on: int, translated_from: int | None = None
) -> Article:
    """The article with a new version; unchanged when nothing changed. What readers see stays until it is published.

    KnowledgeError `kb.version_moved` when somebody saved since `based_on`: their words are never overwritten silently.
    """
    _expect(article, "saving", ("draft", "in_review", "published", "stale"))
    newest = article.newest
    if based_on != newest.number:
        article.version(based_on)
        raise KnowledgeError("kb.version_moved", version=based_on, newest=newest.number)
    kept = newest.translated_from if translated_from is None else translated_from
    if content == newest.content and kept == newest.translated_from:
        return article
    version = Version(newest.number + 1, content, by, now, translated_from=kept)
    return replace(article, versions=(*article.versions, version), state="draft")


def restored(article: Article, number: int, by: str, now: Ms) -> Article:
    """The article with an old version brought back as a new draft; nothing in between is lost."""
    _expect(article, "restoring", ("draft", "in_review", "published", "stale"))
    old = article.version(number)
    version = Version(
        article.newest.number + 1,
        old.content,
        by,
        now,
        restored_from=number,
        translated_from=old.translated_from,
    )
    return replace(article, versions=(*article.versions, version), state="draft")


def submitted(article: Article) -> Article:
    """The draft, now waiting for somebody else to read it."""
    _expect(article, "submitting", ("draft",))
    return replace(article, state="in_review")


def returned(article: Article) -> Article:
    """Back to its writer with a reviewer's wishes."""
    _expect(article, "returning", ("in_review",))
    return replace(article, state="draft")


def published(article: Article, by: str, editorial: Editorial, now: Ms) -> Article:
    """The newest version, shown to readers. Where review is required: from review, and never by who wrote that version."""
    _expect(article, "publishing", ("in_review",) if editorial.review_required else ("draft", "in_review"))
    if editorial.review_required and by == article.newest.by:
        raise KnowledgeError("kb.own_review", person=by)
    review_by = now + editorial.review_days * DAY
    return replace(article, state="published", live=article.newest.number, review_by=review_by)


def confirmed(article: Article, editorial: Editorial, now: Ms) -> Article:
    """Read again and still right: no longer stale, to be read again after the usual time."""
    _expect(article, "confirming", ("published", "stale"))
    return replace(article, state="published", review_by=now + editorial.review_days * DAY)


def due(article: Article, now: Ms) -> bool:
    """Whether a published article's review-by date has come. The owner is told; readers still see it, marked as not confirmed."""
    return article.state == "published" and article.review_by is not None and now >= article.review_by


def aged(article: Article, now: Ms) -> Article:
    """The article, stale when its review is due."""
    return replace(article, state="stale") if due(article, now) else article


def archived(article: Article, redirect: str | None = None) -> Article:
    """Out of sight for readers, with the article they are sent to instead; every version stays."""
    _expect(article, "archiving", ("draft", "in_review", "published", "stale"))
    return replace(article, state="archived", redirect=redirect)


def revived(article: Article) -> Article:
    """An archived article as a draft again; it is shown only after publishing."""
    _expect(article, "reviving", ("archived",))
    return replace(article, state="draft", live=None, redirect=None)


def _expect(article: Article, step: str, states: tuple[State, ...]) -> None:
    if article.state not in states:
        raise KnowledgeError("kb.step_not_allowed", step=step, expected=" / ".join(states), got=article.state)
