"""Trends move slowly, forget, and depend on nothing but their points and `now`."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sentiment.trend import EMPTY, Point, Trend, of_conversation, of_customer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def said(*scores: float, days: float = 0.01) -> list[Point]:
    return [Point(NOON + timedelta(days=days * n), score, f"t{n // 2}") for n, score in enumerate(scores)]


def test_nothing_said_is_no_trend() -> None:
    assert of_conversation([]) == EMPTY == of_customer([], NOON)


def test_one_message_moves_a_trend_half_way_at_most() -> None:
    assert of_conversation(said(-1.0)) == Trend(-0.5, 0.0, 1, 1, -1.0)


def test_the_last_messages_of_a_conversation_weigh_most() -> None:
    rising, falling = of_conversation(said(-1, -1, 1, 1)), of_conversation(said(1, 1, -1, -1))
    assert rising.value > 0 > falling.value
    assert rising.fallen == 0 < falling.fallen


def test_the_order_of_arrival_is_no_matter() -> None:
    assert of_conversation(said(1, 0, -1)[::-1]) == of_conversation(said(1, 0, -1))


def test_what_lies_more_than_ninety_days_back_or_ahead_counts_for_nothing() -> None:
    now = NOON + timedelta(days=91)
    assert of_customer(said(-1.0), now) == EMPTY
    assert of_customer(said(-1.0), NOON - timedelta(days=1)) == EMPTY


def test_a_customers_trend_heals_with_time() -> None:
    points = said(-1, -1, -1, -1)
    values = [of_customer(points, NOON + timedelta(days=days)).value for days in (1, 21, 60)]
    assert values == sorted(values) and values[-1] < 0
    assert of_customer(points, NOON + timedelta(days=60)).conversations == 2


@given(st.lists(st.floats(-1, 1), max_size=30))
def test_no_trend_leaves_its_bounds(scores: list[float]) -> None:
    for trend in (of_conversation(said(*scores)), of_customer(said(*scores), NOON + timedelta(days=5))):
        assert -1 < trend.value < 1 and 0 <= trend.fallen < 2
