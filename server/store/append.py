"""Writes a batch: its rows grouped per table, its events under dense numbers. The only writer of the log."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa

from server.store.mapping import Row, Table
from server.store.pages import Sweep, Writes
from server.store.tables.infra import LOG, LogRow


def head(connection: sa.Connection) -> int:
    """Return the seq of the newest event, 0 for an empty log. Inside the writer's lock the next event is this plus one."""
    return int(connection.execute(_HEAD).scalar_one())


def append(connection: sa.Connection, events: list[LogRow]) -> None:
    """Insert a batch's events. Their seq were counted on from `head` inside the same lock."""
    if events:
        connection.execute(_insert(LOG), [LOG.values(event) for event in events])


def write(connection: sa.Connection, changes: Iterable[Writes]) -> None:
    """Write the difference of a batch, at most three statements a table."""
    for change in changes:
        table = change.table
        if change.inserts:
            connection.execute(_insert(table), [table.values(row) for row in change.inserts])
        if change.updates:
            connection.execute(_update(table), [_with_key(table, row) for row in change.updates])
        if change.deletes:
            connection.execute(_delete(table), [_key_values(table, key) for key in change.deletes])


_HEAD = sa.select(sa.func.coalesce(sa.func.max(LOG.c.seq), 0))


def sweep(connection: sa.Connection, sweeps: Iterable[Sweep]) -> None:
    """Delete what a batch swept away, after everything else it wrote."""
    for table, column, value in sweeps:
        connection.execute(sa.delete(table.sql).where(table.c[column] == value))


@cache
def _insert(table: Table[Any]) -> sa.Insert:
    return sa.insert(table.sql)


@cache
def _update(table: Table[Any]) -> sa.Update:
    rest: dict[str, Any] = {name: sa.bindparam(name) for name in table.fields if name not in table.key}
    return sa.update(table.sql).where(*_key_condition(table)).values(rest)


@cache
def _delete(table: Table[Any]) -> sa.Delete:
    return sa.delete(table.sql).where(*_key_condition(table))


def _key_condition(table: Table[Any]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == sa.bindparam(f"where_{name}") for name in table.key]


def _with_key(table: Table[Any], row: Row) -> dict[str, Any]:
    values = table.values(row)
    for name in table.key:
        values[f"where_{name}"] = values.pop(name)
    return values


def _key_values(table: Table[Any], key: tuple[Any, ...]) -> dict[str, Any]:
    return {f"where_{name}": value for name, value in zip(table.key, key, strict=True)}
