"""Words of a text for full-text search: Chinese in pairs of characters, English by its stem and as written. Stored only as keyed hashes.

Pairs find every word of two characters without a dictionary, and longer ones as a chain of pairs; a dictionary would split
the text and the question differently often enough to lose answers.
"""

from __future__ import annotations

from server.base.crypto import Master
from server.desk.han import fold, is_unspaced, runs

WORD_CHARS = 40
WORDS_LIMIT = 2_000
"""Of one text; more than the longest message of ordinary language has."""

# Endings of English words, longest first, with what replaces them: the inflections of the Porter stemmer's first step
# (M.F. Porter, An algorithm for suffix stripping, 1980), since question and text must only meet.
_ENDINGS = (
    ("sses", "ss"),
    ("ies", "y"),
    ("ied", "y"),
    ("ing", ""),
    ("eed", "ee"),
    ("ed", ""),
    ("ss", "ss"),
    ("us", "us"),
    ("s", ""),
)


def words(text: str) -> set[str]:
    """Return the words a text is found under."""
    found: set[str] = set()
    for run in runs(fold(text)):
        if is_unspaced(run[0]):
            found.update(_pairs(run))
        else:
            found.update((run[:WORD_CHARS], stem(run[:WORD_CHARS])))
        if len(found) > WORDS_LIMIT:
            break
    return found


def asked(text: str) -> set[str]:
    """Return the words a text must all have to answer a question. Every text answers a question that is part of it."""
    found: set[str] = set()
    for run in runs(fold(text)):
        found.update(_pairs(run) if is_unspaced(run[0]) else [stem(run[:WORD_CHARS])])
    return found


def keyed(master: Master, found: set[str]) -> list[str]:
    """Return the opaque words under which these words are stored, in a fixed order."""
    return sorted(master.lookup("word", one) for one in found)


def stem(word: str) -> str:
    """Return an English word without its inflection (`refunded`, `refunds` -> `refund`); others as they are."""
    if not word.isascii() or not word.isalpha() or len(word) < 4:
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending):
            base = word[: len(word) - len(ending)]
            return _settled(_mended(base, ending) + instead if _has_vowel(base) else word)
    return _settled(word)


def _mended(base: str, ending: str) -> str:
    """Undo the doubling before an ending: `stopping` -> `stop`, but `calling` -> `call`."""
    if ending in ("ing", "ed") and len(base) > 2 and base[-1] == base[-2] and base[-1] not in "lsz":
        return base[:-1]
    return base


def _settled(word: str) -> str:
    """Drop a silent e and a doubled l, so that `charge` meets `charging` and `cancel` meets `cancelled`."""
    bare = word[:-1] if word.endswith("e") and len(word) > 3 else word
    return bare[:-1] if bare.endswith("ll") and len(bare) > 5 else bare


def _has_vowel(base: str) -> bool:
    return len(base) > 1 and any(letter in "aeiouy" for letter in base)


def _pairs(run: str) -> list[str]:
    """Return every two neighbours; a lone character is its own word."""
    return [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
