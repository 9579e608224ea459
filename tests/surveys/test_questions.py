"""What an editor may save, and what a new version is."""

from dataclasses import replace

import pytest

from surveys import END, Branch, Question, Survey, SurveyError, checked, revised
from tests.surveys.cast import after_solving, both

COMMENT = Question("comment", "text", both("Why?", "为什么？"))
CSAT = Question("csat", "csat", both("Satisfied?", "满意吗？"))


def refused(*questions: Question) -> str:
    with pytest.raises(SurveyError) as told:
        checked(Survey("s", 1, questions))
    assert told.value.text("zh") != told.value.text("en")
    return told.value.code


def test_a_whole_survey_with_branches_is_accepted() -> None:
    assert checked(after_solving()) == after_solving()
    ended = replace(CSAT, branches=(Branch(frozenset({5}), END),))
    assert checked(Survey("s", 1, (ended, COMMENT))).rated == ended


def test_a_survey_needs_a_question() -> None:
    assert refused() == "surveys.no_questions"


def test_ids_are_used_once_and_none_is_called_end() -> None:
    assert refused(CSAT, CSAT) == "surveys.question_repeated"
    assert refused(replace(CSAT, id=END)) == "surveys.question_repeated"


@pytest.mark.parametrize("words", [{"en": "Satisfied?"}, both("Satisfied?", "  ")])
def test_every_language_has_its_words(words: dict[str, str]) -> None:
    assert refused(replace(CSAT, words=words)) == "surveys.words_missing"


def test_a_survey_in_one_language_needs_only_that() -> None:
    only = Survey("s", 1, (replace(CSAT, words={"zh": "满意吗？"}),), languages=("zh",))
    assert checked(only) == only


@pytest.mark.parametrize(
    "options",
    [
        None,
        {"en": ("A", "B")},
        {"en": ("A", "A"), "zh": ("甲", "乙")},
        {"en": ("A", "B", "C"), "zh": ("甲", "乙")},
    ],
)
def test_options_differ_and_are_as_many_in_each_language(options: dict[str, tuple[str, ...]] | None) -> None:
    question = Question("cause", "choice", both("Why?", "为什么？"), options=options)
    assert refused(question) == "surveys.options_invalid"


def test_branches_lead_only_forward_so_no_survey_goes_in_circles() -> None:
    back = replace(COMMENT, id="again")
    looping = Question(
        "nps", "nps", both("Recommend?", "推荐吗？"), branches=(Branch(frozenset({0}), "csat"),)
    )
    assert refused(CSAT, looping, back) == "surveys.branch_invalid"
    own = replace(CSAT, branches=(Branch(frozenset({1}), "csat"),))
    assert refused(own, COMMENT) == "surveys.branch_invalid"


@pytest.mark.parametrize("values", [frozenset[int](), frozenset({0}), frozenset({5, 6})])
def test_a_branch_waits_for_values_of_its_scale(values: frozenset[int]) -> None:
    assert (
        refused(replace(CSAT, branches=(Branch(values, "comment"),)), COMMENT)
        == "surveys.branch_values_invalid"
    )


def test_a_change_makes_a_version_and_no_change_makes_none() -> None:
    survey = after_solving()
    assert revised(survey, survey.questions) is survey
    changed = revised(survey, survey.questions[:1] + survey.questions[2:])
    assert (changed.version, len(changed.questions)) == (2, 3)
    with pytest.raises(SurveyError, match="least one question"):
        revised(survey, ())
