"""The indexes decide as a full scan does, decision by decision, on random streams of events."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings

from routing import Order, Router, matching, snapshots
from routing.reference import FullScan
from routing.setup import ORDERS
from tests.routing.cast import NOON
from tests.routing.streams import SEEDED, events, person, policy, work


@settings(max_examples=40, deadline=None, derandomize=True)
@given(SEEDED)
def test_every_decision_is_that_of_the_full_scan(random: Random) -> None:
    follow(random, 30)


@pytest.mark.parametrize(("gain", "few"), [(0, 0), (10**9, 16)])
@pytest.mark.parametrize("order", ORDERS)
def test_long_streams_decide_alike_in_every_order_and_by_both_searches(
    order: Order, gain: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "WALK_GAIN", gain)
    monkeypatch.setattr(matching, "FEW", few)
    assert sum(follow(Random(f"{order} {seed}"), 120, order) for seed in range(6)) > 45


@pytest.mark.parametrize("gain", [0, 50, 10**9])
def test_a_large_desk_decides_as_the_full_scan(gain: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """More people than an explanation names, more lines than a heap is made of, several bells at once."""
    monkeypatch.setattr(matching, "WALK_GAIN", gain)
    random, setup = Random("large"), policy(Random("large"), "due")
    router, scan = Router(setup), FullScan(setup)
    for number in range(60):
        someone = replace(person(random, NOON), id=f"agent{number}")
        for desk in (router, scan):
            desk.upsert_agent(replace(someone, lease_until=NOON + 10**9, presence="away"), NOON)
    for number in range(400):
        item = work(random, f"item{number}", NOON)
        for desk in (router, scan):
            desk.upsert_item(item, NOON)
    made = 0
    for number in range(60):
        now = NOON + 1000 * number
        for desk in (router, scan):
            desk.upsert_agent(replace(scan.book.agents[f"agent{number}"], presence="available"), now)
        found = [(match.item, match.agent) for match in router.decide(now)]
        assert found == scan.decide(now)
        made += len(found)
    assert made > 40


def follow(random: Random, count: int, order: Order | None = None) -> int:
    """Plays the stream into both, rebuilds the router now and then, and counts the decisions."""
    setup = policy(random, order)
    router, scan, made = Router(setup), FullScan(setup), 0
    for now, event in events(random, count):
        event(router)
        event(scan)
        if random.random() < 0.5:
            found = [(match.item, match.agent) for match in router.decide(now)]
            assert found == scan.decide(now)
            made += len(found)
        if random.random() < 0.1:
            assert router.snapshot() == snapshots.encode(scan.book)
            router = Router.rebuild(setup, router.snapshot())
    return made
