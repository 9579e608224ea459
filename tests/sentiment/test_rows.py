"""Tables of labelled messages, and what is said about one that cannot be read."""

import pytest

from sentiment.errors import MESSAGES, SentimentError
from sentiment.rows import Row, parse


def test_columns_may_come_in_any_order_and_more_may_be_there() -> None:
    assert parse("text\tsource\tlabel\tlang\nHi\tx\tneutral\ten\n") == (Row("en", "neutral", "Hi"),)


def test_a_byte_order_mark_and_empty_lines_are_no_matter() -> None:
    assert parse("\ufefflang\tlabel\ttext\n\nzh\tpositive\t好\n\n") == (Row("zh", "positive", "好"),)


@pytest.mark.parametrize(
    ("table", "code", "told"),
    [
        ("", "mood.table_header", "-"),
        ("a,b,c\n", "mood.table_header", "a,b,c"),
        ("lang\tlabel\ttext\nen\tneutral\n", "mood.table_row", "2"),
        ("lang\tlabel\ttext\nen\tneutral\tok\nen\tgood\tok\n", "mood.table_label", "3"),
        ("lang\tlabel\ttext\n", "mood.table_empty", ""),
    ],
)
def test_a_table_that_cannot_be_read_names_the_line(table: str, code: str, told: str) -> None:
    with pytest.raises(SentimentError) as refused:
        parse(table)
    assert refused.value.code == code
    assert told in str(refused.value) and told in refused.value.text("zh-TW")


def test_every_refusal_is_worded_in_both_languages() -> None:
    assert {code for code, words in MESSAGES.items() if set(words) != {"en", "zh"}} == set()
