"""A name is found by every piece of it, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.desk import names
from server.desk.han import fold, is_unspaced, runs

LETTERS = st.sampled_from("abcdeé éßAB王小明歐陽欧阳ー '-")


@given(st.text(LETTERS, min_size=1, max_size=20), st.data())
def test_every_piece_of_three_letters_or_one_character_finds_the_name(name: str, data: st.DataObject) -> None:
    words = [word for word in runs(fold(name)) if len(word) > 2 or is_unspaced(word[0])]
    assume(words)
    word = data.draw(st.sampled_from(words))
    least = 1 if is_unspaced(word[0]) else 3
    start = data.draw(st.integers(0, len(word) - least))
    piece = word[start : data.draw(st.integers(start + least, len(word)))]
    assert names.wanted(piece) <= names.parts(name)
    assert names.matches(name, piece)


@given(st.text(LETTERS, min_size=1, max_size=12), st.text(LETTERS, min_size=1, max_size=6))
def test_a_name_that_matches_is_always_among_the_possible_ones(name: str, asked: str) -> None:
    if names.matches(name, asked):
        assert names.wanted(asked) <= names.parts(name)


@pytest.mark.parametrize(
    ("name", "asked"), [("王小明", "明小"), ("Anna Berg", "nn"), ("Anna", "annab"), ("王", "王王")]
)
def test_what_is_no_piece_does_not_match(name: str, asked: str) -> None:
    assert not names.matches(name, asked)


def test_two_spellings_of_one_name_are_equal_as_a_whole() -> None:
    assert names.whole("歐陽 娜娜") == names.whole("欧阳娜娜")
    assert names.whole("Anna-Lisa  BERG") == names.whole("anna lisa berg")
