"""Personal data does not stay in texts that others will read."""

import pytest

from kb.masking import masked


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("mail a.b+c@example.co.uk now", "mail [e-mail] now"),
        ("call +44 7700 900123.", "call [number]."),
        ("order SH-77120 of 2026", "order [order] of 2026"),
        ("E4 shows after 30 days", "E4 shows after 30 days"),
        ("card 4111 1111 1111 1111", "card [number]"),
        ("Dear Ms Whitfield, Amara", "Dear Ms [name], [name]"),
        ("Amaranth stays", "Amaranth stays"),
    ],
)
def test_english(text: str, wanted: str) -> None:
    assert masked(text, "en", ["Amara Whitfield"]) == wanted


def test_chinese() -> None:
    text = "林晓雯的订单SH-77120，电话13800138000，邮箱lin@example.com"
    assert masked(text, "zh", ["林晓雯"]) == "[姓名]的订单[订单号]，电话[号码]，邮箱[邮箱]"
