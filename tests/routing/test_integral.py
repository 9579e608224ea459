"""Integrals whose answers are known."""

from __future__ import annotations

from math import erf, exp, inf, log, pi, sqrt

import pytest

from routing.integral import log_integral


@pytest.mark.parametrize("rate", [1e-6, 1.0, 1e6])
def test_an_exponential_fall_integrates_to_its_mean(rate: float) -> None:
    assert log_integral(lambda x: -rate * x, inf) == pytest.approx(-log(rate), abs=1e-10)


@pytest.mark.parametrize(("middle", "width"), [(0.0, 1.0), (5.0, 0.01), (300.0, 2.0)])
def test_a_hump_anywhere_is_found_whole(middle: float, width: float) -> None:
    share = (1 + erf(middle / width / sqrt(2))) / 2
    found = log_integral(lambda x: -(((x - middle) / width) ** 2) / 2, inf)
    assert found == pytest.approx(log(width * sqrt(2 * pi) * share), abs=1e-9)


def test_a_sharp_edge_with_a_long_tail_is_not_missed() -> None:
    """e^(0.25 (1 - e^(-20x)) - x/3): term by term, 0.25^k / k! times the integral of (1 - e^(-20x))^k e^(-x/3)."""
    term, total = 3.0, 3.0
    for k in range(1, 30):
        term *= 0.25 / k * (20 * k) / (1 / 3 + 20 * k)
        total += term
    found = log_integral(lambda x: 0.25 * (1 - exp(-20 * x)) - x / 3, inf)
    assert found == pytest.approx(log(total), abs=1e-10)


def test_only_what_lies_before_the_bound_counts() -> None:
    assert log_integral(lambda x: -x, 2.0) == pytest.approx(log(1 - exp(-2)), abs=1e-10)
    assert log_integral(lambda x: -x, 0.0) == -inf


def test_values_far_beyond_floating_point_stay_in_logs() -> None:
    assert log_integral(lambda x: 50_000 - x, inf) == pytest.approx(50_000, abs=1e-6)
    assert log_integral(lambda x: -50_000 - x, inf) == pytest.approx(-50_000, abs=1e-6)
