"""An article of the package `kb` from its rows and back into events. Decides nothing: refusals of `kb` become the desk's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import kb.article
from kb.article import Content
from kb.errors import KnowledgeError
from kb.snippets import used
from server.base.errors import Conflict, DeskError, Invalid
from server.desk.book import Book
from server.store.pages import Need
from server.store.tables.knowledge import (
    ARTICLE_VERSIONS,
    ARTICLES,
    SNIPPET_USES,
    Article,
    ArticleVersion,
    SnippetUse,
)

MOVED = ("kb.step_not_allowed", "kb.own_review", "kb.version_moved", "kb.version_unknown")


def rows_of(article_id: str) -> Iterable[Need]:
    """Name an article and its versions."""
    yield Need(ARTICLES, ("id",), (article_id,))
    yield Need(ARTICLE_VERSIONS, ("article_id",), (article_id,))


def loaded(book: Book, article_id: str) -> tuple[Article, kb.article.Article]:
    """Return the row and the article with all its versions. Raises Unknown `article.unknown`."""
    row = book.must(ARTICLES, article_id)
    return row, from_rows(row, book.find(ARTICLE_VERSIONS, article_id=article_id))


def from_rows(row: Article, versions: Iterable[ArticleVersion]) -> kb.article.Article:
    """Return the article its rows say."""
    return kb.article.Article(
        id=row.id,
        language=row.language,
        owner=row.owner_id or "",
        versions=tuple(_version(one) for one in sorted(versions, key=lambda one: one.number)),
        state=row.state,
        live=row.live,
        audience=frozenset(row.audience),
        original=row.original,
        review_by=row.review_by,
        redirect=row.redirect,
    )


def content_of(version: ArticleVersion) -> Content:
    """Return what a version says."""
    return Content(version.title, version.body, version.questions, version.tags)


def _version(row: ArticleVersion) -> kb.article.Version:
    return kb.article.Version(
        row.number, content_of(row), row.by, row.at, row.restored_from, row.translated_from
    )


def keep_version(book: Book, article_id: str, version: kb.article.Version) -> None:
    """Keep what was written."""
    content = version.content
    for name in sorted(used(content.body)):
        book.put(SNIPPET_USES, SnippetUse(snippet=name, article_id=article_id))
    row = ArticleVersion(
        article_id=article_id,
        number=version.number,
        title=content.title,
        body=content.body,
        questions=content.questions,
        tags=content.tags,
        by=version.by,
        at=version.at,
        restored_from=version.restored_from,
        translated_from=version.translated_from,
    )
    book.put(ARTICLE_VERSIONS, row)


@contextmanager
def refusing() -> Iterator[None]:
    """Let what `kb` refuses be refused by the desk: Conflict where the article has moved on, else Invalid."""
    try:
        yield
    except KnowledgeError as refusal:
        raise of_desk(refusal) from None


def of_desk(refusal: KnowledgeError) -> DeskError:
    """Return the desk's refusal for one of `kb`."""
    detail = {
        name: value if isinstance(value, str | int) else str(value) for name, value in refusal.params.items()
    }
    return (Conflict if refusal.code in MOVED else Invalid)(refusal.code, **detail)
