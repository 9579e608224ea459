"""Writing articles: begin, save, restore, describe. Readers see nothing of it until it is published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta

from kb import audience as audiences
from kb import editing
from kb.article import BODY_CHARS, Content
from kb.audience import TEAM
from server.base.clock import Ms
from server.base.errors import Conflict, Invalid, Unknown
from server.desk.access import ARTICLES as EDIT
from server.desk.book import Book
from server.desk.events.knowledge import ArticleBegun, ArticleDescribed, ArticleSaved
from server.desk.fields import Id
from server.desk.knowledge import slugs
from server.desk.knowledge.stored import keep_version, loaded, refusing, rows_of
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.knowledge import ARTICLES, GAPS, SLUGS, Article
from server.store.tables.staff import TEAMS, USERS

Title = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=BODY_CHARS)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
Tag = Annotated[str, Meta(min_length=1, max_length=60)]
Topic = Annotated[str, Meta(max_length=60)]
Number = Annotated[int, Meta(ge=1)]
Language = Literal["en", "zh"]
REVIEWERS_LIMIT = 50


class Written(Body, frozen=True, kw_only=True):
    """What an article says; `questions`: other ways customers ask for it."""

    title: Title
    body: Text
    questions: Annotated[tuple[Line, ...], Meta(max_length=30)] = ()
    tags: Annotated[tuple[Tag, ...], Meta(max_length=30)] = ()

    def content(self) -> Content:
        """Return it tidied: no outer spaces, no doubles. Raises KnowledgeError without a title."""
        return Content(self.title.strip(), self.body.strip("\n"), _lines(self.questions), _lines(self.tags))


class Begin(Written, frozen=True, kw_only=True):
    """A new article. `original` and `made_from`: the article it translates, and which version of it."""

    language: Language
    topic: Topic = ""
    slug: str = ""
    audience: tuple[str, ...] = ("internal",)
    original: Id | None = None
    made_from: Number | None = None
    gap_id: Id | None = None


class OfArticle(Body, frozen=True, kw_only=True):
    """A command about one article."""

    article_id: Id


class Save(Written, frozen=True, kw_only=True):
    """The whole text. `based_on`: the version its writer began from; `made_from`: the version of the original a translation follows."""

    article_id: Id
    based_on: Number
    made_from: Number | None = None


class Restore(OfArticle, frozen=True, kw_only=True):
    """The version to bring back."""

    number: Number


class Describe(OfArticle, frozen=True, kw_only=True):
    """All particulars. `seen`: the article's `version` that its editor saw."""

    seen: int
    slug: Annotated[str, Meta(max_length=slugs.SLUG_CHARS)] = ""
    topic: Topic = ""
    owner_id: Id | None = None
    audience: tuple[str, ...]
    review_by: Ms | None = None


class Begun(Answer, frozen=True, kw_only=True):
    """The new article and its address."""

    article_id: str
    slug: str


class Saved(Answer, frozen=True, kw_only=True):
    """The newest version now; the same as before when nothing had changed."""

    number: int


def of_article(_book: Book, body: OfArticle | Save) -> Iterable[Need]:
    """Name the article and its versions."""
    return rows_of(body.article_id)


@verb("articles.begin", Begin, EDIT, path="/articles", answer=Begun)
def begin(book: Book, body: Begin) -> Begun:
    """Begin an article; only colleagues find it, and only once it is published."""
    return begun(book, body, writer(book))


def begun(book: Book, body: Begin, by: str) -> Begun:
    """Write the first version of an article."""
    audience = _audience(book, body.audience)
    _check_original(book, body)
    if body.gap_id is not None:
        book.must(GAPS, body.gap_id)
    article_id = book.new_id("art")
    with refusing():
        content = body.content()
        article = editing.begun(
            article_id,
            body.language,
            content,
            by,
            book.now,
            original=body.original,
            translated_from=body.made_from,
        )
    slug = slugs.claim(book, article_id, body.slug, title=content.title)
    book.emit(
        ArticleBegun(
            article_id=article_id,
            language=body.language,
            slug=slug,
            topic=body.topic.strip(),
            owner_id=book.actor.id if book.actor.kind == "user" else None,
            audience=audience,
            original=body.original,
            gap_id=body.gap_id,
        )
    )
    keep_version(book, article_id, article.newest)
    seq = book.emit(ArticleSaved(article_id=article_id, number=1, by=_author(book)))
    return Begun(article_id=article_id, slug=slug, seq=seq)


