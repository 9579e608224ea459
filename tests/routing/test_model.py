"""Skills, items and agents as values."""

from __future__ import annotations

import pytest

from routing import Boost, RoutingError, SkillSet, reason
from tests.routing.cast import NOON, agent, item


def test_skills_cover_a_wish_when_each_wanted_level_is_reached() -> None:
    has = SkillSet.of({"german": 2, "billing": 1})
    assert has.covers(SkillSet.of({"german": 2}))
    assert has.covers(SkillSet())
    assert not has.covers(SkillSet.of({"german": 3}))
    assert not has.covers(SkillSet.of({"german": 1, "repairs": 1}))


def test_equal_skills_are_equal_in_any_order() -> None:
    assert SkillSet.of({"a": 1, "b": 2}) == SkillSet.of({"b": 2, "a": 1})


@pytest.mark.parametrize("level", [0, -1, True, 1.5])
def test_a_level_below_one_or_not_whole_is_refused_with_what_came(level: int) -> None:
    with pytest.raises(RoutingError, match="expected a whole level of 1 or more for 'german'") as caught:
        SkillSet.of({"german": level})
    assert caught.value.code == "bad_skill_level"
    assert caught.value.params["got"] == repr(level)


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
