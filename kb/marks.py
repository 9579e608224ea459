"""Where in a text the words of a question stand, for showing why it was found. Changes no text."""

import re
from collections.abc import Collection, Iterator

from kb.han import UNSPACED
from kb.words import EXACT, characters, indexed

_PIECES = re.compile(rf"[{UNSPACED}]+|(?:(?![{UNSPACED}])[\w-])+")


def marks(text: str, tokens: Collection[str]) -> list[tuple[int, int]]:
    """The stretches of the text that hold one of the tokens, in order, joined where they touch."""
    wanted = {token.removeprefix(EXACT) for token in tokens}
    joined: list[tuple[int, int]] = []
    for start, end in _found(text, wanted):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _found(text: str, wanted: set[str]) -> Iterator[tuple[int, int]]:
    for piece in _PIECES.finditer(text):
        if not re.match(rf"[{UNSPACED}]", piece[0]):
            if any(token.removeprefix(EXACT) in wanted for token in indexed(piece[0])):
                yield piece.span()
            continue
        for at in range(len(piece[0])):
            for wide in (2, 1):
                part = piece[0][at : at + wide]
                hit = wanted & (set(indexed(part)) if wide == 2 else characters(part))
                if len(part) == wide and hit:
                    yield piece.start() + at, piece.start() + at + wide
                    break
