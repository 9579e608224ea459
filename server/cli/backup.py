"""A backup of one snapshot: every table but the keys in one compressed file, the wrapped keys in another that is kept apart."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from server.base.errors import Conflict, Invalid
from server.desk.core import Core
from server.store import append, tables
from server.store.mapping import METADATA, Table, every_table
from server.store.tables.infra import KEYS, LOG

__all__ = ["Written", "read", "tables", "write"]

FORMAT = "switchboard backup 1"
LEFT_OUT = ("words", "cursors", "leases", "beats")
"""Derived from the log, or true of this moment only: they make themselves again."""
CHUNK = 500
Progress = Callable[[str, int, int], None]


class Written(NamedTuple):
    """Where a backup was written and how many rows it holds."""

    data: Path
    keys: Path
    rows: int


def write(core: Core, folder: Path, keys_folder: Path, *, progress: Progress) -> Written:
    """Write a backup of this moment. Raises Invalid when both folders are the same: a thief must not find both."""
    if folder.resolve() == keys_folder.resolve():
        raise Invalid("backup.keys_apart")
    folder.mkdir(parents=True, exist_ok=True)
    keys_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = core.clock.now()
    data, keys = folder / f"desk-{stamp}.jsonl.gz", keys_folder / f"keys-{stamp}.jsonl.gz"
    with core.database.reading() as connection:
        kept = [table for table in every_table() if table.name not in (*LEFT_OUT, KEYS.name)]
        rows = _write_file(connection, data, kept, append.head(connection), progress)
        _write_file(connection, keys, [KEYS], append.head(connection), progress)
    keys.chmod(0o600)
    return Written(data, keys, rows)


def read(core: Core, data: Path, keys: Path, *, progress: Progress) -> int:
    """Restore both files into an empty, migrated database and return how many rows. Raises Conflict when it is not empty."""
    with core.database.writing() as connection:
        if append.head(connection) != 0:
            raise Conflict("backup.not_empty")
        return sum(_read_file(connection, path, progress) for path in (data, keys))


def _write_file(
    connection: sa.Connection, path: Path, kept: list[Table[Any]], head: int, progress: Progress
) -> int:
    rows = 0
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"format": FORMAT, "head": head}) + "\n")
        for number, table in enumerate(kept, 1):
            for line in connection.execution_options(yield_per=CHUNK).execute(sa.select(table.sql)):
                file.write(json.dumps([table.name, msgspec.to_builtins(table.read(line))]) + "\n")
                rows += 1
            progress(path.name, number, len(kept))
    return rows


def _read_file(connection: sa.Connection, path: Path, progress: Progress) -> int:
    known = {table.name: table for table in every_table()}
    lines = path.stat().st_size
    rows = 0
    with gzip.open(path, "rt", encoding="utf-8") as file:
        head = json.loads(file.readline())
        if head.get("format") != FORMAT:
            raise Invalid("backup.format", expected=FORMAT, came=str(head.get("format")))
        for name, batch in _batches(json.loads(line) for line in file):
            table = known[name]
            records = [msgspec.convert(values, table.row) for values in batch]
            if table.name == LOG.name:
                append.append(connection, records)
            else:
                connection.execute(
                    sa.insert(METADATA.tables[name]), [table.values(record) for record in records]
                )
            rows += len(records)
        progress(path.name, lines, lines)
    return rows


def _batches(lines: Iterator[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    name, batch = "", list[dict[str, Any]]()
    for table, values in lines:
        if batch and (table != name or len(batch) >= CHUNK):
            yield name, batch
            batch = []
        name = table
        batch.append(values)
    if batch:
        yield name, batch
