"""The linear head: probabilities, its plain file, and files that are none."""

import json
from typing import Any

import pytest

from sentiment.errors import SentimentError
from sentiment.head import Head, dump, load, softmax

HEAD = Head("tiny", 1, ("praise",), ((1.0, 0.0), (0.0, 0.0), (0.0, 1.0)), (0.0, 0.0, 0.5), 2.0, 0.4, 9, "abc")


def test_a_head_survives_its_file() -> None:
    assert load(dump(HEAD)) == HEAD


def test_probabilities_are_the_softmax_of_weights_times_values_over_the_temperature() -> None:
    assert HEAD.logits((2.0, 3.0)) == (2.0, 0.0, 3.5)
    assert HEAD.probabilities((2.0, 3.0)) == pytest.approx((0.28696, 0.10557, 0.60747), abs=1e-3)


def test_huge_logits_do_not_overflow() -> None:
    assert softmax((1e6, 0.0, -1e6)) == (1.0, 0.0, 0.0)


def test_values_of_another_encoder_are_refused_by_name() -> None:
    with pytest.raises(SentimentError, match=r"trained on 2 values.*3 came.*tiny"):
        HEAD.probabilities((1.0, 2.0, 3.0))


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"labels": ["positive", "neutral", "negative"]},
        {"bias": [0.0]},
        {"weights": [[1.0], [1.0], [1.0]]},
        {"weights": [[float("nan"), 1.0], [1.0, 1.0], [1.0, 1.0]]},
        {"temperature": 0},
        {"weights": None},
        {"width": "two"},
    ],
    ids=str,
)
def test_a_damaged_head_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(SentimentError) as refused:
        load(json.dumps(json.loads(dump(HEAD)) | change))
    assert refused.value.code == "mood.head_format"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 1}'])
def test_a_file_that_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(SentimentError):
        load(text)
