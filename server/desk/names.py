"""Parts of names under which a person is found: the whole, beginnings, three letters in a row, one and two characters."""

from __future__ import annotations

from server.desk.han import fold, is_unspaced, runs

BEGINNING = 2
GRAM = 3
NAME_CHARS = 200


def whole(name: str) -> str:
    """Return the name folded, without spaces and signs: equal for two spellings of one name."""
    return "".join(runs(fold(name)))


def parts(name: str) -> set[str]:
    """Return every part the name is indexed under; `wanted` of any piece of the name is a subset of it."""
    found: set[str] = set()
    for word in runs(fold(name)):
        if is_unspaced(word[0]):
            found.update(word)
            found.update(word[at : at + 2] for at in range(len(word) - 1))
        else:
            found.update(f"^{word[:length]}" for length in range(1, min(BEGINNING, len(word)) + 1))
            found.update(word[at : at + GRAM] for at in range(len(word) - GRAM + 1))
    return found


def wanted(text: str) -> set[str]:
    """Return the parts a name must have to be a possible answer to `text`; whether it is one, `matches` says."""
    found: set[str] = set()
    for word in runs(fold(text)):
        if is_unspaced(word[0]):
            found.update(word if len(word) == 1 else {word[at : at + 2] for at in range(len(word) - 1)})
        elif len(word) <= BEGINNING:
            found.add(f"^{word}")
        else:
            found.update(word[at : at + GRAM] for at in range(len(word) - GRAM + 1))
    return found


def matches(name: str, text: str) -> bool:
    """Return whether every word of `text` is in the name: one or two letters begin a word, more stand anywhere."""
    words = runs(fold(name))
    return all(
        any(word.startswith(piece) if _is_short(piece) else piece in word for word in words)
        for piece in runs(fold(text))
    )


def _is_short(piece: str) -> bool:
    return len(piece) <= BEGINNING and not is_unspaced(piece[0])
