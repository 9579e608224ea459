"""Every new part runs at a tiny size and reports figures that can be judged; how large they are is the bench's own business."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pytest

from server.bench import answers, fanout, frozen, journeys, pops, routes, weights
from server.bench.measure import Figure

SQLITE = ("sqlite",)
SMALL: dict[str, tuple[Callable[[], Iterator[Figure]], int]] = {
    "articles": (lambda: answers.figures(articles=200, asked=5, width=8), 1),
    "fanout": (lambda: fanout.figures(consoles=3, burst=4, rounds=2), 2),
    "frozen": (lambda: frozen.figures(consoles=2, rounds=1), 2),
    "journeys": (lambda: journeys.figures(SQLITE, consoles=3, messages=2, calls=2), 2),
    "memory": (lambda: weights.figures(consoles=4), 2),
    "pops": (lambda: pops.figures(SQLITE), 1),
    "routing": (lambda: routes.figures(items=60, agents=30, runs=2), 2),
}


@pytest.mark.parametrize("part", list(SMALL))
def test_a_part_runs_and_reports_its_figures(part: str) -> None:
    run, count = SMALL[part]
    found = list(run())
    assert len({figure.name for figure in found}) == len(found) == count
    for figure in found:
        assert math.isfinite(figure.value) and math.isfinite(figure.ratio), figure
        assert figure.reference > 0 and figure.unit and figure.budget


def test_a_screen_pop_reads_as_much_for_one_offer_as_for_ten() -> None:
    figure = next(pops.figures(SQLITE))
    assert figure.value == figure.reference <= pops.MOST
    assert figure.within
