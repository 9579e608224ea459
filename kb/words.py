"""What an article is found under: Chinese in overlapping pairs, English by stem beside the exact word, codes and numbers whole.

Pairs and no dictionary: a dictionary divides text and question differently often enough to lose answers, and weighs megabytes.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from whoosh.lang.porter import stem

from kb.han import UNSPACED, fold

EXACT = "="
"""Marks the exact form, kept beside the stem so that an exact word weighs more: `filters` is `filter` and `=filters`."""

_PARTS = re.compile(
    r"(?P<code>(?<![a-z0-9])(?=[a-z0-9-]*\d)[a-z0-9]+(?:-[a-z0-9]+|(?<=\d)\.(?=\d)[a-z0-9]+)*(?![a-z0-9]))"
    rf"|(?P<run>[{UNSPACED}]+)"
    rf"|(?P<word>(?:(?![{UNSPACED}])[^\W_])+)"
)
WORD_CHARS = 40


def indexed(text: str) -> list[str]:
    """Every token of a text, in order and as often as it stands there."""
    return [token for kind, part in parts(fold(text)) for token in _tokens(kind, part)]


def parts(folded: str) -> Iterator[tuple[str, str]]:
    """The pieces of folded text as (`code`, `run` or `word`, piece)."""
    for match in _PARTS.finditer(folded):
        yield match.lastgroup or "", match[0]


def _tokens(kind: str, part: str) -> list[str]:
    if kind == "run":
        return pairs(part)
    return code_forms(part) if kind == "code" else word_forms(part)


def pairs(run: str) -> list[str]:
    """The overlapping pairs of a run; a run of one character is itself."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def word_forms(word: str) -> list[str]:
    """Stem and exact form of an English word; the word as it is in other scripts."""
    cut = word[:WORD_CHARS]
    return [stemmed(cut), EXACT + cut] if cut.isascii() else [cut]


@lru_cache(maxsize=50_000)
def stemmed(word: str) -> str:
    """The stem by M.F. Porter's rules (1980); short words as they are."""
    if len(word) <= 3:
        return word
    return str(stem(word))  # type: ignore[no-untyped-call]  # the library types only part of itself


def code_forms(code: str) -> list[str]:
    """A code without its hyphens, and its parts: `sh-77120` is found as `sh77120`, `sh` and `77120`."""
    whole = code.replace("-", "")[:WORD_CHARS]
    return [whole, *(part[:WORD_CHARS] for part in code.split("-"))] if "-" in code else [whole]


def characters(text: str) -> set[str]:
    """The single characters of unspaced scripts: what a question of one character is looked up under."""
    return {one for kind, run in parts(fold(text)) if kind == "run" for one in run}
