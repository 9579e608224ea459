"""Folds text so that look-ups find it however it was written: width, case, accents, traditional or simplified.

For keys of look-ups, never for what is shown. `han_variants.txt` pairs a traditional character with the simplified one
(the plain correspondences of Unihan and of OpenCC, Apache-2.0). A table and no library: one step a character is all
that search needs, and the libraries bring phrase conversion, native code or megabytes of dictionaries for it.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

_TABLE = Path(__file__).with_name("han_variants.txt").read_text(encoding="utf-8").split()
SIMPLIFIED = str.maketrans({pair[0]: pair[1] for pair in _TABLE})
# Blocks whose words are not separated by spaces: kana, CJK and its extensions, Hangul, compatibility ideographs.
_UNSPACED = (
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7AF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


def fold(text: str) -> str:
    """Return the text compatibility-composed, without case and accents, in simplified characters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if not plain.isascii():
        parts = unicodedata.normalize("NFD", plain)
        kept = "".join(one for one in parts if not "\u0300" <= one <= "\u036f")
        plain = unicodedata.normalize("NFC", kept).translate(SIMPLIFIED)
    return plain


def is_unspaced(character: str) -> bool:
    """Return whether the character belongs to a script that writes words without spaces between them."""
    point = ord(character)
    return any(first <= point <= last for first, last in _UNSPACED)


def runs(text: str) -> list[str]:
    """Return the words of folded text: runs of letters and digits, cut where a spaced script meets an unspaced one."""
    found: list[str] = []
    run, unspaced = "", False
    for character in text:
        kind = is_unspaced(character)
        if not character.isalnum() or (run and kind != unspaced):
            found.append(run)
            run = ""
        if character.isalnum():
            run += character
            unspaced = kind
    return [one for one in [*found, run] if one]
