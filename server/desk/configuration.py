"""How configuration changes: each change a new version, and whoever saw an older one is refused. Teams, skills, queues share it."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec.structs import replace

from server.base.errors import Conflict
from server.desk.book import Book
from server.desk.events.staff import ConfigChanged
from server.desk.fields import check_version, keep_version
from server.desk.verbs import Answer
from server.store.mapping import Table
from server.store.tables.staff import Queue, Skill, Team

C = TypeVar("C", Team, Skill, Queue)


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
    keep_version(book, kind, kept.id, kept.version, msgspec.to_builtins(kept))
    book.emit(ConfigChanged(config=kind, config_id=kept.id, version=kept.version))
    book.audit(f"{kind}.changed", kept.id, version=kept.version)
    return ConfigAnswer(id=kept.id, version=kept.version)
