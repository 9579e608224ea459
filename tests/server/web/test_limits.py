"""Counting what somebody did: in this process, and in a real Redis for several."""

from __future__ import annotations

import pytest
import redis

from server.base.clock import VirtualClock
from server.base.crypto import Master
from server.base.errors import TooMany
from server.base.ids import SeededIds
from server.base.settings import Settings
from server.web.limits import Limits


def _limits(clock: VirtualClock, redis_url: str = "") -> Limits:
    return Limits(Settings(redis_url=redis_url), clock, Master(b"m" * 32, SeededIds(1)))


def test_so_many_are_allowed_in_a_window_and_no_more_until_the_next() -> None:
    clock = VirtualClock(60_000)
    limits = _limits(clock)
    for _ in range(3):
        limits.take("login", "lin", 3, 60)
    with pytest.raises(TooMany) as refusal:
        limits.take("login", "lin", 3, 60)
    assert refusal.value.detail == {"retry_after_s": 60}
    limits.take("login", "kofi", 3, 60)
    limits.take("search", "lin", 3, 60)
    clock.advance(60_000)
    limits.take("login", "lin", 3, 60)


def test_asking_whether_one_more_is_allowed_counts_nothing() -> None:
    limits = _limits(VirtualClock(0))
    for _ in range(5):
        limits.check("key", "x", 1, 60)
    limits.take("key", "x", 1, 60)
    with pytest.raises(TooMany):
        limits.check("key", "x", 1, 60)


def test_two_processes_count_together_through_redis(redis_url: str) -> None:
    clock = VirtualClock(0)
    here, there = _limits(clock, redis_url), _limits(clock, redis_url)
    here.take("login", "lin", 2, 60)
    there.take("login", "lin", 2, 60)
    with pytest.raises(TooMany):
        here.take("login", "lin", 2, 60)


def test_without_its_redis_a_process_counts_alone() -> None:
    limits = _limits(VirtualClock(0), "redis://127.0.0.1:1/0")
    limits.take("login", "lin", 1, 60)
    with pytest.raises(TooMany):
        limits.take("login", "lin", 1, 60)


def test_redis_never_learns_who_it_was(redis_url: str) -> None:
    _limits(VirtualClock(0), redis_url).take("login", "lin@example.com", 2, 60)
    with redis.Redis.from_url(redis_url) as store:
        keys = [bytes(key) for key in store.scan_iter()]
    assert len(keys) == 1 and b"lin" not in keys[0]
