"""An alert needs a falling trend over several messages; it rings once and ends when the mood is well again."""

import pytest

from sentiment.alert import CLEAR, CONVERSATION, CUSTOMER, QUIET, RAISE, STAY, Bounds, decide
from sentiment.trend import Trend, of_conversation
from tests.sentiment.test_trend import said


@pytest.mark.parametrize("score", [-1.0, -0.9, 0.0, 1.0])
@pytest.mark.parametrize("bounds", [CONVERSATION, CUSTOMER, Bounds(low=0.9, fall=-1, messages=1)])
def test_a_single_message_never_raises_an_alert(score: float, bounds: Bounds) -> None:
    assert decide(of_conversation(said(score)), standing=False, bounds=bounds) == QUIET


def test_a_conversation_that_turns_bad_raises_one() -> None:
    assert decide(of_conversation(said(0.6, -0.8, -0.9, -0.9)), standing=False) == RAISE


def test_a_bad_mood_that_gets_better_raises_none() -> None:
    assert decide(of_conversation(said(-0.9, -0.9, -0.9, 0.5)), standing=False) == QUIET


def test_a_low_trend_that_never_stood_higher_by_enough_raises_none() -> None:
    assert decide(Trend(-0.5, -0.4, 6, 2, -0.5), standing=False) == QUIET


def test_a_standing_alert_stays_while_the_value_trembles_and_ends_when_well() -> None:
    answers = [decide(Trend(value, 0.2, 5, 1, -0.2), standing=True) for value in (-0.4, -0.3, -0.11, -0.05)]
    assert answers == [STAY, STAY, STAY, CLEAR]


def test_a_customer_needs_two_conversations() -> None:
    one, two = (Trend(-0.6, 0.3, 6, n, -0.9) for n in (1, 2))
    assert [decide(trend, standing=False, bounds=CUSTOMER) for trend in (one, two)] == [QUIET, RAISE]
