"""How often somebody may do something: counts in fixed windows, in this process or, when configured, in Redis for all of them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import redis

from server.base.clock import SECOND, Clock, Ms
from server.base.crypto import Master
from server.base.errors import TooMany
from server.base.settings import Settings

log = logging.getLogger(__name__)
REDIS_TIMEOUT_S, SWEEP_AT = 0.5, 10_000


class Limits:
    """Counts what everybody did. Who it was is kept as a keyed hash. Losing the counts costs nothing but a fresh window."""

    def __init__(self, settings: Settings, clock: Clock, master: Master) -> None:
        self._clock = clock
        self._master = master
        self._counts: dict[str, tuple[int, Ms]] = {}
        self._lock = threading.Lock()
        timeouts = {"socket_timeout": REDIS_TIMEOUT_S, "socket_connect_timeout": REDIS_TIMEOUT_S}
        self._redis = redis.Redis.from_url(settings.redis_url, **timeouts) if settings.redis_url else None

    def take(self, what: str, who: str, most: int, window_s: int) -> None:
        """Count one more. Raises TooMany `limit.reached` when `who` did `what` more than `most` times in this window."""
        self._check(what, who, most, window_s, 1)

    def check(self, what: str, who: str, most: int, window_s: int) -> None:
        """Raise TooMany when one more would be too many, without counting it."""
        self._check(what, who, most, window_s, 0)

    def _check(self, what: str, who: str, most: int, window_s: int, step: int) -> None:
        now, window = self._clock.now(), window_s * SECOND
        ends = (now // window + 1) * window
        name = f"limit:{what}:{self._master.lookup('limit', who)}:{ends}"
        count = self._counted(name, now, ends, step)
        if count + (1 - step) > most:
            raise TooMany("limit.reached", retry_after_s=max(1, -(-(ends - now) // SECOND)))

    def _counted(self, name: str, now: Ms, ends: Ms, step: int) -> int:
        if self._redis is None:
            return self._here(name, now, ends, step)
        return _or_else(
            lambda store: _there(store, name, ends - now, step),
            self._redis,
            lambda: self._here(name, now, ends, step),
        )

    def _here(self, name: str, now: Ms, ends: Ms, step: int) -> int:
        with self._lock:
            if len(self._counts) > SWEEP_AT:
                self._counts = {key: kept for key, kept in self._counts.items() if kept[1] > now}
            count = self._counts.get(name, (0, ends))[0] + step
            self._counts[name] = (count, ends)
            return count


def _there(store: redis.Redis, name: str, lasts: Ms, step: int) -> int:
    with store.pipeline() as pipe:
        pipe.incrby(name, step)
        pipe.pexpire(name, lasts)
        return int(pipe.execute()[0])


def _or_else(ask: Callable[[redis.Redis], int], store: redis.Redis, otherwise: Callable[[], int]) -> int:
    """Return Redis's count, or this process's own while Redis is away: a limit must not stop the desk."""
    try:
        return ask(store)
    except redis.RedisError as error:
        log.warning(
            "limits are counted in this process only: Redis does not answer (%s)", type(error).__name__
        )
        return otherwise()
