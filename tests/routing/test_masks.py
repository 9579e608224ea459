"""Sets as bits."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.masks import members


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sets(st.integers(0, 500)))
def test_the_members_of_a_mask_come_back_ascending(numbers: set[int]) -> None:
    assert list(members(sum(1 << n for n in numbers))) == sorted(numbers)
