"""Every decision can be explained to the person it concerns."""

from __future__ import annotations

from typing import Any

from routing import Affinity, Agent, Boost, Explanation, Item
from tests.routing.cast import NOON, agent, at, holding, item, router, setup


def why(*things: Agent | Item, now: int = NOON, **wish: Any) -> Explanation:
    (match,) = router(setup(), item("call", **wish), *things, now=now).decide(now)
    return match.explanation


def reasons(found: Explanation) -> dict[str, list[str]]:
    return {entry.agent: [one.code for one in entry.reasons] for entry in found.considered}


def test_everybody_on_shift_at_a_small_desk_is_named_with_the_reason() -> None:
    found = why(
        agent("Lin", {"german": 1}, idle_since=at(-20)),
        agent("Kofi", {"german": 1}, idle_since=at(-10)),
        agent("Marta", {"german": 1, "billing": 1}),
        agent("Sam", presence="away"),
        agent("Ann", {"german": 1}),
        agent("Gone", {"german": 1}, presence="offline"),
        holding("now", "Ann"),
        wants={"german": 1},
    )
    assert reasons(found) == {
        "Kofi": ["idle_for_less"],
        "Marta": ["more_skills"],
        "Sam": ["presence", "lacks_skill"],
        "Ann": ["channel_full"],
    }
    assert (found.able, found.free) == (4, 3)
    assert found.rule.code == "fewest_skills_then_longest_idle"
    assert dict(found.rule.params) == {"skills": 1, "idle_ms": 20_000}


def test_the_only_one_free_is_said_to_be_that() -> None:
    assert why(agent("Lin")).rule.code == "only_one_free"


def test_affinity_is_named_and_so_is_whom_it_passed_over() -> None:
    found = why(agent("Lin", {"german": 1}), agent("Kofi"), affinity=Affinity("Lin", at(30)))
    assert found.rule.code == "affinity"
    assert reasons(found) == {"Kofi": ["other_known_to_customer"]}


def test_who_declined_before_is_named() -> None:
    found = why(agent("Lin"), agent("Kofi"), declined_by=frozenset({"Lin"}))
    assert reasons(found) == {"Lin": ["declined_or_ignored"]}
    assert found.free == 1


def test_the_terms_say_how_long_it_waited_and_what_moved_it_forward() -> None:
    found = why(agent("Lin"), now=at(12), boosts=(Boost("mood", 15),))
    assert [line.code for line in found.terms] == ["order", "waited", "due", "boost", "score"]
    assert [dict(line.params) for line in found.terms[1:]] == [
        {"ms": 12_000},
        {"at": at(60)},
        {"rule": "mood", "seconds": 15},
        {"at": at(45)},
    ]


def test_at_a_large_desk_the_nearest_are_named_and_all_are_counted() -> None:
    crowd = [agent(f"agent{n:02}", {f"skill{k}": 1 for k in range(n)}) for n in range(30)]
    found = why(*crowd, affinity=Affinity("agent29", at(-1)))
    assert sorted(reasons(found)) == ["agent01", "agent02", "agent03", "agent04", "agent05", "agent29"]
    assert (found.able, found.free) == (30, 30)
