"""The logical state as canonical JSON bytes and back: keys and sets sorted, nothing that an index holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from routing.book import Book
from routing.errors import RoutingError
from routing.model import Affinity, Agent, Boost, Item
from routing.setup import Setup
from routing.skills import SkillSet
from routing.steps import Step

SHAPE = 1


def encode(book: Book) -> bytes:
    """The book as bytes; equal books give equal bytes."""
    body = {
        "shape": SHAPE,
        "now": book.now,
        "closed": sorted(book.closed),
        "turns": {"clock": book.turns.clock, "finish": book.turns.finish},
        "agents": [_plain(book.agents[key]) for key in sorted(book.agents)],
        "items": [_plain(book.items[key]) for key in sorted(book.items)],
    }
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, SkillSet):
        return dict(value.levels)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, (Item, Agent, Boost, Affinity, Step)):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def decode(data: bytes, setup: Setup) -> Book:
    """The book of these bytes under a setup; raises RoutingError `bad_snapshot`, or what `put_item` raises."""
    book = Book(setup)
    try:
        body = json.loads(data)
        if body["shape"] != SHAPE:
            raise RoutingError(
                "bad_snapshot", f"shape {SHAPE}", body["shape"], "rebuild from the rows instead"
            )
        book.now = body["now"]
        book.closed = {name for name in body["closed"] if name in setup.queues}
        book.turns.clock, book.turns.finish = body["turns"]["clock"], body["turns"]["finish"]
        agents = [_agent(plain) for plain in body["agents"]]
        items = [_item(plain) for plain in body["items"]]
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError, UnicodeDecodeError) as broken:
        raise RoutingError(
            "bad_snapshot", "the bytes of snapshot()", data[:40], "rebuild from the rows instead"
        ) from broken
    book.agents = {agent.id: agent for agent in agents}
    for item in items:
        book.put_item(item)
    return book


def _agent(plain: Mapping[str, Any]) -> Agent:
    return Agent(
        **{
            **plain,
            "skills": SkillSet.of(plain["skills"]),
            "queues": frozenset(plain["queues"]),
            "limits": tuple((name, limit) for name, limit in plain["limits"]),
        }
    )


def _item(plain: Mapping[str, Any]) -> Item:
    return Item(
        **{
            **plain,
            "requirement": SkillSet.of(plain["requirement"]),
            "boosts": tuple(Boost(**boost) for boost in plain["boosts"]),
            "affinity": None if plain["affinity"] is None else Affinity(**plain["affinity"]),
            "declined_by": frozenset(plain["declined_by"]),
            "skip_once": frozenset(plain["skip_once"]),
            "never": frozenset(plain["never"]),
            "steps": None if plain["steps"] is None else tuple(_step(step) for step in plain["steps"]),
        }
    )


def _step(plain: Mapping[str, Any]) -> Step:
    lower = tuple((skill, by) for skill, by in plain["lower"])
    return Step(**{**plain, "drop": tuple(plain["drop"]), "lower": lower, "widen": tuple(plain["widen"])})
