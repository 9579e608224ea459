"""Scenarios of the laboratory that people keep. What stands in one is the laboratory's business; here it is one plain value with a name."""

from __future__ import annotations

from typing import Any

import msgspec

from server.base.errors import Invalid
from server.desk.access import FLOOR
from server.desk.book import Book
from server.desk.configuration import ConfigAnswer, keep
from server.desk.fields import Id, Name, tidy
from server.desk.verbs import Body, verb
from server.store.tables.config import SCENARIOS, KeptScenario

LARGEST = 262_144


class KeepScenario(Body, frozen=True, kw_only=True):
    """A scenario in its plain form. One of the same name is replaced by it."""

    name: Name
    body: dict[str, Any]


class RemoveScenario(Body, frozen=True, kw_only=True):
    """The scenario that goes."""

    scenario_id: Id


@verb("scenarios.keep", KeepScenario, FLOOR, answer=ConfigAnswer)
def keep_scenario(book: Book, body: KeepScenario) -> ConfigAnswer:
    """Keep a scenario of the laboratory under its name. Reached through the laboratory, which checks it."""
    if len(msgspec.json.encode(body.body)) > LARGEST:
        raise Invalid("scenario.too_large", limit=LARGEST)
    name = tidy(body.name)
    same = [one for one in book.find(SCENARIOS, name=name) if one.removed_at is None]
    before = same[0] if same else KeptScenario(id=book.new_id("sce"), name=name, body={}, version=0)
    return keep(book, "scenario", SCENARIOS, msgspec.structs.replace(before, body=body.body))


@verb("scenarios.remove", RemoveScenario, FLOOR, answer=ConfigAnswer)
def remove_scenario(book: Book, body: RemoveScenario) -> ConfigAnswer:
    """Remove a kept scenario; its history stays."""
    scenario = book.must(SCENARIOS, body.scenario_id)
    return keep(book, "scenario", SCENARIOS, msgspec.structs.replace(scenario, removed_at=book.now))
