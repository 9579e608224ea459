"""What an article is found under."""

import pytest

from kb.words import characters, indexed, pairs


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("更换滤芯", ["更换", "换滤", "滤芯"]),
        ("锁", ["锁"]),
        ("显示Ｅ４怎么办", ["显示", "e4", "怎么", "么办"]),
        ("SH-77120", ["sh77120", "sh", "77120"]),
        ("HF-30F", ["hf30f", "hf", "30f"]),
        ("firmware 4.2.", ["firmwar", "=firmware", "4.2"]),
        ("filters", ["filter", "=filters"]),
        ("フィルター交換", ["フィ", "ィル", "ルタ", "ター", "ー交", "交換"]),
        ("필터 교체", ["필터", "교체"]),
        ("... —— 、", []),
    ],
)
def test_tokens_of(text: str, tokens: list[str]) -> None:
    assert indexed(text) == [token.replace("換", "换") for token in tokens]


def test_a_word_meets_its_other_forms() -> None:
    for one, other in (
        ("refunded", "refund"),
        ("purifiers", "purifier"),
        ("cancelling", "cancel"),
        ("deliveries", "delivery"),
    ):
        assert indexed(one)[0] == indexed(other)[0]
        assert indexed(one)[1] != indexed(other)[1]


def test_every_part_of_a_chinese_text_of_two_characters_or_more_is_found_by_its_pairs() -> None:
    text = "更换空气净化器的滤芯"
    for start in range(len(text)):
        for end in range(start + 2, len(text) + 1):
            assert set(pairs(text[start:end])) <= set(indexed(text))


def test_single_characters_are_those_of_unspaced_scripts() -> None:
    assert characters("鎖 E4 lock") == {"锁"}
