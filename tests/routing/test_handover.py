"""What people do by hand beats the router."""

from __future__ import annotations

from dataclasses import replace

from routing import Affinity, SkillSet, finished, requeued, taken, transferred
from tests.routing.cast import agent, at, holding, item


def test_taking_assigns_whatever_the_state_was() -> None:
    lin = agent("Lin")
    for before in (
        item("call"),
        replace(item("call"), state="offered", agent="Kofi"),
        holding("call", "Kofi"),
    ):
        after, taker = taken(before, lin, at(5))
        assert (after, taker.idle_since) == (holding("call", "Lin"), at(5))


def test_taking_twice_or_after_the_end_changes_nothing() -> None:
    lin = agent("Lin")
    for before in (holding("call", "Lin"), replace(item("call"), state="done")):
        assert taken(before, lin, at(5)) == (before, lin)


def test_giving_back_keeps_age_and_history() -> None:
    held = holding("call", "Lin", declined_by=frozenset({"Kofi"}))
    assert requeued(held) == item("call", declined_by=frozenset({"Kofi"}))
    assert requeued(item("call")) == item("call")


def test_a_transfer_keeps_the_age_counts_the_hop_and_forgets_refusals() -> None:
    held = holding("call", "Lin", declined_by=frozenset({"Kofi"}), affinity=Affinity("Lin", at(9)))
    assert transferred(held, queue="sales") == item("call", queue="sales", hops=1)
    assert transferred(held, team="north") == item("call", team="north")
    wanted = SkillSet.of({"german": 2})
    assert transferred(held, queue="care", requirement=wanted) == item("call", {"german": 2})


def test_what_has_ended_is_not_transferred() -> None:
    ended = replace(item("call"), state="abandoned")
    assert transferred(ended, queue="sales") == ended


def test_only_the_holder_finishes() -> None:
    done, lin = finished(holding("call", "Lin"), agent("Lin"), at(60))
    assert (done.state, done.agent, lin.idle_since) == ("done", None, at(60))
    assert finished(holding("call", "Lin"), agent("Kofi"), at(60)) == (holding("call", "Lin"), agent("Kofi"))
