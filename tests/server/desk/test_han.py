"""Folding joins spellings that mean the same and keeps apart what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.desk.han import SIMPLIFIED, fold, runs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("國際電話", "国际电话"),
        ("發票與退款", "发票与退款"),
        ("ＡＢＣ１２３", "abc123"),
        ("Émilie GROẞ", "emilie gross"),
        ("ｶﾞｽ", "ガス"),
        ("e\u0301", "é"),
    ],
)
def test_spellings_of_one_word_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("か", "が"), ("王", "汪"), ("o", "0")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_the_table_leads_to_characters_that_lead_nowhere_else() -> None:
    assert len(SIMPLIFIED) > 2_500
    assert not set(SIMPLIFIED.values()) & {chr(point) for point in SIMPLIFIED}


def test_words_end_at_signs_and_where_scripts_meet() -> None:
    assert runs("iphone手机 a-1093, 退款!") == ["iphone", "手机", "a", "1093", "退款"]
