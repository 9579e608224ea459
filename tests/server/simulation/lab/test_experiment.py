"""What can be said after many days: intervals, paired differences, formulas beside, and why they disagree."""

from __future__ import annotations

import json

import pytest

from server.simulation.lab import report
from server.simulation.lab.chart import chart
from server.simulation.lab.estimate import T_975, _beyond, difference, estimate
from server.simulation.lab.experiment import replicate
from server.simulation.lab.formula import pools
from tests.server.simulation.lab.days import CALLS, TEAM, scenario

WORDS = {"title": "Share <in> time", "now": "now", "before": "before", "goal": "goal"}


def test_an_interval_of_known_numbers() -> None:
    # Mean 10, standard deviation 2, four observations: 3.182 x 2 / 2.
    told = estimate([8.0, 12.0, 8.0, 12.0])
    assert told is not None and told.half is not None
    assert (told.mean, told.n) == (10.0, 4)
    assert told.half == pytest.approx(3.182 * (16 / 3) ** 0.5 / 2)


def test_the_quantile_beyond_the_table_goes_on_where_it_ends() -> None:
    assert 0 < T_975[-1] - _beyond(31) < 0.004
    assert _beyond(120) == pytest.approx(1.980, abs=0.001)


def test_one_day_has_no_interval_and_a_figure_that_never_exists_is_none() -> None:
    one = estimate([None, 3.0])
    assert one is not None and one.half is None and not one.differs
    assert estimate([None, None]) is None


def test_paired_days_show_a_difference_that_two_intervals_would_hide() -> None:
    before = [0.50, 0.70, 0.90, 0.60]
    told = difference(before, [value + 0.02 for value in before])
    assert told is not None and told.differs and told.mean == pytest.approx(0.02)


def test_a_steady_queue_of_one_kind_agrees_with_erlang_a() -> None:
    steady = scenario(opens="00:00", closes="24:00", interval_min=1440, classes=[{**CALLS, "arrivals": 1440}])
    found = replicate(steady, 8)
    told = found.beside_formulas()[0]
    assert told.formula.a is not None and told.simulated is not None
    assert told.simulated.mean == pytest.approx(told.formula.a, abs=0.03)


def test_more_people_serve_better_on_every_paired_day() -> None:
    few, many = replicate(scenario(), 6), replicate(scenario(groups=[{**TEAM, "agents": 6}]), 6)
    change = many.change(few, None, "service_level")
    assert change is not None and change.low > 0


def test_overload_is_said_and_erlang_c_has_no_answer() -> None:
    told = replicate(scenario(classes=[{**CALLS, "arrivals": 200}]), 3).beside_formulas()[0]
    assert told.formula.c is None and "overloaded" in told.reasons


def test_classes_that_share_somebody_are_one_pool() -> None:
    classes = [{**CALLS, "name": name, "skills": {name: 1}} for name in ("a", "b", "c")]
    groups = [
        {**TEAM, "name": "ab", "skills": {"a": 1, "b": 1}},
        {**TEAM, "name": "c", "skills": {"c": 1}},
    ]
    found = pools(scenario(classes=classes, groups=groups))
    assert [(pool.classes, pool.groups) for pool in found] == [((0, 1), (0,)), ((2,), (1,))]


def test_a_class_nobody_serves_stands_alone_and_says_so() -> None:
    found = replicate(scenario(classes=[{**CALLS, "skills": {"german": 1}}]), 2).beside_formulas()
    assert found[0].formula.pool.groups == () and found[0].reasons == ("nobody",)


def test_the_report_is_plain_json_and_its_picture_escapes_names() -> None:
    first = replicate(scenario(classes=[{**CALLS, "name": "<Calls> & more"}]), 2)
    told = report.plain(first, first)
    assert told["worst"] == "<Calls> & more" and told["total"]["change"]["service_level"]["mean"] == 0
    json.dumps(told)
    drawn = chart(told, told, WORDS)
    assert "&lt;Calls&gt; &amp; more" in drawn and "<Calls>" not in drawn


def test_progress_is_told_day_by_day() -> None:
    told: list[tuple[int, int]] = []
    replicate(scenario(), 3, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]
