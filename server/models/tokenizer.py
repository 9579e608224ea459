"""Writes tokenizer.json for the pieces of the data file: Unigram (Kudo, 2018) behind NFKC, as XLM-R cuts its words. Cuts nothing itself."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from server.models.datafile import DataFile

ASIDE = 0xE000
"""Private characters that stand for those NFKC would change and this vocabulary keeps, such as the wave dash in 好～."""
METASPACE = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}


def tokenizer_json(file: DataFile) -> str:
    """The text of tokenizer.json."""
    sizes = file.sizes
    marks = {sizes.bos: "<s>", sizes.pad: "<pad>", sizes.eos: "</s>", sizes.unk: "<unk>"}
    return json.dumps(
        {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [_mark(number, marks[number]) for number in sorted(marks)],
            "normalizer": {"type": "Sequence", "normalizers": list(_normalizers(file))},
            "pre_tokenizer": METASPACE,
            "post_processor": _around(sizes.bos, sizes.eos),
            "decoder": METASPACE,
            "model": {"type": "Unigram", "unk_id": sizes.unk, "vocab": file.pieces, "byte_fallback": False},
        },
        ensure_ascii=False,
    )


def _mark(number: int, text: str) -> dict[str, Any]:
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    return {"id": number, "content": text, "special": True} | flags


def _normalizers(file: DataFile) -> Iterable[dict[str, Any]]:
    """What the file's map does and NFKC does not by itself, then NFKC, then runs of spaces become one."""
    own = {c: to for c, to in file.normaliser.items() if unicodedata.normalize("NFKC", c) != to}
    for to in sorted(set(own.values())):
        yield _replace("[" + "".join(re.escape(c) for c, found in own.items() if found == to) + "]", to)
    kept = {piece: chr(ASIDE + n) for n, piece in enumerate(_kept(file))}
    yield from (_replace(character, aside) for character, aside in kept.items())
    yield {"type": "NFKC"}
    yield from (_replace(aside, character) for character, aside in kept.items())
    yield _replace(" {2,}", " ")


def _kept(file: DataFile) -> list[str]:
    """Single characters of the vocabulary that NFKC would change though the file's map does not."""
    single = (piece for piece, _ in file.pieces if len(piece) == 1 and piece not in file.normaliser)
    return [piece for piece in single if unicodedata.normalize("NFKC", piece) != piece]


def _replace(pattern: str, to: str) -> dict[str, Any]:
    return {"type": "Replace", "pattern": {"Regex": pattern}, "content": to}


def _around(bos: int, eos: int) -> dict[str, Any]:
    ends = {"<s>": bos, "</s>": eos}
    named = {text: {"id": text, "ids": [number], "tokens": [text]} for text, number in ends.items()}
    first, last = ({"SpecialToken": {"id": text, "type_id": 0}} for text in ends)
    text = {"Sequence": {"id": "A", "type_id": 0}}
    other = {"Sequence": {"id": "B", "type_id": 0}}
    return {
        "type": "TemplateProcessing",
        "single": [first, text, last],
        "pair": [first, text, last, last, other, last],
        "special_tokens": named,
    }
