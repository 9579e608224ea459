"""Desk processes of a test: started from this checkout, killed without warning, started again. Ended by their own ids only."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
READY_S = 60.0
UNLIMITED = {
    f"DESK_{name}": "1000000"
    for name in ("WIDGET_CHATS_PER_HOUR", "WIDGET_MESSAGES_PER_MINUTE", "LOGIN_TRIES", "API_CALLS_PER_MINUTE")
}
"""Everybody here comes from one address; how often one address may come is not what these tests are about."""


class Process:
    """One `serve` or `work` process, with its own output file."""

    def __init__(self, verb: str, home: Path, **settings: str) -> None:
        self.verb = verb
        self.home = home
        self.port = free_port()
        self.settings = settings
        self.address = f"http://127.0.0.1:{self.port}"
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; wait until a `serve` process answers."""
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DESK_")},
            "DESK_HOME": str(self.home),
            "DESK_PORT": str(self.port),
            "DESK_DEMO": "1",
            "DESK_MODEL": "words",
            "DESK_LOG_LEVEL": "warning",
            **UNLIMITED,
            **{f"DESK_{name.upper()}": value for name, value in self.settings.items()},
        }
        output = (self.home / f"{self.verb}-{self.port}.log").open("ab")
        self._running = subprocess.Popen(
            [sys.executable, "-m", "server", self.verb],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
        )
        output.close()
        if self.verb == "serve":
            self.wait_ready()

    def wait_ready(self) -> None:
        """Wait until it says that it can take work."""
        until = time.monotonic() + READY_S
        while time.monotonic() < until:
            assert self._running is not None
            if self._running.poll() is not None:
                raise AssertionError(f"{self.verb} ended by itself:\n{self.output()}")
            if self._answers():
                return
            time.sleep(0.05)
        raise AssertionError(f"{self.verb} did not get ready:\n{self.output()}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.address + "/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def kill(self) -> None:
        """End it without any warning, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it politely; kill it when that takes too long."""
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()
            try:
                self._running.wait(20)
            except subprocess.TimeoutExpired:
                self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Stop it in the middle of whatever it does."""
        assert self._running is not None
        self._running.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self._running is not None
        self._running.send_signal(signal.SIGCONT)

    def output(self) -> str:
        """Return the end of what it printed."""
        return (self.home / f"{self.verb}-{self.port}.log").read_text(errors="replace")[-3_000:]

    def _end(self, number: int) -> None:
        if self._running is not None and self._running.poll() is None:
            self._running.send_signal(number)
            self._running.wait(20)


@contextlib.contextmanager
def running(*processes: Process) -> Iterator[Sequence[Process]]:
    """Start processes and stop them at the end of the block."""
    try:
        for process in processes:
            process.start()
        yield processes
    finally:
        for process in processes:
            process.stop()


def free_port() -> int:
    """Return a port of the loopback that was free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
