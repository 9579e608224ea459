"""What every test may ask for: both databases, Redis, Chromium, Node. Nothing leaves this machine; CI skips nothing."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from tests import databases, machine

IN_CI = os.environ.get("CI", "").lower() in ("1", "true")
LOCAL = ("127.", "::1", "localhost", "0.0.0.0")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database; a test that asks for it runs on SQLite and on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated, empty SQLite file of this test's own."""
    path = tmp_path / "desk.sqlite"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_database: str) -> str:
    """The address of a migrated, empty PostgreSQL database: one for each test process, emptied before each test."""
    databases.empty(postgres_database)
    return postgres_database


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that tests copy instead of migrating again."""
    path = tmp_path_factory.mktemp("template") / "desk.sqlite"
    databases.bring_up(f"sqlite:///{path}")
    databases.settle(path)
    return path


@pytest.fixture(scope="session")
def postgres_database(new_postgres: Callable[[], str]) -> str:
    """A migrated PostgreSQL database that lives as long as this test process."""
    url = new_postgres()
    databases.bring_up(url)
    return url


@pytest.fixture(scope="session")
def new_postgres(postgres_server: str) -> Iterator[Callable[[], str]]:
    """A function that makes one more empty, unmigrated PostgreSQL database and returns its address."""
    databases.drop_abandoned(postgres_server)
    made: list[str] = []

    def make() -> str:
        url = databases.create(postgres_server, len(made))
        made.append(url)
        return url

    yield make
    for url in made:
        databases.drop(postgres_server, url)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL where databases may be made."""
    with machine.postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of a real Redis, shared by the tests of one process."""
    try:
        with machine.redis_server() as url:
            yield url
    except machine.Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The address of an empty Redis."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushdb()
    return redis_server


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of the machine's Chromium."""
    return _found(machine.chromium)


@pytest.fixture(scope="session")
def node_path() -> str:
    """The path of the machine's Node.js."""
    return _found(machine.node)


def _found(program: Callable[[], str]) -> str:
    try:
        return program()
    except machine.Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(autouse=True, scope="session")
def only_this_machine() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    patch = pytest.MonkeyPatch()
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: Any) -> None:
        _refuse_outside(self, address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        _refuse_outside(self, address)
        return connect_ex(self, address)

    patch.setattr(socket.socket, "connect", guarded)
    patch.setattr(socket.socket, "connect_ex", guarded_ex)
    yield
    patch.undo()


def _refuse_outside(connecting: socket.socket, address: Any) -> None:
    if connecting.family == socket.AF_UNIX:
        return
    if not str(address[0]).startswith(LOCAL):
        raise AssertionError(f"tests stay on this machine: expected a loopback address, got {address!r}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI=true a test that skips has failed: what CI did not run, nobody knows to work."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although CI may skip nothing: {report.longrepr}"
    return report
