"""The words of feeling of both languages, read from a table of our own, and where they stand in a message."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sentiment.folding import fold

TABLE = Path(__file__).parent / "data" / "lexicon.tsv"

FEELING, HARM, NEGATION, INTENSITY, CONTRAST, CONCESSION = (
    "feeling",
    "harm",
    "negation",
    "intensity",
    "contrast",
    "concession",
)
"""`harm` is a fact that hurts though no word of it feels: somebody hung up, nobody came, it broke again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase: what it does, and how strongly (-3 to 3 for feelings and harm, a factor for intensity)."""

    kind: str
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found in a message, by offsets."""

    start: int
    end: int
    entry: Entry


@cache
def lexicon() -> tuple[Entry, ...]:
    """The committed table, read once."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    return tuple(_entry(line) for line in lines if line)


def find(folded: str) -> tuple[Hit, ...]:
    """Every entry in the folded message from left to right, the longest first, none overlapping another."""
    hits, place = [], 0
    while place < len(folded):
        hit = _at(folded, place)
        if hit:
            hits.append(hit)
        place = hit.end if hit else place + 1
    return tuple(hits)


def _entry(line: str) -> Entry:
    kind, weight, words = line.split("\t")
    return Entry(kind, float(weight), fold(words))


def _at(folded: str, place: int) -> Hit | None:
    for words, entry in _by_first().get(folded[place], ()):
        end = place + len(words)
        if folded.startswith(words, place) and _whole(folded, place, end, entry.words):
            return Hit(place, _ending(folded, end) if entry.words.endswith("*") else end, entry)
    return None


@cache
def _by_first() -> dict[str, list[tuple[str, Entry]]]:
    index: dict[str, list[tuple[str, Entry]]] = {}
    for entry in sorted(lexicon(), key=lambda entry: -len(entry.words)):
        index.setdefault(entry.words[0], []).append((entry.words.rstrip("*"), entry))
    return index


def _whole(folded: str, start: int, end: int, words: str) -> bool:
    """Whether Latin words stand by themselves; a final `*` leaves the ending open. Chinese and emoji may stand anywhere."""
    if not words.isascii():
        return True
    before = start == 0 or not _joins(folded[start - 1])
    return before and (words.endswith("*") or end == len(folded) or not _joins(folded[end]))


def _ending(folded: str, end: int) -> int:
    while end < len(folded) and _joins(folded[end]):
        end += 1
    return end


def _joins(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "'")
