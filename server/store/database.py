"""Connections to SQLite (WAL, full sync) or PostgreSQL: one locked writing transaction at a time, and read snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from server.base.errors import Unavailable
from server.base.settings import Settings
from server.store.mapping import Row, Table
from server.store.pages import Key

R = TypeVar("R", bound=Row)
WRITER_LOCK = 0x5357_4254  # "SWBT": the advisory lock under which seq is taken


class Database:
    """The desk's database. `writing` holds the writer's lock from its first statement to its commit."""

    def __init__(self, settings: Settings, *, hasty: bool = False) -> None:
        """Open the database of `settings`. `hasty` gives up durability: for a file that is thrown away when interrupted."""
        self._pragmas = (*_PRAGMAS, "synchronous=OFF") if hasty else _PRAGMAS
        self.url = sa.make_url(_with_driver(settings.sql_url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._settings = settings
        if self.is_sqlite:
            self._writer, self._reader = self._sqlite()
        else:
            self._writer = self._reader = self._postgres()

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Yield a connection inside the one writing transaction; commits at the end, rolls back on any exception."""
        try:
            with self._writer.connect() as connection, connection.begin():
                if not self.is_sqlite:
                    connection.execute(_LOCK)
                yield connection
        except sa.exc.OperationalError as error:
            raise Unavailable("database.unavailable") from error

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Yield a connection on one consistent snapshot that can change nothing."""
        try:
            with self._reader.connect() as connection:
                if not self.is_sqlite:
                    connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                with connection.begin():
                    yield connection
        except sa.exc.OperationalError as error:
            raise Unavailable("database.unavailable") from error

    def close(self) -> None:
        """Give back every connection."""
        self._writer.dispose()
        self._reader.dispose()

    def _sqlite(self) -> tuple[sa.Engine, sa.Engine]:
        if self.url.database in (None, "", ":memory:"):
            only = sa.create_engine(self.url, poolclass=StaticPool, connect_args={"check_same_thread": False})
            _prepare(only, immediate=True, pragmas=self._pragmas)
            return only, only
        Path(str(self.url.database)).parent.mkdir(parents=True, exist_ok=True)
        patience = {"timeout": self._settings.lock_timeout_s, "check_same_thread": False}
        writer = sa.create_engine(self.url, pool_size=1, max_overflow=0, connect_args=patience)
        reader = sa.create_engine(self.url, pool_size=8, connect_args=patience)
        _prepare(writer, immediate=True, pragmas=self._pragmas)
        _prepare(reader, immediate=False, pragmas=(*self._pragmas, "query_only=ON"))
        return writer, reader

    def _postgres(self) -> sa.Engine:
        guards = (
            f"-c lock_timeout={self._settings.lock_timeout_s}s "
            f"-c idle_in_transaction_session_timeout={self._settings.idle_transaction_s}s "
            "-c synchronous_commit=on -c timezone=UTC"
        )
        return sa.create_engine(
            self.url,
            pool_size=8,
            max_overflow=8,
            pool_pre_ping=True,
            connect_args={"options": guards, "connect_timeout": 10},
        )


class Rows:
    """Rows out of one connection, as records: the source of a batch's pages."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def fetch(self, table: Table[R], columns: tuple[str, ...], values: list[Key]) -> list[R]:
        """Return the rows whose `columns` equal one of `values`."""
        if any(None in value for value in values):
            lines = self._connection.execute(sa.select(table.sql).where(_equal(table, columns, values)))
        else:
            given: list[Any] = [value[0] for value in values] if len(columns) == 1 else values
            lines = self._connection.execute(_select_in(table, columns), {"given": given})
        return [table.read(line) for line in lines]


@cache
def _select_in(table: Table[Any], columns: tuple[str, ...]) -> sa.Select[Any]:
    """Return the one statement for a table and column set, made once: building it anew costs more than running it."""
    given: sa.BindParameter[Any] = sa.bindparam("given", expanding=True)
    named = [table.c[name] for name in columns]
    return sa.select(table.sql).where(
        named[0].in_(given) if len(named) == 1 else sa.tuple_(*named).in_(given)
    )


def _equal(table: Table[Any], columns: tuple[str, ...], values: list[Key]) -> sa.ColumnElement[bool]:
    pairs = (zip(columns, value, strict=True) for value in values)
    return sa.or_(
        *(sa.and_(*(table.c[name].is_not_distinct_from(one) for name, one in pair)) for pair in pairs)
    )


_LOCK = sa.text(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "secure_delete=ON",
)


def _with_driver(url: str) -> str:
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url[len(plain) :]
    return url


def _prepare(engine: sa.Engine, *, immediate: bool, pragmas: tuple[str, ...]) -> None:
    """Make the driver leave transactions to us (it would begin too late) and set the pragmas of every new connection."""

    @sa.event.listens_for(engine, "connect")
    def connected(raw: Any, _record: object) -> None:
        raw.isolation_level = None
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
