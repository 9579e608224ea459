"""Asks the model process and keeps it alive: one request after the other, questions before background work, restarted with growing pauses.

Who asks waits as long as they said and no longer; without a process they get nothing at once.
"""

from __future__ import annotations

import heapq
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from server.models.encoder import WORDS, Kind
from server.models.frames import Ready, Refused, floats
from server.models.process import Running

log = logging.getLogger(__name__)
SLICE = 4
"""Texts sent at once: a question waits behind so many passages at most."""
WATCH_S = 1.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0


class Listener(Protocol):
    """Hears what becomes of the process."""

    def ready(self, hello: Ready) -> None:
        """It answers."""

    def gone(self, pause_s: float) -> None:
        """It ended by itself; another one starts after so many seconds."""

    def refused(self, refusal: Refused) -> None:
        """The model cannot be used, so no other process is started."""


@dataclass(slots=True)
class Wish:
    """Texts somebody waits for; `lost` when nobody does any more, or nobody can answer."""

    kind: Kind
    texts: tuple[str, ...]
    done: threading.Event = field(default_factory=threading.Event)
    vectors: list[list[float]] = field(default_factory=list)
    lost: bool = False


class Client:
    """The thread that speaks with the process. `start` returns what is run anew whenever it ended."""

    def __init__(
        self, begin: Callable[[], Running], listener: Listener, *, first_pause_s: float = FIRST_PAUSE_S
    ) -> None:
        self._begin = begin
        self._listener = listener
        self._first_pause_s = first_pause_s
        self._hello: Ready | None = None
        self._running: Running | None = None
        self._waiting: list[tuple[bool, int, Wish]] = []
        self._count = 0
        self._changed = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="model", daemon=True)

    @property
    def hello(self) -> Ready | None:
        """What the process said of itself; None while none answers."""
        return self._hello

    @property
    def name(self) -> str:
        """The model's name; "words" while none answers."""
        hello = self._hello
        return hello.name if hello else WORDS

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has; 0 while none answers."""
        hello = self._hello
        return hello.dimensions if hello else 0

    def start(self) -> None:
        """Start a process and keep one running until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """End process and thread; whoever waits gets nothing."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            if self._running is not None:
                self._running.kill()
        if self._thread.is_alive():
            self._thread.join()

    def encode(self, texts: Sequence[str], kind: Kind, deadline_s: float) -> list[list[float]] | None:
        """The vectors, or nothing where the process is away or too late."""
        wish = Wish(kind, tuple(texts))
        with self._changed:
            if self._hello is None:
                return None
            self._put(wish)
        wish.done.wait(deadline_s)
        with self._changed:
            whole = len(wish.vectors) == len(wish.texts)
            wish.lost = not whole
        return wish.vectors if whole else None

    def _put(self, wish: Wish) -> None:
        """Behind earlier ones of its kind; questions stand before passages. Called with the lock held."""
        self._count += 1
        heapq.heappush(self._waiting, (wish.kind != "query", self._count, wish))
        self._changed.notify_all()

    def _run(self) -> None:
        pause = self._first_pause_s
        while not self._stopping:
            useful = self._serve()
            if useful is None or self._stopping:
                return
            pause = self._first_pause_s if useful else min(2 * pause, LONGEST_PAUSE_S)
            self._listener.gone(pause)
            with self._changed:
                self._changed.wait_for(lambda: self._stopping, pause)

    def _serve(self) -> bool | None:
        """Run one process to its end and return whether it ever answered; None where its model cannot be used."""
        with self._changed:
            if self._stopping:
                return None
            running = self._running = self._begin()
        try:
            opening = running.opening()
            if isinstance(opening, Refused):
                self._listener.refused(opening)
                return None
            return opening is not None and self._speak(running, opening)
        except (OSError, ValueError) as fault:
            log.warning("the model process cannot be understood: %s", fault)
            return False
        finally:
            self._drop()
            running.close()

    def _speak(self, running: Running, hello: Ready) -> bool:
        """Answer wishes until the process is gone; return whether it answered any."""
        self._hello, answered = hello, False
        self._listener.ready(hello)
        while (wish := self._next(running)) is not None:
            part = wish.texts[len(wish.vectors) : len(wish.vectors) + SLICE]
            vectors = running.encode(part, wish.kind)
            if vectors is None or len(vectors) != len(part):
                self._give_up(wish)
                return answered
            self._take(wish, vectors)
            answered = True
        return answered

    def _next(self, running: Running) -> Wish | None:
        """The most urgent wish somebody still waits for; None when told to stop, or the process ended while idle."""
        with self._changed:
            while not self._stopping and not running.ended():
                while self._waiting:
                    wish = heapq.heappop(self._waiting)[2]
                    if not wish.lost:
                        return wish
                self._changed.wait(WATCH_S)
            return None

    def _take(self, wish: Wish, vectors: Sequence[bytes]) -> None:
        with self._changed:
            wish.vectors += [floats(vector) for vector in vectors]
            if len(wish.vectors) == len(wish.texts):
                wish.done.set()
            else:
                self._put(wish)

    def _give_up(self, wish: Wish) -> None:
        """It may be this very text that ended the process, so it is not sent again."""
        wish.lost = True
        wish.done.set()

    def _drop(self) -> None:
        with self._changed:
            self._hello = self._running = None
            for _, _, wish in self._waiting:
                self._give_up(wish)
            self._waiting.clear()
