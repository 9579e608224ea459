"""The fixtures themselves: databases are empty and separate, Redis is real, nothing reaches beyond this machine."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable

import psycopg
import pytest
import redis
import sqlalchemy as sa

from server.store.mapping import METADATA
from tests import machine
from tests.databases import with_driver


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_gets_an_empty_database_with_all_tables(database_url: str, turn: str) -> None:
    engine = sa.create_engine(with_driver(database_url))
    table = min(METADATA.sorted_tables, key=lambda one: len(one.primary_key) + len(one.columns))
    with engine.begin() as connection:
        counts = {
            one.name: connection.scalar(sa.select(sa.func.count()).select_from(one))
            for one in METADATA.sorted_tables
        }
        row = {column.name: 1 if isinstance(column.type, sa.BigInteger) else "x" for column in table.columns}
        connection.execute(sa.insert(table), row)
    engine.dispose()
    assert set(counts.values()) == {0}


def test_a_second_postgres_database_is_another_one(new_postgres: Callable[[], str]) -> None:
    one, other = new_postgres(), new_postgres()
    with psycopg.connect(one) as connection:
        connection.execute("CREATE TABLE only_here (a int)")
    with psycopg.connect(other) as connection:
        assert connection.execute("SELECT to_regclass('only_here')").fetchone() == (None,)


def test_redis_is_real_and_empty(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("left", "over")
        assert client.info("server")["redis_version"]


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as outside, pytest.raises(AssertionError, match="stay on this machine"):
        outside.connect(("192.0.2.1", 80))


def test_postgres_of_the_wheel_starts_where_the_machine_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "postgres_candidates", list)
    with machine.postgres_server() as url, psycopg.connect(url) as connection:
        assert connection.execute(
            "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone() == (True,)


def test_chromium_and_node_are_there(chromium_path: str, node_path: str) -> None:
    for program in (chromium_path, node_path):
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        assert any(letter.isdigit() for letter in told.stdout)
