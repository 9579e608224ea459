"""The help center's pages, which customers see without signing in and without a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from console.pages import Ms


@dataclass(frozen=True, slots=True)
class HelpLink:
    """An article in a list. `passage`: the text that answers, cut into (text, whether it holds words of the question)."""

    slug: str
    title: str
    language: str
    passage: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class HelpHome:
    """What there is by topic; with a question what was found. Query field: `q`. `search_id` goes along with every result.

    `sure`: the first one is likely to be an answer.
    """

    template: ClassVar[str] = "help/home.html"
    topics: Sequence[tuple[str, Sequence[HelpLink]]]
    query: str = ""
    results: Sequence[HelpLink] = ()
    search_id: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class HelpArticle:
    """One article. The form posts to ADDRESS/vote: `number`, `helpful` (yes, no), `comment`, `vote_id`, `s` (the search)."""

    template: ClassVar[str] = "help/article.html"
    slug: str
    title: str
    language: str
    number: int
    html: Markup
    updated_at: Ms
    others: Sequence[HelpLink] = ()
    related: Sequence[HelpLink] = ()
    search_id: str = ""
    vote_id: str = ""
    voted: str = ""


def cut(text: str, marks: Sequence[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """Return a text as pieces, each with whether it lies in one of the marks."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in marks:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return tuple(piece for piece in (*pieces, (text[at:], False)) if piece[0])
