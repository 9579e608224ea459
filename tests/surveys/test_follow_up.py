"""What a low answer or a sad comment brings back as work, and how the loop is counted."""

import pytest

from surveys import (
    Answer,
    FollowUp,
    Loop,
    LoopFigures,
    Outcome,
    SurveyError,
    follow_up,
    is_low,
    loop_figures,
    may_reask,
    refuse_incomplete,
    refuse_rated,
    takers,
)
from surveys.settings import HOUR
from tests.surveys.cast import after_solving

SURVEY, LOOP = after_solving(), Loop()
LOW = FollowUp("low_score", "csat", 24 * HOUR, frozenset({"lin"}))


@pytest.mark.parametrize(("kind", "low", "not_low"), [("csat", 2, 3), ("nps", 6, 7), ("ces", 3, 4)])
def test_the_limits_of_low(kind: str, low: int, not_low: int) -> None:
    assert is_low(kind, low, LOOP)
    assert not is_low(kind, not_low, LOOP)
    assert is_low(kind, not_low, Loop(low_to={kind: not_low}))
    assert not is_low("choice", 0, LOOP)


def test_a_low_score_opens_a_follow_up_for_anybody_but_the_rated_agent() -> None:
    wanted = follow_up(SURVEY, {"csat": 2}, ["lin"], LOOP, mood=None, now=0)
    assert wanted == LOW
    assert takers(LOW, ["lin", "kofi", "marta"]) == ["kofi", "marta"]
    assert takers(LOW, ["lin"]) == []
    refuse_rated(LOW, "kofi")
    with pytest.raises(SurveyError, match="lin was rated"):
        refuse_rated(LOW, "lin")


def test_of_several_low_answers_the_lowest_on_its_scale_is_named() -> None:
    wanted = follow_up(SURVEY, {"csat": 2, "ces": 1}, [], LOOP, mood=None, now=0)
    assert wanted is not None
    assert wanted.question == "ces"


def test_a_sad_comment_counts_whatever_the_score_but_only_when_the_mood_is_known() -> None:
    kind: dict[str, Answer] = {"csat": 5, "comment": "算了，不指望了"}
    sad = follow_up(SURVEY, kind, ["lin"], LOOP, mood="negative", now=HOUR)
    assert sad == FollowUp("sad_comment", None, 25 * HOUR, frozenset({"lin"}))
    for mood in ("neutral", "positive", None):
        assert follow_up(SURVEY, kind, ["lin"], LOOP, mood=mood, now=0) is None
    assert follow_up(SURVEY, {"csat": 5}, ["lin"], LOOP, mood="negative", now=0) is None
    assert follow_up(SURVEY, kind, ["lin"], Loop(on_sad_comment=False), mood="negative", now=0) is None


def test_a_follow_up_closes_with_the_whole_record() -> None:
    whole = {"contact": "called", "cause": "slow parcel", "remedy": "refund", "told": "refund in 3 days"}
    refuse_incomplete(whole)
    with pytest.raises(SurveyError, match="cause, told is missing"):
        refuse_incomplete({**whole, "cause": " ", "told": ""})


def test_a_person_is_asked_again_once_and_only_after_closing() -> None:
    assert may_reask(5, reasked_before=False)
    assert not may_reask(5, reasked_before=True)
    assert not may_reask(None, reasked_before=False)


def test_the_loop_is_counted_by_hand() -> None:
    """Five opened, four closed, three within a day; three low ones asked again, of them two now above the limit."""
    outcomes = [
        Outcome(0, 24 * HOUR, 1, "csat", reasked=4),
        Outcome(0, 24 * HOUR + 1, 2, "csat", reasked=2),
        Outcome(0, HOUR, 0, "nps", reasked=7),
        Outcome(0, HOUR, 5, "csat", reasked=5),
        Outcome(0, None, 1, "csat"),
    ]
    found = loop_figures(outcomes, LOOP)
    assert found == LoopFigures(opened=5, closed=4, closed_in_time=3, reasked=3, recovered=2)
    assert (found.closed_rate, found.recovered_share) == (0.8, 2 / 3)
    nothing = loop_figures([], LOOP)
    assert (nothing.closed_rate, nothing.recovered_share) == (None, None)
