"""The words of a question are marked where they stand, in both languages."""

from kb.marks import marks
from kb.question import asked, language_of


def marked(text: str, question: str) -> list[str]:
    tokens = [one.token for one in asked(question)]
    return [text[start:end] for start, end in marks(text, tokens)]


def test_english_words_by_their_stem() -> None:
    assert marked("Refunds to a card take days.", "card refund") == ["Refunds", "card"]


def test_chinese_pairs_join_and_traditional_ones_count() -> None:
    assert marked("退款到账需要五天，濾芯除外", "退款到账") == ["退款到账"]
    assert marked("退款到账需要五天，濾芯除外", "滤芯") == ["濾芯"]


def test_a_code_and_a_single_character() -> None:
    assert marked("屏幕显示 E4，请开锁", "E4") == ["E4"]
    assert marked("屏幕显示 E4，请开锁", "锁") == ["锁"]
    assert marks("nothing here", []) == []


def test_the_language_of_a_question() -> None:
    assert language_of("my AirLeaf 300 is loud") == "en"
    assert language_of("AirLeaf 300 声音大") == "zh"
    assert language_of("E4") == "en"
