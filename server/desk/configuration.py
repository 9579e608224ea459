"""How configuration changes: each change a new version, whoever saw an older one is refused, and every version can come back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from server.base.errors import Conflict
from server.desk.book import Book
from server.desk.events.staff import ConfigChanged
from server.desk.fields import check_version, keep_version
from server.desk.verbs import Answer
from server.store.mapping import Table
from server.store.tables.config import Calendar, KeptScenario, RequiredField, SlaPolicy, WrapUpCode
from server.store.tables.knowledge import Snippet
from server.store.tables.macros import Macro
from server.store.tables.staff import Queue, Skill, Team
from server.store.tables.surveys import Survey

C = TypeVar(
    "C",
    Team,
    Skill,
    Queue,
    Calendar,
    SlaPolicy,
    WrapUpCode,
    RequiredField,
    Survey,
    Snippet,
    KeptScenario,
    Macro,
)
Restore = Callable[[Book, str, int, dict[str, Any]], "ConfigAnswer"]
"""Brings back what an earlier version said: the thing, the version that was seen, the earlier body. Refuses what no longer fits."""

RESTORES: dict[str, Restore] = {}


class ConfigAnswer(Answer, frozen=True, kw_only=True):
    """The piece of configuration and its version from now on."""

    id: str
    version: int


def seen(book: Book, kind: str, table: Table[C], thing_id: str, version: int) -> C:
    """Return the piece if the sender saw its newest version. Raises Unknown, and Conflict `config.stale`."""
    thing = book.must(table, thing_id)
    check_version(kind, thing_id, thing.version, version)
    if thing.removed_at is not None:
        raise Conflict("config.removed", kind=kind, id=thing_id)
    return thing


def keep(book: Book, kind: str, table: Table[C], thing: C) -> ConfigAnswer:
    """Write the next version of a piece of configuration and say so."""
    kept = book.put(table, replace(thing, version=thing.version + 1))
    return told(book, kind, kept.id, kept.version, msgspec.to_builtins(kept))


def told(book: Book, kind: str, thing_id: str, version: int, body: dict[str, Any]) -> ConfigAnswer:
    """Keep a version that was written, say so and note who did it."""
    keep_version(book, kind, thing_id, version, body)
    book.emit(ConfigChanged(config=kind, config_id=thing_id, version=version))
    book.audit(f"{kind}.changed", thing_id, version=version)
    return ConfigAnswer(id=thing_id, version=version)


def restores(kind: str, table: Table[C], fitting: Callable[[Book, C, C], C]) -> None:
    """Register how a kind comes back: `fitting(book, past, present)` returns what to write, or refuses what no longer fits."""

    def restore(book: Book, thing_id: str, version: int, body: dict[str, Any]) -> ConfigAnswer:
        present = book.must(table, thing_id)
        check_version(kind, thing_id, present.version, version)
        past = as_row(table, body)
        if past.removed_at is not None:
            raise Conflict("config.undo_removed")
        return keep(book, kind, table, replace(fitting(book, past, present), version=present.version))

    RESTORES[kind] = restore


def as_row(table: Table[C], body: dict[str, Any]) -> C:
    """Return a kept body as a row of today: fields that are gone are passed over, new ones take their first value."""
    known = {name: value for name, value in body.items() if name in table.fields}
    return msgspec.convert(known, table.row)


def ordered(book: Book, kind: str, table: Table[C], ids: tuple[str, ...]) -> None:
    """Give the rows their places in this order; each that moves gets a version. Raises Conflict unless these are all there are."""
    there = {row.id: row for row in book.find(table, removed_at=None)}
    if sorted(ids) != sorted(there):
        raise Conflict("config.order_stale", kind=kind)
    for place, thing_id in enumerate(ids):
        row = there[thing_id]
        assert isinstance(row, SlaPolicy | WrapUpCode), "only these have places"
        if row.position != place:
            keep(book, kind, table, replace(row, position=place))
