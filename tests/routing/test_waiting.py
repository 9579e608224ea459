"""The lists of those who wait stay small however long the day."""

from __future__ import annotations

import pytest

from routing import waiting
from routing.matching import Matching
from routing.router import Router
from tests.routing.cast import NOON, agent, at, item, pairs, router, setup


def matching_of(made: Router) -> Matching:
    return made._matching


def test_lines_nobody_waits_in_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "SLACK", 4)
    made = router(setup(), item("first", {"skill": 1}), agent("Lin", {"skill": 1}, presence="busy"))
    for n in range(200):
        made.upsert_item(item("passing", {f"skill{n}": 1}), at(n))
        assert len(matching_of(made).waiting.lines) <= 2 * 2 + 4 + 1
    made.upsert_agent(agent("Lin", {"skill": 1, "skill199": 1}), at(300))
    assert pairs(made, at(300)) == [("first", "Lin")]


def test_keys_of_changed_items_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "SLACK", 4)
    made = router(setup(), item("first", due_at=NOON))
    for n in range(200):
        made.upsert_item(item("moving", due_at=at(1000 - n)), NOON)
    (line,) = matching_of(made).waiting.lines
    assert len(line.heap) <= 2 * 2 + 4
    made.upsert_agent(agent("Lin"), NOON)
    assert pairs(made) == [("first", "Lin")]
