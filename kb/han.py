"""Folds text so that question and article meet however they were written: width, case, accents, traditional or simplified.

Its own table, not the desk's: the six packages share nothing, and an index must not change when the desk's look-ups do.
"""

import re
import unicodedata
from pathlib import Path

_TABLE = Path(__file__).with_name("han_variants.txt").read_text(encoding="utf-8").split()
SIMPLIFIED = str.maketrans({pair[0]: pair[1] for pair in _TABLE})
"""One character for one, the plain correspondences of Unihan and OpenCC (Apache-2.0); no conversion of phrases."""

_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
# Scripts that write words without spaces: kana, CJK and its extensions, Hangul, compatibility ideographs.
UNSPACED = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_APOSTROPHE = re.compile("(?<=[a-z])['\u2019](?=[a-z])")


def fold(text: str) -> str:
    """The text compatibility-composed, without case and accents, in simplified characters; dashes and apostrophes plain."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if not plain.isascii():
        parts = unicodedata.normalize("NFD", plain.translate(_DASHES))
        kept = "".join(one for one in parts if not "\u0300" <= one <= "\u036f")
        plain = unicodedata.normalize("NFC", kept).translate(SIMPLIFIED)
    return _APOSTROPHE.sub("", plain)
