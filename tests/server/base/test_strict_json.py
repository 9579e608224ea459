"""What the strict loader takes and what it refuses, each refusal by its code."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.base.errors import DeskError, Invalid, Malformed, TooLarge
from server.base.strict_json import decode, loads

PLAIN_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | PLAIN_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN_TEXT, inner, max_size=4),
    max_leaves=20,
)


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """A shape to convert to."""

    count: int
    tags: list[str] = []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"[[[[[]]]]]", "json.too_deep"),
        (b'{"a":{"b":[[[1]]]}}', "json.too_deep"),
        (b"\xff", "json.not_utf8"),
        (b'"\xed\xa0\x80"', "json.not_utf8"),
        (b"", "json.syntax"),
        (b"[1,]", "json.syntax"),
        (b"1 2", "json.syntax"),
        (b"'a'", "json.syntax"),
        (b'"\x00"', "json.syntax"),
        (b"\xef\xbb\xbf[]", "json.syntax"),
        (b'{"a":1,"a":1}', "json.duplicate_key"),
        (b'{"a":1,"\\u0061":2}', "json.duplicate_key"),
        (b"[NaN]", "json.not_finite"),
        (b"[-Infinity]", "json.not_finite"),
        (b"[1e999]", "json.not_finite"),
        (b"[9223372036854775808]", "json.integer_range"),
        (b"[-9223372036854775809]", "json.integer_range"),
        (b"[" + b"1" * 5000 + b"]", "json.integer_range"),
        (b'["\\ud800"]', "json.surrogate"),
        (b'{"\\udfff":1}', "json.surrogate"),
        (b'{"a":["\\u0000"]}', "json.nul"),
    ],
)
def test_what_two_readers_could_take_differently_is_refused_by_name(text: bytes, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        loads(text, limit=10_000, depth=4)
    assert refusal.value.code == code


def test_a_text_over_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooLarge) as refusal:
        loads(b"[" * 101, limit=100, depth=4)
    assert (refusal.value.code, refusal.value.detail) == ("json.too_large", {"limit": 100, "came": 101})


@given(VALUES, st.booleans())
def test_every_plain_value_comes_back_as_it_was(value: Any, ascii_only: bool) -> None:
    assert loads(json.dumps(value, ensure_ascii=ascii_only).encode(), 1_000_000, 50) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_either_a_value_the_standard_reads_alike_or_a_refusal(data: bytes) -> None:
    try:
        value = loads(data, 1_000, 10)
    except DeskError:
        return
    assert value == json.loads(data.decode())


def test_brackets_inside_strings_are_not_depth() -> None:
    assert loads(b'["[[[[[[[","\\"[[[["]', 1_000, 1) == ["[[[[[[[", '"[[[[']


@pytest.mark.parametrize(
    ("text", "where", "expected"),
    [
        (b'{"count":"1"}', "$.count", "Expected `int`, got `str`"),
        (b'{"count":1,"tags":["a",2]}', "$.tags[1]", "Expected `str`, got `int`"),
        (b"{}", "$", "Object missing required field `count`"),
        (b'{"count":1,"more":1}', "$", "Object contains unknown field `more`"),
        (b"[]", "$", "Expected `object`, got `array`"),
    ],
)
def test_a_wrong_shape_is_named_by_its_place_and_what_was_expected(
    text: bytes, where: str, expected: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        decode(text, Wish, limit=1_000, depth=5)
    assert refusal.value.code == "body.invalid"
    assert refusal.value.detail == {"where": where, "expected": expected}


def test_a_right_shape_is_returned_typed() -> None:
    assert decode(b'{"count":2,"tags":["zh"]}', Wish, limit=1_000, depth=5) == Wish(count=2, tags=["zh"])
