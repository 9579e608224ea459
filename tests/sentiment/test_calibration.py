"""Temperature, calibration error, threshold and coverage on cases worked by hand."""

import pytest

from sentiment.calibration import calibration_error, reliability, temperature, threshold
from sentiment.coverage import Point, at_shares, curve

CONFIDENCES = (0.9, 0.8, 0.7, 0.6, 0.5)
RIGHT = (True, True, False, True, False)


def test_the_curve_takes_the_surest_first() -> None:
    assert curve(CONFIDENCES, RIGHT) == (
        Point(0.2, 0.9, 1.0),
        Point(0.4, 0.8, 1.0),
        Point(0.6, 0.7, 2 / 3),
        Point(0.8, 0.6, 0.75),
        Point(1.0, 0.5, 0.6),
    )


def test_equal_confidences_stand_or_fall_together() -> None:
    assert curve((0.5, 0.5), (True, False)) == (Point(1.0, 0.5, 0.5),)


def test_a_share_is_met_by_the_first_point_that_judges_as_much() -> None:
    assert [point.coverage for point in at_shares(curve(CONFIDENCES, RIGHT), (0.5, 0.8))] == [0.6, 0.8]
    assert at_shares((), (0.5,)) == ()


def test_the_threshold_judges_as_much_as_it_may() -> None:
    assert threshold(CONFIDENCES, RIGHT, accuracy=0.7, least=0.3) == 0.6


def test_where_the_accuracy_is_out_of_reach_the_least_share_is_judged() -> None:
    assert threshold(CONFIDENCES, RIGHT, accuracy=1.0, least=0.6) == 0.7


def test_the_calibration_error_is_the_weighted_gap_of_the_bins() -> None:
    bins = reliability((0.95, 0.95, 0.55, 0.55), (True, True, True, False))
    assert [(part.count, part.accuracy) for part in bins] == [(2, 0.5), (2, 1.0)]
    assert calibration_error(bins) == pytest.approx(0.05)


def test_full_confidence_falls_into_the_last_bin() -> None:
    assert [part.low for part in reliability((1.0,), (True,))] == [0.9]


def test_overconfident_logits_get_a_temperature_above_one() -> None:
    logits = [(4.0, 0.0, 0.0)] * 10
    assert temperature(logits, [0] * 6 + [1] * 4) > 2
    assert temperature([(0.5, 0.0, 0.0)] * 10, [0] * 10) < 0.2
