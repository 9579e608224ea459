"""Who is served first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing import Boost, Item, Order
from routing.score import Turns, score_ms, sort_key, terms
from routing.setup import ORDERS
from tests.routing.cast import NOON, at, item, queue, setup


def ahead(first: Item, second: Item, order: Order = "due") -> bool:
    return sort_key(first, order) < sort_key(second, order)


def test_what_is_due_earlier_goes_first() -> None:
    assert ahead(item("b", due_at=at(30)), item("a", due_at=at(60)))


def test_a_boost_moves_an_item_forward_by_its_seconds() -> None:
    angry = item("b", due_at=at(60), boosts=(Boost("mood", 31),))
    assert score_ms(angry) == at(29)
    assert ahead(angry, item("a", due_at=at(30)))


def test_a_boost_cannot_starve_anyone_for_longer_than_its_seconds() -> None:
    old = item("old", entered_at=NOON, due_at=at(60))
    boosted = item("new", entered_at=at(31), due_at=at(91), boosts=(Boost("segment", 30),))
    assert ahead(old, boosted)


def test_strict_priority_goes_before_due_times() -> None:
    assert ahead(item("b", priority=2, due_at=at(90)), item("a", priority=1, due_at=at(1)), "priority")


def test_oldest_first_looks_at_the_entry_only() -> None:
    assert ahead(
        item("b", entered_at=NOON, due_at=at(90)), item("a", entered_at=at(1), due_at=at(2)), "oldest"
    )


@pytest.mark.parametrize("order", ORDERS)
def test_ties_go_to_the_earlier_entry_then_to_the_smaller_id(order: Order) -> None:
    assert ahead(item("b", entered_at=NOON), item("a", entered_at=at(1)), order)
    assert ahead(item("a"), item("b"), order)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(0, 600), st.integers(0, 600))
def test_the_terms_of_the_explanation_add_up_to_the_score(due: int, one: int, two: int) -> None:
    call = item("call", due_at=due, boosts=(Boost("priority", one), Boost("mood", two)))
    lines = terms(call, "due", NOON, 0)
    boosts = sum(int(dict(line.params)["seconds"]) for line in lines if line.code == "boost")
    assert dict(lines[-1].params)["at"] == due - 1000 * boosts == sort_key(call, "due")[0]


def test_turns_serve_queues_in_proportion() -> None:
    policy, turns = setup(queue("care", ratio=3), queue("sales", ratio=1), order="ratio"), Turns()
    served = []
    for _ in range(40):
        name = min(policy.queues, key=lambda q: (turns.turn(q), q))
        turns.served(name, policy)
        served.append(name)
    assert served.count("care") == 30


def test_a_queue_that_was_idle_saves_no_turns_up() -> None:
    policy, turns = setup(queue("care"), queue("sales"), order="ratio"), Turns()
    for _ in range(100):
        turns.served("care", policy)
    served = []
    for _ in range(10):
        name = min(policy.queues, key=lambda q: (turns.turn(q), q))
        turns.served(name, policy)
        served.append(name)
    assert 4 <= served.count("sales") <= 6
