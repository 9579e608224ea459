"""Wakes long polls when something was committed: a hint, never content. Rung from any thread."""

from __future__ import annotations

import asyncio
import threading


class Bell:
    """Whoever waits hears every ring after they began to listen."""

    def __init__(self) -> None:
        self._waiting: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self._lock = threading.Lock()

    def ring(self, _head: int = 0) -> None:
        """Wake everybody. Fits `Executor.on_commit` and the hint of another process."""
        with self._lock:
            waiting = list(self._waiting.items())
        for heard, loop in waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(heard.set)

    def listen(self) -> asyncio.Event:
        """Return an event that the next ring sets; give it back with `leave`."""
        heard = asyncio.Event()
        with self._lock:
            self._waiting[heard] = asyncio.get_running_loop()
        return heard

    def leave(self, heard: asyncio.Event) -> None:
        """Stop listening."""
        with self._lock:
            self._waiting.pop(heard, None)
