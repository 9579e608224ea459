"""Skills with levels."""

from __future__ import annotations

import pytest

from routing import RoutingError, SkillSet


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
