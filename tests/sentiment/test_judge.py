"""Judgements: mood, confidence, "cannot tell", and the place that decided."""

from dataclasses import replace

import pytest

from sentiment.errors import SentimentError
from sentiment.evaluation import evaluate
from sentiment.head import Head
from sentiment.judge import Judge, words_judge
from sentiment.mood import NEGATIVE, NEUTRAL, POSITIVE, WORDS
from sentiment.rows import held_out_rows
from sentiment.surface import NAMES
from sentiment.training import train
from tests.sentiment.encoders import WIDTH, Pairs, vector
from tests.sentiment.test_training import FEW, QUICK


@pytest.fixture(scope="module")
def head() -> Head:
    return train(FEW, {row.text: vector(row.text) for row in FEW}, Pairs.name, QUICK)


@pytest.mark.parametrize(
    ("text", "label", "phrase"),
    [
        ("Your agent hung up on me and nobody called back, terrible.", NEGATIVE, "terrible"),
        ("太棒了，非常感谢！", POSITIVE, "太棒"),
        ("Which size is the filter for order 40812?", NEUTRAL, None),
    ],
)
def test_words_alone_judge_with_the_deciding_place(text: str, label: str, phrase: str | None) -> None:
    (found,) = words_judge().judge([text])
    assert (found.label, found.engine) == (label, WORDS)
    assert (text[found.span.start : found.span.end] if found.span else None) == phrase


def test_below_the_threshold_it_cannot_tell_and_points_at_nothing() -> None:
    wary = replace(words_judge(), head=replace(words_judge().head, threshold=0.999))
    (found,) = wary.judge(["I love it"])
    assert (found.label, found.leaning, found.span) == (None, POSITIVE, None)
    assert 0 < found.score < 1


def test_an_empty_message_cannot_be_told() -> None:
    assert [found.label for found in words_judge().judge(["", " \n"])] == [None, None]


def test_no_messages_are_no_judgements(head: Head) -> None:
    assert words_judge().judge([]) == () == Judge(head, Pairs()).judge([])


def test_with_an_encoder_the_place_is_a_clause_or_a_word_in_it(head: Head) -> None:
    text = "Hello there, order 40812 here. I am so angry, nobody came and it is broken! Regards, Mei"
    (found,) = Judge(replace(head, threshold=0.0), Pairs()).judge([text])
    assert found.leaning == NEGATIVE and found.span is not None
    assert text[found.span.start : found.span.end].strip()


def test_a_long_message_asks_the_encoder_for_a_bounded_number_of_clauses(head: Head) -> None:
    encoder = Pairs()
    Judge(replace(head, threshold=0.0), encoder).judge(["It is awful. " * 300])
    assert 1 < len(encoder.asked) <= 1 + 12


def test_a_head_of_an_encoder_without_that_encoder_is_refused(head: Head) -> None:
    with pytest.raises(SentimentError, match=f"{WIDTH + len(NAMES)} values"):
        Judge(head).judge(["hello"])


def test_words_alone_hold_their_figures_on_messages_nobody_trained_on() -> None:
    rows = held_out_rows()
    report = evaluate(rows, words_judge().judge([row.text for row in rows]))
    assert all(figures.macro_f1 >= FLOOR for figures in report.languages.values())
    assert report.everything.accuracy_judged > report.everything.accuracy


FLOOR = 0.65
