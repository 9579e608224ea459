"""What the index is told of an article as readers see it, and where it hears of changes. Stores nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kb.article import Article
from kb.markdown import plain


@dataclass(frozen=True, slots=True)
class Entry:
    """One shown article: `body` is plain text, snippets filled in; `audience` as in `kb.audience`."""

    id: str
    language: str
    title: str
    body: str
    questions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    audience: frozenset[str] = frozenset({"customer"})
    version: int = 1


@dataclass(frozen=True, slots=True)
class Change:
    """An article event's outcome for the index at `seq`: the article as it is shown now, or None when it no longer is."""

    seq: int
    id: str
    entry: Entry | None


class Source(Protocol):
    """The desk's log as the index reads it."""

    def since(self, seq: int, limit: int) -> Sequence[Change]:
        """The changes after `seq` in order, at most `limit`; none when there are no more."""
        ...

    def everything(self) -> tuple[int, int, Iterable[Entry]]:
        """The `seq` a snapshot holds up to, how many entries it has, and the entries."""
        ...


def entry(article: Article, body: str) -> Entry | None:
    """The entry of an article whose shown text, snippets filled in, is the Markdown `body`; None when nothing is shown."""
    shown = article.shown
    if shown is None:
        return None
    content = shown.content
    return Entry(
        article.id,
        article.language,
        content.title,
        plain(body),
        content.questions,
        content.tags,
        article.audience,
        shown.number,
    )