@verb("articles.save", Save, EDIT, path="/articles/{article_id}/save", answer=Saved, reads=of_article)
def save(book: Book, body: Save) -> Saved:
    """Save a new version; readers go on seeing the published one."""
    _, article = loaded(book, body.article_id)
    if body.made_from is not None:
        _check_version(book, article.original, body.made_from)
    with refusing():
        changed = editing.saved(
            article,
            body.content(),
            writer(book),
            book.now,
            based_on=body.based_on,
            translated_from=body.made_from,
        )
    if changed.newest.number != article.newest.number:
        keep_version(book, body.article_id, changed.newest)
        book.emit(ArticleSaved(article_id=body.article_id, number=changed.newest.number, by=_author(book)))
    return Saved(number=changed.newest.number)


@verb(
    "articles.restore", Restore, EDIT, path="/articles/{article_id}/restore", answer=Saved, reads=of_article
)
def restore(book: Book, body: Restore) -> Saved:
    """Bring an old version back as the newest draft; nothing in between is lost."""
    _, article = loaded(book, body.article_id)
    with refusing():
        changed = editing.restored(article, body.number, writer(book), book.now)
    keep_version(book, body.article_id, changed.newest)
    fact = ArticleSaved(
        article_id=body.article_id,
        number=changed.newest.number,
        by=_author(book),
        restored_from=body.number,
    )
    book.emit(fact)
    return Saved(number=changed.newest.number)


@verb("articles.describe", Describe, EDIT, path="/articles/{article_id}/describe", reads=of_article)
def describe(book: Book, body: Describe) -> Answer:
    """Say where an article stands, whose it is, who may read it and when it is to be read again."""
    row, article = loaded(book, body.article_id)
    if row.version != body.seen:
        raise Conflict("article.moved", id=row.id)
    if body.owner_id is not None:
        owner = book.get(USERS, body.owner_id)
        if owner is None or owner.deactivated_at is not None:
            raise Unknown("user.unknown", id=body.owner_id)
    slug = row.slug
    if body.slug.strip() and body.slug.strip() != row.slug:
        slug = slugs.claim(book, row.id, body.slug.strip(), title=article.newest.content.title)
    if row.state == "published" and body.review_by is not None:
        book.timer("article_review", row.id, body.review_by)
    fact = ArticleDescribed(
        article_id=row.id,
        slug=slug,
        topic=body.topic.strip(),
        owner_id=body.owner_id,
        audience=_audience(book, body.audience),
        review_by=body.review_by,
    )
    return Answer(seq=book.emit(fact))


def writer(book: Book) -> str:
    """Return who writes, as versions name them."""
    return book.actor.id if book.actor.kind == "user" else book.actor.name


def held_by(book: Book, slug: str) -> Article | None:
    """Return the article that has or had an address."""
    held = book.get(SLUGS, slug)
    return book.get(ARTICLES, held.article_id) if held else None


def _author(book: Book) -> str | None:
    return book.actor.id if book.actor.kind == "user" else None


def _lines(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tidied for one in lines if (tidied := " ".join(one.split()))))


def _audience(book: Book, wanted: Iterable[str]) -> tuple[str, ...]:
    with refusing():
        audience = audiences.checked(wanted)
    for one in audience:
        if one.startswith(TEAM):
            team = book.get(TEAMS, one.removeprefix(TEAM))
            if team is None or team.removed_at is not None:
                raise Invalid("team.unknown", id=one.removeprefix(TEAM))
    return tuple(sorted(audience))


def _check_original(book: Book, body: Begin) -> None:
    if body.original is None:
        return
    original = book.must(ARTICLES, body.original)
    if original.original is not None:
        raise Conflict("article.translation_of_translation")
    others = [original, *book.find(ARTICLES, original=original.id)]
    if any(one.language == body.language for one in others):
        raise Conflict("article.translation_exists", language=body.language)
    if body.made_from is not None:
        _check_version(book, original.id, body.made_from)


def _check_version(book: Book, original_id: str | None, number: int) -> None:
    original = book.get(ARTICLES, original_id) if original_id else None
    if original is None or number > original.newest:
        raise Conflict(
            "kb.version_unknown", version=number, newest=original.newest if original is not None else 0
        )
