"""Words between the processes of one desk over Redis: that there was a commit, who looks at which ticket. Losing them costs a second.

Without Redis a bus is silent: one process needs none.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

import redis

log = logging.getLogger(__name__)
COMMITS, ROOMS = "desk:commits", "desk:rooms"
WAITING = 1_000
AGAIN_S = 1.0


class Bus:
    """Says and hears without ever holding up the one who speaks."""

    def __init__(self, url: str) -> None:
        self.heard: dict[str, Callable[[bytes], None]] = {}
        self._url = url
        self._out: queue.Queue[tuple[str, bytes] | None] = queue.Queue(WAITING)
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def say(self, channel: str, message: bytes) -> None:
        """Tell the other processes; dropped when too much waits, since every word here is a hint."""
        if self._url and not self._out.full():
            self._out.put_nowait((channel, message))

    def start(self) -> None:
        """Begin to speak and to listen."""
        if self._url:
            for run in (self._speak, self._listen):
                thread = threading.Thread(target=run, name=f"bus{run.__name__}", daemon=True)
                self._threads.append(thread)
                thread.start()

    def stop(self) -> None:
        """End both threads."""
        self._stopping.set()
        if self._threads:
            self._out.put(None)
        for thread in self._threads:
            thread.join(timeout=5)

    def _connected(self) -> redis.Redis:
        return redis.Redis.from_url(self._url, socket_timeout=AGAIN_S, socket_connect_timeout=AGAIN_S)

    def _speak(self) -> None:
        with self._connected() as connection:
            while (word := self._out.get()) is not None:
                try:
                    connection.publish(*word)
                except redis.RedisError as error:
                    log.warning("other processes learn of changes a second later: %s", type(error).__name__)
                    self._stopping.wait(AGAIN_S)

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                self._hear()
            except redis.RedisError as error:
                log.warning("changes in other processes are learnt a second later: %s", type(error).__name__)
                self._stopping.wait(AGAIN_S)

    def _hear(self) -> None:
        with self._connected() as connection, connection.pubsub(ignore_subscribe_messages=True) as listening:
            listening.subscribe(*self.heard)
            while not self._stopping.is_set():
                message = listening.get_message(timeout=AGAIN_S / 2)
                if message is not None:
                    self.heard[message["channel"].decode()](message["data"])
