"""The one loader of JSON from outside, for HTTP bodies and socket frames alike. Not for rows of our own database.

Stricter than the standard: what two readers could take for different things is refused.
"""

from __future__ import annotations

import json
import math
import re
from itertools import accumulate
from typing import Any, NoReturn

import msgspec

from server.base.errors import Invalid, Malformed, TooLarge

LOWEST, HIGHEST = -(2**63), 2**63 - 1
INTEGER_DIGITS = 20
NAME_CHARS = 80


def decode(data: bytes, shape: Any, limit: int, depth: int) -> Any:
    """Return `data` as a value of `shape` (a msgspec type).

    Raises what `loads` raises, and Invalid `body.invalid` with `where` (a path such as `$.tags[0]`) and `expected`.
    """
    return shaped(loads(data, limit, depth), shape)


def shaped(value: Any, shape: Any) -> Any:
    """Return a loaded value as a value of `shape`; no text is taken for a number. Raises Invalid `body.invalid`."""
    try:
        return msgspec.convert(value, shape, strict=True)
    except msgspec.ValidationError as error:
        raise invalid(error) from None


def loads(data: bytes, limit: int, depth: int) -> Any:
    """Return the value of a JSON text of at most `limit` bytes, nested at most `depth` deep.

    Raises TooLarge json.too_large, and Malformed json.too_deep, json.not_utf8, json.syntax, json.duplicate_key,
    json.not_finite, json.integer_range, json.surrogate, json.nul.
    """
    if len(data) > limit:
        raise TooLarge("json.too_large", limit=limit, came=len(data))
    if (deepest := _depth(data)) > depth:
        raise Malformed("json.too_deep", limit=depth, came=deepest)
    value = _parsed(_text(data))
    if b"\\u" in data:
        _check_characters(value)
    return value


def invalid(error: msgspec.ValidationError) -> Invalid:
    """Return the refusal for a value of the wrong shape: where it is and what was expected, never the value itself."""
    said, _, where = str(error).partition(" - at `")
    expected = _QUOTED.sub("", said).strip()
    return Invalid("body.invalid", where=where.rstrip("`") or "$", expected=expected[:NAME_CHARS])


def _depth(data: bytes) -> int:
    brackets = _BRACKETS.findall(_STRING.sub(b"", data))
    return max(accumulate(1 if bracket in b"[{" else -1 for bracket in brackets), default=0)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("json.not_utf8", at=error.start) from None


def _parsed(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise Malformed("json.syntax", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Malformed("json.syntax", line=1, column=1) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed("json.duplicate_key", key=_printable(twice[:NAME_CHARS]))
    return found


def _integer(digits: str) -> int:
    if len(digits) > INTEGER_DIGITS or not LOWEST <= (number := int(digits)) <= HIGHEST:
        raise Malformed("json.integer_range", lowest=LOWEST, highest=HIGHEST)
    return number


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise Malformed("json.not_finite", came=digits[:NAME_CHARS])
    return number


def _constant(name: str) -> NoReturn:
    raise Malformed("json.not_finite", came=name)


def _check_characters(value: Any) -> None:
    """Refuse what an escape can smuggle in: half a surrogate pair (never text) and NUL (no text on PostgreSQL)."""
    if isinstance(value, str):
        if _SURROGATE.search(value):
            raise Malformed("json.surrogate")
        if "\0" in value:
            raise Malformed("json.nul")
    elif isinstance(value, list):
        for item in value:
            _check_characters(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_characters(name)
            _check_characters(item)


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant
)
# The closing quote is optional: an open string is taken to the end once, not tried again from every quote in it.
_STRING = re.compile(rb'"(?:[^"\\]+|\\.)*"?', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_QUOTED = re.compile(r"'[^']*'")
