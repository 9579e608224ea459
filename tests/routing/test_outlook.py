"""What those who wait are told, and what a supervisor is warned of."""

from __future__ import annotations

from routing import Step, Unroutable, Wait
from tests.routing.cast import NOON, agent, at, holding, item, queue, router, setup


def test_the_position_counts_in_the_items_own_queue() -> None:
    policy = setup(queue("care"), queue("sales"))
    made = router(policy, item("b", due_at=at(2)), item("a", due_at=at(1)), item("x", queue="sales"))
    assert [made.position(name) for name in ("a", "b", "x", "gone")] == [1, 2, 1, None]
    made.remove_item("a", NOON)
    assert made.position("b") == 1


def test_the_wait_is_position_times_handling_time_over_the_people_there() -> None:
    policy = setup(queue("care", handle_s=100))
    busy = [thing for name in ("Lin", "Kofi") for thing in (agent(name), holding(f"of {name}", name))]
    made = router(policy, *busy, *(item(f"call{n}") for n in range(3)), agent("Sam", presence="offline"))
    assert made.decide(NOON) == []
    assert made.estimated_wait("call2", NOON) == Wait(3, 2, 150)
    assert made.estimated_wait("of Lin", NOON) is None


def test_without_anybody_on_shift_no_number_is_given() -> None:
    made = router(setup(), item("call"), agent("Lin", presence="offline"))
    assert made.estimated_wait("call", NOON) == Wait(1, 0, None)


def test_nobody_with_the_skill_and_nobody_of_them_on_shift_are_told_apart() -> None:
    policy = setup(queue("care", Step(after_s=60, drop=("french",))))
    made = router(
        policy,
        item("a", {"french": 1}),
        item("b", {"german": 1}),
        agent("Lin", {"german": 1}, presence="offline"),
    )
    assert made.unroutable() == [
        Unroutable("a", "no_agent_has_skills", at(60)),
        Unroutable("b", "nobody_on_shift", at(60)),
    ]
    made.upsert_agent(agent("Lin", {"german": 1}, presence="busy"), at(1))
    assert [entry.item for entry in made.unroutable()] == ["a"]
    made.decide(at(60))
    assert made.unroutable() == []
