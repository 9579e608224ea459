"""Skills, items and agents as values."""

from __future__ import annotations

import pytest

from routing import Boost, reason
from tests.routing.cast import NOON, agent, item


def test_boosts_add_up() -> None:
    assert item("call", boosts=(Boost("segment", 30), Boost("mood", 15))).boost_s == 45


def test_only_an_available_agent_with_a_running_lease_may_be_offered_work() -> None:
    assert agent("Lin").available(NOON)
    assert not agent("Lin", lease_until=NOON).available(NOON)
    assert not agent("Lin", presence="busy").available(NOON)


@pytest.mark.parametrize(
    ("presence", "on_shift"),
    [
        ("available", True),
        ("busy", True),
        ("away", True),
        ("wrap_up", True),
        ("not_responding", False),
        ("offline", False),
    ],
)
def test_who_is_busy_away_or_wrapping_up_is_still_on_shift(presence: str, on_shift: bool) -> None:
    assert agent("Lin", presence=presence).on_shift(NOON) is on_shift
    assert not agent("Lin", presence=presence, lease_until=NOON - 1).on_shift(NOON)


def test_a_reason_is_its_code_and_parameters() -> None:
    assert reason("lacks_skill", skill="german", need=2) == reason("lacks_skill", skill="german", need=2)
    assert dict(reason("lacks_skill", skill="german", need=2).params) == {"skill": "german", "need": 2}
