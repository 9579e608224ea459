"""Wake-ups between processes: one Redis message per commit, "the log has grown to this seq". Losing one costs a second, never work.

Without Redis there is only one process, and `told` is called directly.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import redis

from server.base.settings import Settings

log = logging.getLogger(__name__)
CHANNEL = "desk:head"
RETRY_S = 1.0
Told = Callable[[int], None]


class Hints:
    """What a process hears about commits, its own and those of others."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.redis_url
        self._told: list[Told] = []
        self._client = redis.Redis.from_url(self._url, socket_timeout=2) if self._url else None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def tell(self, told: Told) -> None:
        """Call `told(head)` after each commit, from whichever thread heard of it."""
        self._told.append(told)

    def committed(self, head: int) -> None:
        """Say that this process has committed: to itself at once, to the others through Redis."""
        self._pass_on(head)
        if self._client is not None:
            try:
                self._client.publish(CHANNEL, head)
            except redis.RedisError as error:
                log.warning("the wake-up for %d did not go out: %s", head, error)

    def start(self) -> None:
        """Listen to the other processes until `stop`."""
        if self._client is not None:
            self._thread = threading.Thread(target=self._listen, name="hints", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                self._hear()
            except redis.RedisError as error:
                log.warning("Redis is away, polling goes on: %s", error)
                self._stopping.wait(RETRY_S)

    def _hear(self) -> None:
        with redis.Redis.from_url(self._url).pubsub(ignore_subscribe_messages=True) as heard:  # type: ignore[no-untyped-call]
            heard.subscribe(CHANNEL)
            while not self._stopping.is_set():
                message = heard.get_message(timeout=0.5)
                if message is not None:
                    self._pass_on(int(message["data"]))

    def _pass_on(self, head: int) -> None:
        for told in self._told:
            told(head)
