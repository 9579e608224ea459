"""The committed messages: enough, in both languages, of all moods, and nothing held out was learned from."""

import re
from collections import Counter

import pytest

from sentiment.folding import fold
from sentiment.mood import LABELS
from sentiment.rows import Row, held_out_rows, training_rows

EVERYTHING = (*training_rows(), *held_out_rows())


def test_there_are_1500_messages_half_of_them_in_each_language() -> None:
    counts = Counter(row.lang for row in EVERYTHING)
    assert sum(counts.values()) >= 1500
    assert set(counts) == {"en", "zh"}
    assert abs(counts["en"] - counts["zh"]) < 0.05 * len(EVERYTHING)


@pytest.mark.parametrize("rows", [training_rows(), held_out_rows()], ids=["training", "held out"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_mood_has_at_least_a_fifth_of_each_language(rows: tuple[Row, ...], lang: str) -> None:
    counts = Counter(row.label for row in rows if row.lang == lang)
    assert {label for label in LABELS if counts[label] < 0.2 * counts.total()} == set()


def test_no_author_and_no_topic_of_the_held_out_rows_is_trained_on() -> None:
    trained, held = training_rows(), held_out_rows()
    assert {row.author for row in trained} & {row.author for row in held} == set()
    assert {row.topic for row in trained} & {row.topic for row in held} == set()


def test_no_message_stands_twice_not_even_in_other_letters() -> None:
    counts = Counter(re.sub(r"\W", "", fold(row.text)) or row.text for row in EVERYTHING)
    counts -= Counter(dict.fromkeys(counts, 1))
    assert {text: n for text, n in counts.items() if not text.isdigit()} == {}


def test_many_manners_write_in_each_language_about_many_topics() -> None:
    for lang in ("en", "zh"):
        rows = [row for row in EVERYTHING if row.lang == lang]
        assert len({row.author for row in rows}) >= 25
        assert len({row.topic for row in rows}) >= 12
        assert max(Counter(row.author for row in rows).values()) < 0.1 * len(rows)


def test_an_author_writes_one_language() -> None:
    assert {row.author for row in EVERYTHING if not row.author.startswith(f"{row.lang}-")} == set()


@pytest.mark.parametrize(
    "manner",
    [
        "hung up on me",
        "挂我电话",
        "Not bad at all",
        "壞",
        "唔該",
        "😭",
        "refund",
        "AAA|[A-Z]{4,} [A-Z]{4,}",
        "[a-z]{4}.*[\u4e00-\u9fff]",
    ],
)
def test_the_hard_manners_are_there(manner: str) -> None:
    assert any(re.search(manner, row.text) for row in EVERYTHING)


def test_no_message_names_a_mailbox_or_a_full_telephone_number() -> None:
    assert [row.text for row in EVERYTHING if re.search(r"\S@\S+\.\w|\d{8,}", row.text)] == []
