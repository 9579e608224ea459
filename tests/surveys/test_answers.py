"""The path through the questions and what counts of what was sent."""

import pytest

from surveys import Answer, SurveyError, accepted, asked, open_question
from surveys.questions import COMMENT_CHARS
from tests.surveys.cast import after_solving

SURVEY = after_solving()


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({}, ["csat", "ces", "cause", "comment"]),
        ({"csat": 1}, ["csat", "cause", "comment"]),
        ({"csat": 5}, ["csat", "ces", "cause", "comment"]),
        ({"csat": 5, "ces": 6}, ["csat", "ces", "comment"]),
    ],
)
def test_answers_choose_the_path(given: dict[str, Answer], path: list[str]) -> None:
    assert [question.id for question in asked(SURVEY, given)] == path


def test_asked_one_at_a_time_the_survey_comes_to_its_end() -> None:
    given: dict[str, Answer] = {}
    seen = []
    for value in (2, 1, "慢"):
        question = open_question(SURVEY, given)
        assert question is not None
        seen.append(question.id)
        given[question.id] = value
    assert seen == ["csat", "cause", "comment"]
    assert open_question(SURVEY, given) is None


def test_what_was_answered_on_a_branch_left_again_is_dropped() -> None:
    sent = {"csat": "5", "ces": "7", "cause": "1", "comment": " 谢谢 "}
    assert accepted(SURVEY, sent) == {"csat": 5, "ces": 7, "comment": "谢谢"}


def test_an_empty_field_is_no_answer() -> None:
    assert accepted(SURVEY, {"csat": 3, "ces": "", "comment": None}) == {"csat": 3}


@pytest.mark.parametrize("value", [0, 6, "6", "x", 4.0, True, "４", "-1", [4]])
def test_a_value_off_the_scale_is_refused(value: object) -> None:
    with pytest.raises(SurveyError) as told:
        accepted(SURVEY, {"csat": value})
    assert told.value.code == "surveys.answer_invalid"
    assert "1 - 5" in str(told.value)


def test_a_required_question_on_the_path_is_answered_and_unknown_ones_are_refused() -> None:
    with pytest.raises(SurveyError, match="csat has no answer"):
        accepted(SURVEY, {"comment": "Fine"})
    with pytest.raises(SurveyError, match="no question mood"):
        accepted(SURVEY, {"csat": 4, "mood": 1})


def test_a_comment_has_a_limit_and_is_text() -> None:
    assert accepted(SURVEY, {"csat": 4, "comment": "好" * COMMENT_CHARS})["comment"] == "好" * COMMENT_CHARS
    with pytest.raises(SurveyError, match="at most 4000"):
        accepted(SURVEY, {"csat": 4, "comment": "好" * (COMMENT_CHARS + 1)})
    with pytest.raises(SurveyError, match="expects text"):
        accepted(SURVEY, {"csat": 4, "comment": 7})
