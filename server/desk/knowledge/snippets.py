"""Passages used in several articles. Configuration: versions, and the articles they reach are made anew for readers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from kb.errors import KnowledgeError
from kb.snippets import filled, used
from server.base.errors import Conflict, Invalid
from server.desk.access import ARTICLES as EDIT
from server.desk.book import Book
from server.desk.configuration import ConfigAnswer, keep, seen
from server.desk.events.knowledge import ArticleRefreshed
from server.desk.fields import Version
from server.desk.knowledge.stored import of_desk
from server.desk.verbs import Body, verb
from server.store.tables.knowledge import (
    ARTICLE_VERSIONS,
    ARTICLES,
    SNIPPET_USES,
    SNIPPETS,
    Article,
    Snippet,
)

KIND = "snippet"
_FORM = re.compile("[a-z0-9-]{1,60}")
Name = Annotated[str, Meta(min_length=1, max_length=60)]
Texts = dict[Literal["en", "zh"], Annotated[str, Meta(max_length=10_000)]]


class CreateSnippet(Body, frozen=True, kw_only=True):
    """The name it is called by, and its words by language."""

    name: Name
    texts: Texts


class EditSnippet(Body, frozen=True, kw_only=True):
    """Its words from now on. `version` is the one that was seen."""

    snippet_id: Name
    version: Version
    texts: Texts


class RemoveSnippet(Body, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    snippet_id: Name
    version: Version


@verb("snippets.create", CreateSnippet, EDIT, path="/snippets", answer=ConfigAnswer)
def create(book: Book, body: CreateSnippet) -> ConfigAnswer:
    """Add a passage that articles may use."""
    if not _FORM.fullmatch(body.name):
        raise Invalid("snippet.name_form")
    known = book.get(SNIPPETS, body.name)
    if known is not None and known.removed_at is None:
        raise Conflict("snippet.taken", name=body.name)
    texts = _texts(body.texts)
    _check(book, body.name, texts)
    return keep(
        book, KIND, SNIPPETS, Snippet(id=body.name, texts=texts, version=known.version if known else 0)
    )


@verb("snippets.edit", EditSnippet, EDIT, path="/snippets/{snippet_id}", answer=ConfigAnswer)
def edit(book: Book, body: EditSnippet) -> ConfigAnswer:
    """Change a passage in every article that uses it."""
    snippet = seen(book, KIND, SNIPPETS, body.snippet_id, body.version)
    texts = _texts(body.texts)
    _check(book, snippet.id, texts)
    answer = keep(book, KIND, SNIPPETS, replace(snippet, texts=texts))
    for article in users(book, snippet.id):
        if article.live is not None and article.state != "archived":
            book.emit(ArticleRefreshed(article_id=article.id, snippet=snippet.id))
    return answer


@verb("snippets.remove", RemoveSnippet, EDIT, path="/snippets/{snippet_id}/remove", answer=ConfigAnswer)
def remove(book: Book, body: RemoveSnippet) -> ConfigAnswer:
    """Take a passage away; one that an article or a passage uses stays."""
    snippet = seen(book, KIND, SNIPPETS, body.snippet_id, body.version)
    using = [one.id for one in users(book, snippet.id) if one.state != "archived"]
    using += [one.id for one in _all(book) if any(snippet.id in used(text) for text in one.texts.values())]
    if using:
        raise Conflict("snippet.used", name=snippet.id, count=len(using))
    return keep(book, KIND, SNIPPETS, replace(snippet, removed_at=book.now))


def users(book: Book, name: str) -> list[Article]:
    """Return the articles whose newest or shown text holds a snippet, directly or through others."""
    reached, wider = {name}, {name}
    while wider:
        wider = {one.id for one in _all(book) if any(used(text) & reached for text in one.texts.values())}
        wider -= reached
        reached |= wider
    ids = {one.article_id for name in sorted(reached) for one in book.find(SNIPPET_USES, snippet=name)}
    found = []
    for article in (book.must(ARTICLES, article_id) for article_id in sorted(ids)):
        numbers = {article.newest, article.live or article.newest}
        texts = [book.must(ARTICLE_VERSIONS, article.id, number).body for number in sorted(numbers)]
        if any(used(text) & reached for text in texts):
            found.append(article)
    return found


def _all(book: Book) -> Iterable[Snippet]:
    return book.find(SNIPPETS, removed_at=None)


def _texts(texts: Texts) -> dict[str, str]:
    kept = {str(language): text.strip("\n") for language, text in texts.items() if text.strip()}
    if not kept:
        raise Invalid("snippet.empty")
    return kept


def _check(book: Book, name: str, texts: dict[str, str]) -> None:
    """Raise Invalid for a passage that names one there is not, or itself."""
    for language, text in texts.items():
        others = {one.id: one.texts.get(language, "") for one in _all(book)}
        try:
            filled(text, {**others, name: text})
        except KnowledgeError as refusal:
            raise of_desk(refusal) from None
