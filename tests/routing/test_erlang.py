"""The recurrences against the sums they stand for."""

from __future__ import annotations

from math import exp, factorial, inf, log

import pytest

from routing.erlang import log_blocking, log_sum, log_waiting


@pytest.mark.parametrize(("servers", "load"), [(1, 0.1), (5, 4.0), (20, 30.0), (60, 45.5)])
def test_blocking_is_the_last_term_of_the_sum(servers: int, load: float) -> None:
    terms = [load**n / factorial(n) for n in range(servers + 1)]
    assert exp(log_blocking(servers, load)) == pytest.approx(terms[-1] / sum(terms), rel=1e-12)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.1), (5, 4.0), (60, 45.5)])
def test_waiting_counts_everything_from_all_servers_busy_on(servers: int, load: float) -> None:
    terms = [load**n / factorial(n) for n in range(servers)]
    busy = load**servers / factorial(servers) * servers / (servers - load)
    assert exp(log_waiting(servers, load)) == pytest.approx(busy / (sum(terms) + busy), rel=1e-12)


def test_without_load_or_without_servers() -> None:
    assert log_blocking(0, 3.0) == 0.0
    assert log_blocking(3, 0.0) == -inf
    assert log_waiting(3, 0.0) == -inf


def test_adding_logs_takes_nothing_for_nothing() -> None:
    assert log_sum(-inf, -inf) == -inf
    assert log_sum(-inf, 2.0) == 2.0
    assert log_sum(1_000.0, 1_000.0) == pytest.approx(1_000 + log(2))
