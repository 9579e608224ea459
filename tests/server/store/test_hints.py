"""Wake-ups: told at once in one process, through Redis to the others, and no harm when Redis is away."""

from __future__ import annotations

import threading

from server.base.settings import Settings
from server.store.hints import Hints


def test_without_redis_the_process_tells_itself() -> None:
    heard: list[int] = []
    hints = Hints(Settings())
    hints.tell(heard.append)
    hints.start()
    hints.committed(7)
    hints.stop()
    assert heard == [7]


def test_other_processes_hear_through_redis(redis_url: str) -> None:
    here, there = Hints(Settings(redis_url=redis_url)), Hints(Settings(redis_url=redis_url))
    came = threading.Event()
    there.tell(lambda head: came.set() if head == 9 else None)
    there.start()
    for _ in range(50):
        here.committed(9)
        if came.wait(0.1):
            break
    there.stop()
    assert came.is_set()


def test_a_redis_that_is_away_costs_no_commit() -> None:
    heard: list[int] = []
    hints = Hints(Settings(redis_url="redis://127.0.0.1:1"))
    hints.tell(heard.append)
    hints.start()
    hints.committed(3)
    hints.stop()
    assert heard == [3]
