"""Relaxation steps refuse what makes no sense."""

from __future__ import annotations

import pytest

from routing import RoutingError, Step


def test_a_step_cannot_begin_before_the_wait() -> None:
    with pytest.raises(RoutingError, match="bad_step_time"):
        Step(after_s=-1)


def test_a_step_lowers_by_at_least_one_level() -> None:
    with pytest.raises(RoutingError, match="bad_step_lower"):
        Step(after_s=1, lower=(("german", 0),))
