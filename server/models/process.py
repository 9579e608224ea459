"""One run of the model process, from its start to its end. What hangs is killed; who starts another one is decided elsewhere."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

from server.models.encoder import Kind
from server.models.frames import OPENINGS, TOLD, Ask, Ready, Refused, receive, send

LOAD_S, ANSWER_S = 120.0, 30.0
END_S = 5.0


class Running:
    """A process that loads its model and then answers one request at a time."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], *, answer_s: float = ANSWER_S
    ) -> None:
        self._answer_s = answer_s
        self._process = subprocess.Popen(  # noqa: S603  our own module in our own Python
            command, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._asks = cast("BinaryIO", self._process.stdin)
        self._tells = cast("BinaryIO", self._process.stdout)
        self._number = 0

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def opening(self) -> Ready | Refused | None:
        """The first words; None where it ended or took too long."""
        with self._limit(LOAD_S):
            return receive(self._tells, OPENINGS)

    def encode(self, texts: Sequence[str], kind: Kind) -> tuple[bytes, ...] | None:
        """The vectors of a few texts; None where it ended or took too long."""
        self._number += 1
        with self._limit(self._answer_s), suppress(OSError):
            send(self._asks, Ask(number=self._number, kind=kind, texts=tuple(texts)))
            told = receive(self._tells, TOLD)
            return told.vectors if told is not None and told.number == self._number else None
        return None

    def ended(self) -> bool:
        """Whether it is over."""
        return self._process.poll() is not None

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self._process.kill()

    def close(self) -> None:
        """Let it end, and see to it that it does."""
        with suppress(OSError):
            self._asks.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        self._tells.close()

    @contextmanager
    def _limit(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
