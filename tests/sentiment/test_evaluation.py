"""The evaluation against a confusion worked by hand, and both its forms."""

import json

import pytest

from sentiment.errors import SentimentError
from sentiment.evaluation import evaluate
from sentiment.mood import LABELS, Judgement
from sentiment.report import as_text, as_values
from sentiment.rows import Row


def judged(leaning: str, confidence: float = 0.8, told: bool = True) -> Judgement:
    rest = (1 - confidence) / 2
    first, second, third = (confidence if label == leaning else rest for label in LABELS)
    return Judgement(leaning if told else None, leaning, (first, second, third), None, "words")


ROWS = tuple(
    Row(lang, label, "x")
    for lang, label in zip("eezz", ("negative", "neutral", "positive", "negative"), strict=True)
)
FOUND = (judged("negative"), judged("negative", 0.5, told=False), judged("positive"), judged("negative"))


def test_figures_are_those_worked_by_hand() -> None:
    report = evaluate(ROWS, FOUND)
    everything = report.everything
    assert everything.accuracy == 0.75
    assert everything.confusion == ((2, 0, 0), (1, 0, 0), (0, 0, 1))
    assert everything.classes["negative"].f1 == pytest.approx(0.8)
    assert everything.macro_f1 == pytest.approx((0.8 + 0 + 1) / 3)
    assert (everything.judged, everything.accuracy_judged) == (0.75, 1.0)
    assert everything.calibration_error == pytest.approx((3 * 0.2 + 0.5) / 4)
    assert report.missed == (1,)


def test_a_class_that_does_not_occur_is_left_out_of_the_macro_figure() -> None:
    report = evaluate(ROWS, FOUND)
    assert report.languages["z"].macro_f1 == 1.0
    assert report.languages["e"].rows == 2


def test_the_report_is_plain_values_and_readable_lines() -> None:
    report = evaluate(ROWS, FOUND)
    assert json.loads(json.dumps(as_values(report)))["everything"]["accuracy"] == 0.75
    text = as_text(report)
    assert "all: 4 rows, accuracy 75.0%, macro-F1 0.600" in text
    assert max(map(len, text.splitlines())) <= 110


def test_nothing_to_measure_is_refused() -> None:
    with pytest.raises(SentimentError) as refused:
        evaluate((), ())
    assert refused.value.code == "mood.table_empty"
