"""Every text answers each question that is a piece of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.desk import words

CHINESE = st.text(st.sampled_from("我的订单还没有退款發票电话手機"), min_size=2, max_size=30)


@given(CHINESE, st.data())
def test_every_piece_of_two_characters_or_more_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    piece = text[start : data.draw(st.integers(start + 2, len(text)))]
    assert words.asked(piece) <= words.words(text)


@pytest.mark.parametrize(
    "group",
    [
        ("refund", "refunds", "refunded", "refunding"),
        ("charge", "charges", "charged", "charging"),
        ("ship", "ships", "shipped", "shipping"),
        ("cancel", "cancels", "canceled", "cancelled", "cancelling"),
        ("query", "queries", "queried"),
        ("address", "addresses", "addressed"),
        ("call", "calls", "called", "calling"),
        ("bill", "bills", "billed", "billing"),
        ("invoice", "invoices", "invoiced"),
    ],
)
def test_inflections_of_a_word_meet(group: tuple[str, ...]) -> None:
    assert len({words.stem(word) for word in group}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("thing", "th"), ("bus", "bu"), ("status", "statu"), ("a1093", "a109")]
)
def test_what_only_looks_inflected_is_left_alone(one: str, other: str) -> None:
    assert words.stem(one) == one != words.stem(other)


def test_an_endless_text_has_a_bounded_number_of_words() -> None:
    text = " ".join(f"w{number}" for number in range(10_000))
    assert len(words.words(text)) <= words.WORDS_LIMIT + 2
