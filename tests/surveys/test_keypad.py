"""The keys of a telephone as answers."""

from dataclasses import replace

import pytest

from surveys import Question, SurveyError, keyed, needs_end
from tests.surveys.cast import after_solving, both

CSAT, CES, CAUSE, COMMENT = after_solving().questions
NPS = Question("nps", "nps", both("Recommend?", "推荐吗？"))


@pytest.mark.parametrize(
    ("question", "keys", "answer"),
    [
        (CSAT, "5", 5),
        (CSAT, "5#", 5),
        (CES, "7", 7),
        (NPS, "10#", 10),
        (NPS, "1#", 1),
        (NPS, "0#", 0),
        (CAUSE, "1", 0),
        (CAUSE, "3", 2),
    ],
)
def test_keys_give_the_value_said(question: Question, keys: str, answer: int) -> None:
    assert keyed(question, keys) == answer


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        (CSAT, "0"),
        (CSAT, "6"),
        (CSAT, ""),
        (CSAT, "#"),
        (NPS, "10"),
        (NPS, "11#"),
        (CAUSE, "0"),
        (CAUSE, "4"),
        (COMMENT, "1"),
        (CSAT, "*"),
    ],
)
def test_other_keys_are_refused(question: Question, keys: str) -> None:
    with pytest.raises(SurveyError) as told:
        keyed(question, keys)
    assert told.value.code == "surveys.keys_invalid"


def test_star_skips_what_is_not_required_and_only_nps_needs_an_end() -> None:
    assert keyed(CES, "*") is None
    assert keyed(replace(CSAT, required=False), "*") is None
    assert [needs_end(each) for each in (CSAT, CES, NPS, CAUSE)] == [False, False, True, False]
