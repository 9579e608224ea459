"""The rows one batch of commands has read and changed, with undo per command. Writes nothing before `writes()` is asked for.

Reads come from what was fetched for the whole batch; a row nobody named beforehand is fetched alone and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol, TypeVar

from server.store.mapping import Row, Table

R = TypeVar("R", bound=Row)
Key = tuple[Any, ...]


class Need(NamedTuple):
    """Rows of `table` whose `columns` equal `values`: one primary key, or an indexed look-up."""

    table: Table[Any]
    columns: tuple[str, ...]
    values: tuple[Any, ...]


class Source(Protocol):
    """Where rows come from: the database inside the batch's transaction, or nowhere when the log is folded again."""

    def fetch(self, table: Table[R], columns: tuple[str, ...], values: list[Key]) -> list[R]:
        """Return the rows whose `columns` equal one of `values`."""
        ...


class Nowhere:
    """The source of a desk that has no rows yet."""

    def fetch(self, table: Table[R], columns: tuple[str, ...], values: list[Key]) -> list[R]:
        """Return no row."""
        return []


class Writes(NamedTuple):
    """The difference a batch makes to one table."""

    table: Table[Any]
    inserts: list[Row]
    updates: list[Row]
    deletes: list[Key]


class Sweep(NamedTuple):
    """Every row of `table` whose `column` equals `value`, deleted after all other writes: too many to fetch."""

    table: Table[Any]
    column: str
    value: Any


class Pages:
    """Rows by table and key: as the database has them, and as the batch has left them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._stored: dict[str, dict[Key, Any]] = {}
        self._changed: dict[str, dict[Key, Any]] = {}
        self._sets: dict[Need, set[Key]] = {}
        self._undo: list[tuple[str, Key, bool, Any]] = []
        self._tables: dict[str, Table[Any]] = {}
        self._fresh: set[str] = set()
        self._swept_before = 0
        self.sweeps: list[Sweep] = []
        self.unnamed_reads = 0

    def fresh(self, made: str) -> str:
        """Note that this id was made just now and return it: no stored row can have it, so none is looked for."""
        self._fresh.add(made)
        return made

    def prefetch(self, needs: Iterable[Need]) -> int:
        """Fetch what is not known yet, one query per table and column set. Returns how many rows of knowledge were missing."""
        groups: dict[tuple[str, tuple[str, ...]], dict[Key, Need]] = {}
        for need in needs:
            if not self._known(need):
                groups.setdefault((need.table.name, need.columns), {})[need.values] = need
        for group in groups.values():
            self._load(list(group.values()))
        return sum(len(group) for group in groups.values())

    def get(self, table: Table[R], *key: Any) -> R | None:
        """Return the row with this primary key, or None."""
        changed = self._changed.get(table.name)
        if changed is not None and key in changed:
            found: R | None = changed[key]
            return found
        stored = self._stored.get(table.name)
        if stored is None or key not in stored:
            if key[0] in self._fresh:
                return None
            self.unnamed_reads += 1
            self._load([Need(table, table.key, key)])
        kept: R | None = self._stored[table.name][key]
        return kept

    def peek(self, table: Table[R], *key: Any) -> R | None:
        """Return the row if it is known already, without asking for it."""
        for known in (self._changed, self._stored):
            row: R | None = known.get(table.name, {}).get(key)
            if row is not None:
                return row
        return None

    def peek_all(self, table: Table[R], **equal: Any) -> list[R]:
        """Return what `find` would if these rows were asked for already, else nothing."""
        need = Need(table, tuple(equal), tuple(equal.values()))
        return self.find(table, **equal) if need in self._sets else []

    def find(self, table: Table[R], **equal: Any) -> list[R]:
        """Return the rows whose columns equal these values, in key order, with this batch's changes seen."""
        need = Need(table, tuple(equal), tuple(equal.values()))
        if need not in self._sets:
            if not self._fresh.isdisjoint(need.values):
                self._sets[need] = set()
            else:
                self.unnamed_reads += 1
                self._load([need])
        changed = self._changed.get(table.name, {})
        keys = self._sets[need] | changed.keys()
        rows = ((key, changed[key] if key in changed else self._stored[table.name][key]) for key in keys)
        return [
            row
            for _, row in sorted(
                (pair for pair in rows if _matches(pair[1], equal)), key=lambda pair: pair[0]
            )
        ]

    def put(self, table: Table[R], row: R) -> R:
        """Insert or replace a row and return it."""
        self._change(table, table.key_of(row), row)
        return row

    def drop(self, table: Table[R], *key: Any) -> None:
        """Delete a row; one that is not there is no error."""
        self._change(table, key, None)

    def sweep(self, table: Table[Any], column: str, value: Any) -> None:
        """Delete every row of `table` with this value when the batch is written; its own reads may still see them."""
        self.sweeps.append(Sweep(table, column, value))

    def begin(self) -> None:
        """Make the present state the one `undo` returns to."""
        self._undo.clear()
        self._swept_before = len(self.sweeps)

    def undo(self) -> None:
        """Take back every change since `begin`."""
        for name, key, had, before in reversed(self._undo):
            if had:
                self._changed[name][key] = before
            else:
                del self._changed[name][key]
        self._undo.clear()
        del self.sweeps[self._swept_before :]

    def writes(self) -> Iterator[Writes]:
        """Yield the difference to the database, table by table."""
        for name, rows in self._changed.items():
            stored = self._stored.get(name, {})
            found = Writes(self._tables[name], [], [], [])
            for key, row in rows.items():
                before = stored.get(key)
                if row is None:
                    if before is not None:
                        found.deletes.append(key)
                elif before is None:
                    found.inserts.append(row)
                elif row != before:
                    found.updates.append(row)
            yield found

    def rows(self, table: Table[R]) -> dict[Key, R]:
        """Return the rows this batch has changed and not deleted (the whole table when folded from nowhere)."""
        return {key: row for key, row in self._changed.get(table.name, {}).items() if row is not None}

    def _change(self, table: Table[Any], key: Key, row: Any) -> None:
        self._tables[table.name] = table
        changed = self._changed.setdefault(table.name, {})
        if key not in changed and key not in self._stored.get(table.name, {}):
            self.get(table, *key)
        self._undo.append((table.name, key, key in changed, changed.get(key)))
        changed[key] = row

    def _known(self, need: Need) -> bool:
        if need.columns == need.table.key:
            name = need.table.name
            return need.values in self._stored.get(name, {}) or need.values in self._changed.get(name, {})
        return need in self._sets

    def _load(self, needs: list[Need]) -> None:
        table, columns = needs[0].table, needs[0].columns
        stored = self._stored.setdefault(table.name, {})
        by_key = columns == table.key
        if not by_key:
            self._sets.update((need, set()) for need in needs)
        for row in self._source.fetch(table, columns, [need.values for need in needs]):
            key = table.key_of(row)
            stored.setdefault(key, row)
            if not by_key:
                values = tuple(getattr(row, column) for column in columns)
                self._sets[Need(table, columns, values)].add(key)
        if by_key:
            for need in needs:
                stored.setdefault(need.values, None)


def _matches(row: Any, equal: dict[str, Any]) -> bool:
    return row is not None and all(getattr(row, name) == value for name, value in equal.items())
