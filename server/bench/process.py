"""A real `serve` process to measure from outside: started, asked over HTTP, weighed, ended by its own id."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

READY_S = 60.0
END_S = 15.0
KEPT_S = 2.0  # the server ends connections that were silent for five seconds
VOICE_SECRET = "only-for-the-bench"  # noqa: S105 - both ends of it are in this run
UNLIMITED = {
    f"DESK_{name}": "1000000"
    for name in ("WIDGET_CHATS_PER_HOUR", "WIDGET_MESSAGES_PER_MINUTE", "LOGIN_TRIES", "API_CALLS_PER_MINUTE")
}
"""Everybody in the bench comes from one address; how often one may come is not what is measured."""


class Memory(NamedTuple):
    """KiB of memory: the process's own, and all it uses with what it shares with others (files it maps) counted in full."""

    own: int
    all: int


class Overtaken(Exception):
    """The desk went on before the request came."""


class Serving:
    """A `serve` process that answers at `port`."""

    def __init__(self, port: int, running: subprocess.Popen[bytes]) -> None:
        self.port = port
        self._running = running

    def memory(self) -> Memory:
        """Return what the process has in memory just now."""
        with Path(f"/proc/{self._running.pid}/smaps_rollup").open(encoding="ascii") as lines:
            sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.endswith("kB\n")}
        return Memory(sizes["Anonymous"], sizes["Rss"])

    def wait_ready(self, output: Path) -> None:
        """Wait until it takes work. Raises ChildProcessError with what it printed when it ends, TimeoutError when it hangs."""
        until = time.monotonic() + READY_S
        while not self._answers():
            if self._running.poll() is not None:
                raise ChildProcessError(f"the served desk ended by itself: {output.read_text()[-2_000:]}")
            if time.monotonic() > until:
                raise TimeoutError(f"the served desk was not ready within {READY_S} s")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it politely; kill it when that takes too long."""
        self._running.terminate()
        try:
            self._running.wait(END_S)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


class Line:
    """One connection to the served desk, kept while it is used. `headers` go with every request."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        origin = f"http://127.0.0.1:{port}"
        self.headers = {"Origin": origin, "Content-Type": "application/json", **headers}
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._sent = 0
        self._used = 0.0

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer to a command with a key of its own."""
        self._sent += 1
        key = f"bench-{id(self):016d}-{self._sent:06d}"
        return self.send("POST", path, json.dumps(body).encode(), {"Idempotency-Key": key})

    def send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> dict[str, Any]:
        """Return the answer to a request. Raises ConnectionError for a refusal: the bench only asks what it may."""
        if time.monotonic() - self._used > KEPT_S:
            self._line.close()
        self._used = time.monotonic()
        self._line.request(method, path, body, {**self.headers, **headers})
        answer = self._line.getresponse()
        text = answer.read()
        if answer.status == 409:
            raise Overtaken(f"{method} {path} came too late: {text[:400]!r}")
        if answer.status >= 300:
            raise ConnectionError(f"{method} {path} was answered {answer.status}: {text[:400]!r}")
        found: dict[str, Any] = json.loads(text) if text.startswith(b"{") else {}
        return found

    def close(self) -> None:
        """End the connection."""
        self._line.close()


@contextlib.contextmanager
def serving(database_url: str) -> Iterator[Serving]:
    """Yield a served desk on a database that is set up already."""
    with tempfile.TemporaryDirectory() as home:
        port, output = _free_port(), Path(home) / "serve.log"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DESK_")},
            "DESK_HOME": home,
            "DESK_PORT": str(port),
            "DESK_DEMO": "1",
            "DESK_MODEL": "words",
            "DESK_DATABASE_URL": database_url,
            "DESK_VOICE_SECRET": VOICE_SECRET,
            "DESK_LOG_LEVEL": "warning",
            **UNLIMITED,
        }
        with output.open("wb") as file:
            running = subprocess.Popen(
                [sys.executable, "-m", "server", "serve"],
                env=environment,
                stdout=file,
                stderr=file,
            )
        served = Serving(port, running)
        try:
            served.wait_ready(output)
            yield served
        finally:
            served.stop()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
