"""An article cut into passages short enough to show and to give a meaning to. Knows no index and no vectors."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.han import UNSPACED
from kb.words import indexed

PASSAGE_WEIGHT = 320
"""Characters of English; a Chinese one counts for three, as it says about as much."""

_ENDS = re.compile(r"(?:[。！？]+|[.!?]+(?=\s|$)|\n)\s*|\Z")
_WIDE = re.compile(f"[{UNSPACED}]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the plain text: from `start` to `end`, in characters."""

    start: int
    end: int
    text: str


def passages(text: str) -> list[Passage]:
    """The plain text of an article in passages: whole sentences, as many as fit; a longer sentence stands alone."""
    found: list[Passage] = []
    start, end = 0, 0
    for piece in _ENDS.finditer(text):
        if end > start and _weight(text[start : piece.end()]) > PASSAGE_WEIGHT:
            found.append(Passage(start, end, text[start:end]))
            start = end
        end = piece.end()
    if text[start:end].strip():
        found.append(Passage(start, end, text[start:end]))
    return [each for each in found if each.text.strip()]


def _weight(text: str) -> int:
    return len(text) + 2 * len(_WIDE.findall(text))


def best(candidates: Sequence[Passage], tokens: Sequence[str]) -> Passage | None:
    """The passage that holds most of the question's tokens; of equal ones the first, none where there are none."""
    wanted = set(tokens)
    return max(candidates, key=lambda each: len(wanted & set(indexed(each.text))), default=None)
