"""The lists of free agents stay small however often people come and go."""

from __future__ import annotations

from routing import Router
from routing.capacity import Demand
from tests.routing.cast import NOON, agent, at, item, pairs, setup


def test_old_places_in_the_idle_list_are_forgotten() -> None:
    made = Router(setup())
    made.upsert_item(item("wish", {"nobody": 1}), NOON)
    for n in range(300):
        made.upsert_agent(agent("Lin", idle_since=at(n)), at(n))
    (group,) = made._matching.roster.groups.all
    assert len(group.idle[Demand("voice", 3)]) <= 2 * 1 + 16
    made.upsert_item(item("call"), at(300))
    assert pairs(made, at(300)) == [("call", "Lin")]


def test_an_agent_who_changes_group_leaves_nothing_behind() -> None:
    made = Router(setup())
    made.upsert_item(item("wish", {"nobody": 1}), NOON)
    made.upsert_agent(agent("Lin", {"german": 1}), NOON)
    made.upsert_agent(agent("Lin", {"billing": 1}), NOON)
    made.upsert_item(item("call", {"german": 1}), NOON)
    assert pairs(made) == []
    made.remove_agent("Lin", NOON)
    made.upsert_item(item("other", {"billing": 1}), NOON)
    assert pairs(made) == []
    roster = made._matching.roster
    assert (roster.known, roster.on_shift, roster.present) == (0, 0, 0)
