"""Where the parts of a message begin and end: at punctuation, at line ends, before words of contrast. Not their meaning."""

import re
from itertools import pairwise

from sentiment.mood import Span

_ENDS = re.compile(r"[.!?](?=\s|$)|[,;:](?=\s)|[。！？；，、…!?～\n]+|\s[-–—]\s|——")


def clauses(text: str, turns: tuple[int, ...] = ()) -> tuple[Span, ...]:
    """The clauses in order, without surrounding spaces, with their closing mark; `turns` are offsets of words of contrast."""
    cuts = {found.end() for found in _ENDS.finditer(text)} | set(turns) | {0, len(text)}
    places = sorted(cuts)
    spans = (_trimmed(text, start, end) for start, end in pairwise(places))
    return tuple(
        span for span in spans if any(map(str.isalnum, text[span.start : span.end])) or _mark(text, span)
    )


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    left = start + len(part) - len(part.lstrip())
    return Span(left, max(left, start + len(part.rstrip())))


def _mark(text: str, span: Span) -> bool:
    """Whether a clause without letters still says something: an emoji."""
    return any(
        ord(character) > 0x2190 and not "\u3000" <= character <= "\uffef"
        for character in text[span.start : span.end]
    )
