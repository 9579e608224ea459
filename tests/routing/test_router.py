"""What supervisors and agents see the router do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing import Affinity, Boost, Item, Router, RoutingError, Step
from tests.routing.cast import NOON, agent, at, holding, item, pairs, queue, router, setup

GERMAN = {"german": 1}


def test_work_is_offered_as_soon_as_somebody_is_free() -> None:
    made = router(setup(), item("call"))
    assert pairs(made) == []
    made.upsert_agent(agent("Lin"), at(5))
    assert pairs(made, at(5)) == [("call", "Lin")]
    assert made.decide(at(5)) == []


def test_the_oldest_due_goes_first_when_somebody_becomes_free() -> None:
    made = router(
        setup(), item("new", due_at=at(90)), item("old", due_at=at(30)), holding("now", "Lin"), agent("Lin")
    )
    assert pairs(made) == []
    made.remove_item("now", at(1))
    assert pairs(made, at(1)) == [("old", "Lin")]


def test_fewest_skills_that_suffice_keep_the_scarce_ones_free() -> None:
    made = router(
        setup(),
        item("call"),
        agent("Lin", {"german": 1, "billing": 1}),
        agent("Kofi", GERMAN),
        agent("Marta"),
    )
    assert pairs(made) == [("call", "Marta")]
    made.upsert_item(item("second", GERMAN), NOON)
    assert pairs(made) == [("second", "Kofi")]


def test_between_equals_the_longest_idle_is_chosen() -> None:
    made = router(setup(), item("call"), agent("Kofi", idle_since=at(-10)), agent("Lin", idle_since=at(-20)))
    assert pairs(made, NOON) == [("call", "Lin")]


def test_several_chats_are_spread_and_not_heaped_on_one_person() -> None:
    made = router(setup(), agent("Kofi", idle_since=at(-10)), agent("Lin", idle_since=at(-20)))
    for name in ("a", "b"):
        made.upsert_item(item(name, channel="chat"), NOON)
    assert pairs(made) == [("a", "Lin"), ("b", "Kofi")]


def test_a_skill_level_too_low_does_not_suffice() -> None:
    made = router(setup(), item("call", {"german": 2}), agent("Lin", GERMAN))
    assert pairs(made) == []
    made.upsert_agent(agent("Lin", {"german": 2}), at(1))
    assert pairs(made, at(1)) == [("call", "Lin")]


def test_a_returning_customer_gets_the_agent_they_know_inside_the_window() -> None:
    known = Affinity("Lin", at(30))
    lin, kofi = agent("Lin", {"german": 1, "billing": 1}), agent("Kofi")
    assert pairs(router(setup(), item("call", affinity=known), lin, kofi)) == [("call", "Lin")]
    late = router(setup(), item("call", affinity=known), lin, kofi)
    assert pairs(late, at(30)) == [("call", "Kofi")]


def test_nobody_waits_for_a_known_agent_who_is_away_or_busy() -> None:
    known = Affinity("Lin", at(30))
    away = router(setup(), item("call", affinity=known), agent("Lin", presence="offline"), agent("Kofi"))
    assert pairs(away) == [("call", "Kofi")]
    busy = router(setup(), item("call", affinity=known), holding("now", "Lin"), agent("Lin"), agent("Kofi"))
    assert pairs(busy) == [("call", "Kofi")]


def test_affinity_does_not_replace_a_skill() -> None:
    made = router(setup(), item("call", GERMAN, affinity=Affinity("Lin", at(30))), agent("Lin"))
    assert pairs(made) == []


def test_a_known_agent_who_declined_is_not_asked_again() -> None:
    known = item("call", affinity=Affinity("Lin", at(30)), declined_by=frozenset({"Lin"}))
    assert pairs(router(setup(), known, agent("Lin"), agent("Kofi"))) == [("call", "Kofi")]


def test_an_agent_whose_lease_ran_out_gets_nothing_without_anybody_saying_so() -> None:
    made = router(setup(), agent("Lin", lease_until=at(30)))
    assert made.next_wake(NOON) == at(30)
    made.upsert_item(item("call"), at(31))
    assert pairs(made, at(31)) == []
    made.upsert_agent(agent("Lin", lease_until=at(60)), at(32))
    assert pairs(made, at(32)) == [("call", "Lin")]


def test_declined_work_goes_to_somebody_else_or_back_when_there_is_nobody_else() -> None:
    declined = item("call", declined_by=frozenset({"Lin"}))
    assert pairs(router(setup(), declined, agent("Lin"), agent("Kofi", {"billing": 1}))) == [("call", "Kofi")]
    made = router(setup(), declined, agent("Lin"), agent("Kofi", presence="busy"))
    assert pairs(made) == []
    made.upsert_agent(agent("Kofi", presence="offline"), at(5))
    assert pairs(made, at(5)) == [("call", "Lin")]


def test_the_end_of_the_other_ones_lease_gives_declined_work_back() -> None:
    declined = item("call", declined_by=frozenset({"Lin"}))
    made = router(setup(), declined, agent("Lin"), agent("Kofi", presence="busy", lease_until=at(20)))
    assert pairs(made) == []
    assert pairs(made, at(20)) == [("call", "Lin")]


def test_a_skip_after_a_timeout_holds_for_one_offer_only() -> None:
    ignored = item("call", skip_once=frozenset({"Lin"}))
    made = router(setup(), ignored, agent("Lin", idle_since=at(-60)), agent("Kofi"))
    (match,) = made.decide(NOON)
    assert (match.agent.id, match.item.skip_once) == ("Kofi", frozenset())


def test_waiting_relaxes_the_wish_and_the_router_says_when() -> None:
    policy = setup(queue("care", Step(after_s=20, drop=("german",))))
    made = router(policy, item("call", GERMAN), agent("Lin"))
    assert pairs(made) == []
    assert made.next_wake(NOON) == at(20)
    assert pairs(made, at(19.999)) == []
    (match,) = made.decide(at(20))
    assert [note.code for note in match.explanation.relaxed] == ["skill_dropped"]


def test_overflow_reaches_the_agents_of_another_queue() -> None:
    policy = setup(queue("care", Step(after_s=30, overflow="back")), queue("back"))
    made = router(policy, item("call"), agent("Kofi", queues=frozenset({"back"})))
    assert pairs(made) == []
    assert pairs(made, at(30)) == [("call", "Kofi")]


def test_a_closed_queue_waits_for_its_opening_and_is_not_unroutable() -> None:
    made = router(setup(), agent("Lin"))
    made.set_open("care", False, NOON)
    made.upsert_item(item("mail"), NOON)
    assert pairs(made) == []
    assert made.unroutable() == []
    made.set_open("care", True, at(60))
    assert pairs(made, at(60)) == [("mail", "Lin")]


def test_a_closed_queue_can_point_to_an_open_one() -> None:
    policy = setup(queue("care", closed_to="night"), queue("night"))
    made = router(policy, item("call"), agent("Kofi", queues=frozenset({"night"})))
    assert pairs(made) == []
    made.set_open("care", False, at(1))
    assert pairs(made, at(1)) == [("call", "Kofi")]


def test_a_call_comes_on_top_of_chats_but_no_chat_on_top_of_a_call() -> None:
    made = router(setup(), agent("Lin"), *(holding(f"chat{n}", "Lin", channel="chat") for n in range(3)))
    made.upsert_item(item("call"), NOON)
    assert pairs(made) == [("call", "Lin")]
    made.remove_item("chat0", at(1))
    made.upsert_item(item("late chat", channel="chat"), at(1))
    assert pairs(made, at(1)) == []


def test_one_bell_at_a_time_when_the_policy_says_so() -> None:
    chats = [item(name, channel="chat") for name in ("a", "b")]
    assert len(pairs(router(setup(), *chats, agent("Lin")))) == 2
    made = router(setup(one_offer=True), *chats, agent("Lin"))
    assert pairs(made) == [("a", "Lin")]
    assert [why.code for why in made.why_not("b", "Lin", NOON)] == ["ringing"]
    made.upsert_item(holding("a", "Lin", channel="chat"), at(3))
    assert pairs(made, at(3)) == [("b", "Lin")]


def test_a_changed_priority_takes_effect_at_once() -> None:
    made = router(setup(), item("first", due_at=at(30)), item("second", due_at=at(60)))
    made.upsert_item(item("second", due_at=at(60), boosts=(Boost("supervisor", 40),)), at(1))
    made.upsert_agent(agent("Lin"), at(1))
    assert pairs(made, at(1)) == [("second", "Lin")]


def test_more_capacity_takes_more_work() -> None:
    made = router(
        setup(), agent("Lin", capacity=1), holding("one", "Lin", channel="chat"), item("two", channel="chat")
    )
    assert pairs(made) == []
    made.upsert_agent(agent("Lin", capacity=2), at(1))
    assert pairs(made, at(1)) == [("two", "Lin")]


def test_work_taken_by_hand_is_left_alone_and_counts_as_load() -> None:
    made = router(setup(), item("call"), item("next"), agent("Kofi", presence="busy"))
    made.upsert_item(holding("call", "Kofi"), at(1))
    made.upsert_agent(agent("Kofi"), at(2))
    assert pairs(made, at(2)) == []
    assert made.why_not("next", "Kofi", at(2))[0].code == "channel_full"


def test_rule_router_and_click_at_once_leave_one_owner() -> None:
    """The router offers, but the row said somebody else was first: telling it so gives the agent back."""
    made = router(setup(), item("call"), item("next", due_at=at(90)), agent("Lin"))
    assert pairs(made) == [("call", "Lin")]
    made.upsert_item(holding("call", "Kofi"), at(1))
    made.upsert_agent(agent("Lin"), at(1))
    assert pairs(made, at(1)) == [("next", "Lin")]
    assert made.item("call") == holding("call", "Kofi")


def test_a_cancelled_item_is_never_offered() -> None:
    made = router(setup(), item("call"))
    made.remove_item("call", at(1))
    made.upsert_agent(agent("Lin"), at(2))
    assert pairs(made, at(2)) == []


def test_the_router_says_what_keeps_any_agent_from_any_item() -> None:
    made = router(setup(), item("call", GERMAN), agent("Lin", presence="wrap_up"))
    assert [why.code for why in made.why_not("call", "Lin", NOON)] == ["presence", "lacks_skill"]
    assert made.why_not("call", "nobody", NOON) == ()


def test_queues_share_by_ratio_when_the_policy_says_so() -> None:
    policy = setup(queue("care", ratio=3), queue("sales"), order="ratio")
    made = router(policy, *(item(f"{q}{n:02}", queue=q) for q in policy.queues for n in range(20)))
    served = []
    for turn in range(20):
        lin = agent("Lin", queues=frozenset(policy.queues), idle_since=at(turn))
        made.upsert_agent(lin, at(turn))
        (match,) = made.decide(at(turn))
        served.append(match.item.queue)
        made.remove_item(match.item.id, at(turn))
    assert served.count("care") == 15


def test_a_new_policy_applies_to_those_who_wait_and_keeps_their_age() -> None:
    made = router(setup(), item("call", GERMAN), agent("Lin"))
    made.reconfigure(setup(queue("care", Step(after_s=20, drop=("german",)))), at(30))
    assert pairs(made, at(30)) == [("call", "Lin")]


def test_a_clock_that_jumps_back_does_not_undo_what_was_decided() -> None:
    policy = setup(queue("care", Step(after_s=20, drop=("german",))))
    made = router(policy, item("call", GERMAN))
    made.decide(at(25))
    made.upsert_agent(agent("Lin"), at(3))
    assert pairs(made, at(3)) == [("call", "Lin")]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (item("call", queue="nowhere"), "unknown_queue"),
        (item("call", channel="pigeon"), "unknown_channel"),
        (item("call", weight=-1), "bad_weight"),
        (replace(item("call"), state="assigned"), "bad_holder"),
        (replace(item("call"), agent="Lin"), "bad_holder"),
    ],
)
def test_an_item_that_cannot_be_routed_is_refused_and_nothing_changes(wrong: Item, code: str) -> None:
    made = router(setup(), item("other"))
    before = made.snapshot()
    with pytest.raises(RoutingError) as caught:
        made.upsert_item(wrong, NOON)
    assert caught.value.code == code
    assert made.snapshot() == before


def test_an_unknown_queue_cannot_be_opened() -> None:
    with pytest.raises(RoutingError, match="unknown_queue"):
        Router(setup()).set_open("nowhere", True, NOON)
