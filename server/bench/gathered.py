"""The bench's end of a crowd of consoles (`crowd.py`): starts it, gives orders, believes only answers that count everybody."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

PATIENCE_S = 60.0


class Heard(NamedTuple):
    """How many changes all consoles heard so far, and when the last of them was noticed (monotonic seconds)."""

    changes: int
    at: float


class Gathered:
    """A crowd that runs."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        self._running = running
        self.changes = 0
        self.consoles = 0

    def join(self, count: int) -> None:
        """Let so many more consoles connect, and return when all are current."""
        self.changes = self._told(do="join", count=count)["changes"]
        self.consoles += count

    def leave(self) -> None:
        """Let all consoles close their sockets."""
        self._told(do="leave")
        self.consoles = 0

    def heard(self, more: int, within_s: float = PATIENCE_S) -> Heard:
        """Return when so many changes more were heard. Raises TimeoutError when they did not come in time."""
        wanted = self.changes + more
        told = self._told(do="heard", changes=wanted, within_s=within_s)
        if told["changes"] < wanted:
            came = told["changes"] - self.changes
            raise TimeoutError(f"expected {more} changes at the consoles within {within_s} s, {came} came")
        self.changes = told["changes"]
        return Heard(told["changes"], told["at"])

    def rest(self) -> None:
        """Take as heard whatever was heard until now."""
        self.changes = self._told(do="heard", changes=0, within_s=0.0)["changes"]

    def _told(self, **order: Any) -> dict[str, Any]:
        assert self._running.stdin is not None
        assert self._running.stdout is not None
        self._running.stdin.write(json.dumps(order) + "\n")
        self._running.stdin.flush()
        line = self._running.stdout.readline()
        if not line:
            raise ConnectionError("the crowd of consoles ended by itself; its error stands above")
        told: dict[str, Any] = json.loads(line)
        if told["lost"]:
            raise ConnectionError(f"expected every console to stay connected, {told['lost']} were lost")
        return told


@contextmanager
def gathered(
    port: int, *, path: str = "/socket", cookies: Sequence[str] = ("",), greets: bool = True
) -> Iterator[Gathered]:
    """Yield a crowd without consoles yet, whose consoles bring these cookies in turn; end it afterwards."""
    running = subprocess.Popen(
        [sys.executable, "-m", "server.bench.crowd"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdin is not None
    try:
        first = {"port": port, "path": path, "cookies": list(cookies), "greets": greets}
        running.stdin.write(json.dumps(first) + "\n")
        yield Gathered(running)
    finally:
        running.stdin.close()
        try:
            running.wait(5)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        assert running.stdout is not None
        running.stdout.close()
