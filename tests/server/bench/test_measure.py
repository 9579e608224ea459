"""How figures are taken."""

from __future__ import annotations

import pytest

from server.bench.measure import cpu_of, interleaved, pair_of, paired, percentile


def test_works_run_in_turn_after_a_warm_up_of_each() -> None:
    ran: list[str] = []
    taken = interleaved((lambda: ran.append("a"), lambda: ran.append("b")), 3)
    assert "".join(ran) == "abababab"
    assert [len(one) for one in taken] == [3, 3]


def test_the_ratio_is_the_median_of_the_pairs_and_not_of_the_sides() -> None:
    pair = pair_of([2.0, 30.0, 4.0], [1.0, 10.0, 8.0])
    assert (pair.subject_s, pair.reference_s, pair.ratio) == (4.0, 8.0, 2.0)


def test_more_work_costs_more_cpu() -> None:
    pair = paired(lambda: sum(range(3_000_000)), lambda: sum(range(100_000)), 3)
    assert pair.ratio > 3


def test_work_of_every_thread_counts_and_waiting_does_not() -> None:
    assert cpu_of(lambda: sum(range(3_000_000))) > cpu_of(lambda: None)


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.75, 3), (0.95, 4), (0.99, 4), (0.01, 1)])
def test_a_percentile_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert percentile([3, 1, 4, 2], share) == value
