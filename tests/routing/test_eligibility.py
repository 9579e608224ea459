"""Every obstacle between an agent and an item has a name."""

from __future__ import annotations

from typing import Any

import pytest

from routing import Agent
from routing.book import Book
from routing.eligibility import barred_now, obstacles
from routing.filing import file
from tests.routing.cast import NOON, agent, holding, item, pairs, queue, router, setup


def codes(lin: Agent, barred: frozenset[str] = frozenset(), **wish: Any) -> list[str]:
    book = Book(setup(queue("care"), queue("sales")))
    book.advance(NOON)
    return [found.code for found in obstacles(lin, file(item("call", **wish), book).wish, barred, book)]


def test_nothing_stands_between_a_free_agent_and_a_plain_item() -> None:
    assert codes(agent("Lin")) == []


@pytest.mark.parametrize(
    ("lin", "wish", "expected"),
    [
        (agent("Lin", presence="away"), {}, ["presence"]),
        (agent("Lin", lease_until=NOON), {}, ["no_lease"]),
        (agent("Lin", queues=frozenset({"sales"})), {}, ["not_in_queue"]),
        (agent("Lin", team="south"), {"team": "north"}, ["not_in_team"]),
        (agent("Lin", {"german": 1}), {"wants": {"german": 2, "billing": 1}}, ["lacks_skill", "lacks_skill"]),
        (agent("Lin", capacity=2), {}, ["no_capacity"]),
        (agent("Lin", presence="offline", queues=frozenset()), {}, ["presence", "not_in_queue"]),
    ],
)
def test_each_obstacle_is_named(lin: Agent, wish: dict[str, Any], expected: list[str]) -> None:
    assert codes(lin, **wish) == expected


def test_open_work_counts_against_the_desk() -> None:
    book = Book(setup())
    book.advance(NOON)
    book.put_item(holding("first", "Lin"))
    wish = file(item("second"), book).wish
    assert [found.code for found in obstacles(agent("Lin"), wish, (), book)] == ["channel_full"]


def test_who_declined_is_held_back_only_while_another_could_take_it() -> None:
    book = Book(setup())
    book.advance(NOON)
    wish = file(item("call", {"german": 1}, declined_by=frozenset({"Lin"})), book).wish
    lin, kofi = agent("Lin", {"german": 1}), agent("Kofi", {"german": 1}, presence="busy")
    assert barred_now(wish, [lin, kofi], NOON, book.setup) == {"Lin"}
    assert barred_now(wish, [lin], NOON, book.setup) == frozenset()
    assert barred_now(wish, [lin, agent("Kofi", presence="busy")], NOON, book.setup) == frozenset()
    assert (
        barred_now(wish, [lin, agent("Kofi", {"german": 1}, presence="offline")], NOON, book.setup)
        == frozenset()
    )
    assert codes(lin, frozenset({"Lin"})) == ["declined_or_ignored"]


def test_those_an_item_is_about_never_get_it_and_others_do_again_when_nobody_else_is_there() -> None:
    about = item("call", never=frozenset({"lin"}), declined_by=frozenset({"kofi"}))
    made = router(setup(), agent("lin"), about)
    assert pairs(made) == []
    assert [reason.code for reason in made.why_not("call", "lin", NOON)] == ["never_theirs"]
    made.upsert_agent(agent("kofi"), NOON)
    assert pairs(made) == [("call", "kofi")]
