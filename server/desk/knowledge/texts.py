"""What readers see of an article: the text with its snippets filled in, in the article's language. Not its HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kb.snippets import filled, used
from server.base.errors import Invalid
from server.desk.book import Book
from server.store.tables.knowledge import SNIPPETS, Snippet


def in_language(snippets: Iterable[Snippet], language: str) -> dict[str, str]:
    """Return the snippets' texts in a language, in another one where they have no words in it."""
    return {
        one.id: one.texts.get(language) or next(iter(one.texts.values()), "")
        for one in snippets
        if one.removed_at is None
    }


def shown_text(body: str, texts: Mapping[str, str]) -> str:
    """Return the text with its snippets; what a snippet's place cannot be filled with stays as it was written."""
    if not used(body):
        return body
    known = {name: texts[name] for name in _reached(body, texts) if name in texts}
    missing = {name: "" for name in _reached(body, texts) if name not in texts}
    return filled(body, {**known, **missing})


def _reached(body: str, texts: Mapping[str, str]) -> set[str]:
    found, fresh = set[str](), used(body)
    while fresh:
        found |= fresh
        fresh = {name for one in fresh for name in used(texts.get(one, ""))} - found
    return found


def check_snippets(book: Book, body: str) -> None:
    """Raise Invalid `kb.snippet_unknown` for a text that names a snippet there is not."""
    for name in sorted(used(body)):
        snippet = book.get(SNIPPETS, name)
        if snippet is None or snippet.removed_at is not None:
            raise Invalid("kb.snippet_unknown", name=name)
