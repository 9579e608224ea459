"""Width, case, accents, dashes and traditional characters make no difference."""

import pytest

from kb.han import SIMPLIFIED, fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("濾芯訂閱", "滤芯订阅"),
        ("ＳＨ－７７１２０", "sh-77120"),
        ("SH\u201377120", "sh-77120"),
        ("Café", "CAFE"),
        ("don\u2019t", "DONT"),
        ("Straße", "STRASSE"),
        ("ﾌｨﾙﾀｰ", "フィルター"),
    ],
)
def test_both_ways_of_writing_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_folding_again_changes_nothing_and_kana_keep_their_voice() -> None:
    for text in ("更換濾芯 E４", "がぎ", "필터 교체"):
        assert fold(fold(text)) == fold(text)
    assert fold("が") != fold("か")


def test_simplified_text_stays_as_it_is() -> None:
    assert len(SIMPLIFIED) > 2500
    for text in ("更换滤芯后指示灯不灭", "三十天内退货", "发票抬头写错了", "里面后面只有这一台"):
        assert fold(text) == text
