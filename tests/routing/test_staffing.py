"""The planner's formulas against published and independently computed values."""

from __future__ import annotations

import json
from math import inf
from pathlib import Path
from typing import Any

import pytest

from routing import RoutingError, staffing

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "erlang_cases.json").read_text())[
    "cases"
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['model']}")
def test_the_published_value_is_met_within_its_tolerance(case: dict[str, Any]) -> None:
    found = getattr(staffing, case["model"])(**case["input"])
    for name, value in case["expected"].items():
        assert found[name] == pytest.approx(value, abs=case["tolerance"] or 1e-12, rel=0), name


def test_ten_thousand_servers_neither_overflow_nor_vanish() -> None:
    for load in (1, 5_000, 9_999, 10_000, 20_000):
        assert 0 <= staffing.erlang_b(servers=10_000, offered_load=load)["blocking"] <= 1
        assert 0 <= staffing.erlang_c(servers=10_000, offered_load=load)["wait_probability"] <= 1
    found = staffing.erlang_a(arrivals_per_min=4_000, aht_min=3, patience_min=5, servers=10_000)
    assert found["abandonment_probability"] == pytest.approx(1 / 6, abs=1e-9)


def test_more_load_than_servers_waits_for_certain_and_for_ever() -> None:
    assert staffing.erlang_c(servers=5, offered_load=5) == {
        "wait_probability": 1.0,
        "log_wait_probability": 0.0,
    }
    assert staffing.erlang_c_asa(servers=5, offered_load=6, aht_seconds=60)["asa_seconds"] == inf
    level = staffing.erlang_c_service_level(servers=5, offered_load=5, aht_seconds=60, target_seconds=20)
    assert level["service_level"] == 0


def test_without_load_nobody_is_blocked_and_nobody_waits() -> None:
    assert staffing.erlang_b(servers=3, offered_load=0)["blocking"] == 0
    assert staffing.erlang_c(servers=3, offered_load=0)["wait_probability"] == 0
    assert staffing.erlang_b_staffing(offered_load=0, max_blocking=0.01)["servers"] == 0


@pytest.mark.parametrize("load", [0.3, 7, 95.5, 3_000])
def test_the_staffing_found_is_enough_and_one_fewer_is_not(load: float) -> None:
    servers = int(staffing.erlang_b_staffing(offered_load=load, max_blocking=0.01)["servers"])
    assert staffing.erlang_b(servers=servers, offered_load=load)["blocking"] <= 0.01
    assert staffing.erlang_b(servers=servers - 1, offered_load=load)["blocking"] > 0.01
    needs = {"offered_load": load, "aht_seconds": 180, "target_seconds": 20}
    people = int(staffing.erlang_c_staffing(**needs, service_level=0.8)["servers"])
    assert staffing.erlang_c_service_level(servers=people, **needs)["service_level"] >= 0.8
    assert (
        people - 1 <= load
        or staffing.erlang_c_service_level(servers=people - 1, **needs)["service_level"] < 0.8
    )


def test_occupancy_and_shrinkage_raise_the_staffing() -> None:
    needs = {"offered_load": 10, "aht_seconds": 180, "target_seconds": 20, "service_level": 0.8}
    calm = staffing.erlang_c_staffing(**needs, max_occupancy=0.5, shrinkage=0.3)
    assert (calm["servers"], calm["scheduled"], calm["occupancy"]) == (20, 29, 0.5)


def test_a_share_that_divides_evenly_is_not_rounded_up() -> None:
    assert staffing.shrinkage(raw=7, shrinkage=0.3)["scheduled"] == 10


def test_load_takes_its_time_and_its_rate_in_any_unit() -> None:
    assert staffing.offered_load(aht_seconds=180, calls_per_hour=200)["erlangs"] == pytest.approx(10)
    assert staffing.offered_load(aht_min=3, arrivals_per_min=10 / 3)["erlangs"] == pytest.approx(10)
    assert staffing.offered_load(aht_min=3, calls=100, interval_min=30)["erlangs"] == pytest.approx(10)


@pytest.mark.parametrize("patience", [0.05, 1, 30, 200])
@pytest.mark.parametrize("servers", [1, 12, 40])
def test_impatient_callers_agree_with_the_balance_equations(servers: int, patience: float) -> None:
    wait, left = _balance(arrival=5, service=1 / 3, leaving=1 / patience, servers=servers)
    found = staffing.erlang_a(arrivals_per_min=5, aht_min=3, patience_min=patience, servers=servers)
    assert found["wait_probability"] == pytest.approx(wait, abs=1e-9)
    assert found["abandonment_probability"] == pytest.approx(left, abs=1e-9)
    assert found["asa_seconds"] == pytest.approx(60 * left * patience, abs=1e-6)


def test_with_endless_patience_erlang_a_becomes_erlang_c() -> None:
    level = staffing.erlang_a_service_level(
        arrivals_per_min=10 / 3, aht_min=3, patience_min=1e7, servers=14, target_min=1 / 3
    )["service_level"]
    patient = {"servers": 14, "offered_load": 10, "aht_seconds": 180, "target_seconds": 20}
    assert level == pytest.approx(staffing.erlang_c_service_level(**patient)["service_level"], abs=1e-5)


def test_with_an_endless_target_everyone_who_stays_is_answered() -> None:
    given = {"arrivals_per_min": 5, "aht_min": 3, "patience_min": 2, "servers": 12}
    level = staffing.erlang_a_service_level(**given, target_min=1e6)["service_level"]
    assert level == pytest.approx(1 - staffing.erlang_a(**given)["abandonment"], abs=1e-9)


@pytest.mark.parametrize(
    ("model", "given"),
    [
        ("erlang_b", {"servers": 1.5, "offered_load": 1}),
        ("erlang_b", {"servers": -1, "offered_load": 1}),
        ("erlang_c", {"servers": 1, "offered_load": -1}),
        ("erlang_c", {"servers": 1, "offered_load": float("nan")}),
        ("erlang_c_asa", {"servers": 1, "offered_load": 0.5, "aht_seconds": 0}),
        ("erlang_b_staffing", {"offered_load": 1, "max_blocking": 0}),
        ("erlang_c_staffing", {"offered_load": 1, "aht_seconds": 1, "target_seconds": 1, "service_level": 1}),
        ("erlang_a", {"arrivals_per_min": 1, "aht_min": 1, "patience_min": 0, "servers": 1}),
        ("shrinkage", {"raw": 10, "shrinkage": 1}),
        ("offered_load", {"aht_hours": 1}),
        ("offered_load", {"aht_hours": 1, "aht_min": 1, "calls_per_hour": 1}),
    ],
)
def test_impossible_input_is_refused(model: str, given: dict[str, float]) -> None:
    with pytest.raises(RoutingError):
        getattr(staffing, model)(**given)


def _balance(arrival: float, service: float, leaving: float, servers: int) -> tuple[float, float]:
    """Wait and abandonment from the birth-and-death chain cut off far out: another road to the same numbers."""
    weights = [1.0]
    for n in range(1, 4_000):
        weights.append(weights[-1] * arrival / (min(n, servers) * service + max(0, n - servers) * leaving))
        if weights[-1] > 1e200:
            weights = [weight / 1e200 for weight in weights]
    total = sum(weights)
    waiting = sum(weights[servers:]) / total
    queue = sum((n - servers) * weight for n, weight in enumerate(weights) if n > servers) / total
    return waiting, leaving * queue / arrival
