"""Words of feeling under negation, intensity and contrast, with the place that decided."""

import pytest

from sentiment.mood import NEGATIVE, NEUTRAL, POSITIVE
from sentiment.reading import read


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I love it", POSITIVE),
        ("I hate it", NEGATIVE),
        ("The invoice is attached.", NEUTRAL),
        ("Your agent hung up on me.", NEGATIVE),
        ("not happy", NEGATIVE),
        ("not bad at all", POSITIVE),
        ("The man was friendly, but it is useless.", NEGATIVE),
        ("It was useless, but now it is wonderful.", POSITIVE),
        ("Where can I file a complaint?", NEUTRAL),
        ("很满意", POSITIVE),
        ("不满意", NEGATIVE),
        ("你们客服直接挂我电话", NEGATIVE),
        ("發票開好了嗎？", NEUTRAL),
        ("態度很差", NEGATIVE),
        ("虽然很失望，现在太棒了", POSITIVE),
        ("师傅很热情，但是太差了", NEGATIVE),
        ("😡😡", NEGATIVE),
        ("", NEUTRAL),
    ],
)
def test_a_message_reads_as(text: str, label: str) -> None:
    assert read(text).label == label


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Hello, your agent hung up on me today.", "hung up"),
        ("I am not very happy with this", "not very happy"),
        ("您好，昨天客服直接挂我电话了", "直接挂我电话"),
        ("ＴＥＲＲＩＢＬＥ service", "ＴＥＲＲＩＢＬＥ"),
        ("真的很壞，態度差", "態度差"),
        ("İİİ it is awful", "awful"),
    ],
)
def test_the_deciding_phrase_is_told_by_offsets(text: str, phrase: str) -> None:
    span = read(text).span
    assert span is not None
    assert text[span.start : span.end] == phrase


def test_a_neutral_message_has_no_deciding_phrase() -> None:
    assert read("Order 40812, second floor").span is None


def test_intensity_weighs_more_and_less() -> None:
    strong, plain, weak = (read(f"{word}bad").score for word in ("extremely ", "", "slightly "))
    assert strong < plain < weak < 0


def test_a_negation_reaches_its_own_clause_only() -> None:
    assert read("No, it is wonderful.").score > 0 > read("It is not wonderful.").score


def test_a_latin_entry_is_found_as_a_whole_word_only() -> None:
    assert read("The badge and the goodwill fund").words == ()
    assert [word.weight for word in read("disappointingly").words] == [-2.0]


def test_the_score_stays_within_its_bounds() -> None:
    assert -1 < read("awful " * 500).score < -0.99
