"""What changed between two texts, word by word in English and character by character in Chinese. Knows no articles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from kb.han import UNSPACED

_ATOMS = re.compile(rf"[{UNSPACED}]|\s+|(?:(?![{UNSPACED}])\w)+|.", re.DOTALL)
ATOMS_LIMIT = 6_000
"""Of one side. Longer texts are compared line by line: the matcher's time grows with the square."""


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "removed", "added"]
    text: str


def diff(old: str, new: str) -> list[Change]:
    """The changes from `old` to `new`, in order: all but the added give `old`, all but the removed give `new`."""
    left, right = _atoms(old), _atoms(new)
    if max(len(left), len(right)) > ATOMS_LIMIT:
        left, right = old.splitlines(keepends=True), new.splitlines(keepends=True)
    return list(_changes(left, right))


def _atoms(text: str) -> list[str]:
    return _ATOMS.findall(text)


def _changes(left: list[str], right: list[str]) -> Iterator[Change]:
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        removed, added = "".join(left[a:b]), "".join(right[c:d])
        if kind == "equal":
            yield Change("same", removed)
            continue
        if removed:
            yield Change("removed", removed)
        if added:
            yield Change("added", added)


def changed_share(old: str, new: str) -> float:
    """How much of the longer text is different, 0 to 1, by characters."""
    same = sum(len(each.text) for each in diff(old, new) if each.kind == "same")
    longest = max(len(old), len(new))
    return 1 - same / longest if longest else 0.0
