"""Databases for tests: made, migrated, emptied and dropped quickly. Their names carry the process that made them."""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path

import psycopg
from psycopg import sql

PREFIX = "desk_test_"


def bring_up(url: str) -> None:
    """Bring an empty database to the tables of today."""
    # Imported here, so that the tests of the six engines neither load nor need the server.
    from server.base import settings  # noqa: PLC0415
    from server.store import database, migrate  # noqa: PLC0415

    desk = database.Database(settings.load({}, database_url=url))
    migrate.upgrade(desk)
    desk.close()


def with_driver(url: str) -> str:
    """Return an address as SQLAlchemy wants it, naming the PostgreSQL driver."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def settle(path: Path) -> None:
    """Fold a SQLite file's write-ahead log into it, so that the file alone can be copied."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def create(server_url: str, number: int) -> str:
    """Make an empty database on a PostgreSQL and return its address."""
    name = f"{PREFIX}{os.getpid()}_{number}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return _with_name(server_url, name)


def empty(url: str) -> None:
    """Delete every row (15 ms for 50 tables, where TRUNCATE takes 370); whoever is still connected is cut off first."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_CUT_OFF)
        connection.execute(_DELETE_ALL)


def drop(server_url: str, url: str) -> None:
    """Remove a database, whoever is connected to it."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(_name(url)))
        )


def drop_abandoned(server_url: str) -> None:
    """Remove what runs that were killed left behind: their process is gone and nobody is connected."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        for (name,) in connection.execute(_UNUSED, [f"{PREFIX}%"]).fetchall():
            found = re.fullmatch(PREFIX + r"(\d+)_\d+", name)
            if found and not Path(f"/proc/{found[1]}").exists():
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _with_name(server_url: str, name: str) -> str:
    base, _, query = server_url.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def _name(url: str) -> str:
    return url.partition("?")[0].rsplit("/", 1)[1]


_CUT_OFF = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_DELETE_ALL = """
DO $$ DECLARE line record; BEGIN
  FOR line IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', line.tablename);
  END LOOP;
END $$
"""
_UNUSED = """
SELECT datname FROM pg_database d WHERE datname LIKE %s
AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datname = d.datname)
"""
