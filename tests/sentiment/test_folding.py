"""Folding for comparison keeps every character in its place."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sentiment.clauses import clauses
from sentiment.folding import fold


def test_case_width_and_traditional_characters_fold() -> None:
    assert fold("ＡBc 壞態度 don’t") == "abc 坏态度 don't"


@given(st.text())
def test_no_text_changes_its_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_clauses_stand_in_order_within_the_text_and_never_overlap(text: str) -> None:
    spans = clauses(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= two.start for one, two in pairwise(spans))


def test_clauses_end_at_the_marks_of_both_languages_but_not_inside_numbers() -> None:
    text = "Paid 3.50, twice. 退钱！好吗？ 😡"
    assert [text[span.start : span.end] for span in clauses(text)] == [
        "Paid 3.50,",
        "twice.",
        "退钱！",
        "好吗？",
        "😡",
    ]
