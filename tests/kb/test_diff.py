"""Differences read in words and characters, and both sides can be put together again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.diff import ATOMS_LIMIT, Change, changed_share, diff


def test_english_changes_by_words_and_chinese_by_characters() -> None:
    assert diff("hold the key", "press the key") == [
        Change("removed", "hold"),
        Change("added", "press"),
        Change("same", " the key"),
    ]
    assert diff("长按五秒", "长按六秒") == [
        Change("same", "长按"),
        Change("removed", "五"),
        Change("added", "六"),
        Change("same", "秒"),
    ]


@settings(max_examples=60, deadline=None)
@given(st.text("ab 滤芯\n.", max_size=60), st.text("ab 滤芯\n.", max_size=60))
def test_both_texts_can_be_read_from_the_difference(old: str, new: str) -> None:
    found = diff(old, new)
    assert "".join(each.text for each in found if each.kind != "added") == old
    assert "".join(each.text for each in found if each.kind != "removed") == new
    assert 0.0 <= changed_share(old, new) <= 1.0


def test_a_long_text_is_compared_by_lines() -> None:
    old = "".join(f"line {number}\n" for number in range(ATOMS_LIMIT))
    new = old.replace("line 17\n", "line seventeen\n")
    assert [each.text for each in diff(old, new) if each.kind != "same"] == ["line 17\n", "line seventeen\n"]


def test_the_share_that_changed() -> None:
    assert changed_share("", "") == 0.0
    assert changed_share("abc", "") == 1.0
    assert changed_share("一二三四", "一二三五") == 0.25
