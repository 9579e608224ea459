"""Rate limits: no more than allowed in any window, and memory that stays bounded."""

from __future__ import annotations

import pytest

from server.base import limits
from server.base.clock import MINUTE, SECOND
from server.base.errors import TooMany
from server.base.limits import Limits

START = 1_795_000_020_000


def test_one_more_than_allowed_is_refused_and_says_when_to_come_back() -> None:
    counts = Limits()
    for _ in range(3):
        counts.take("a", 3, MINUTE, START)
    with pytest.raises(TooMany) as refused:
        counts.take("a", 3, MINUTE, START + SECOND)
    assert 1 <= int(refused.value.detail["retry_after_s"] or 0) <= 60


def test_keys_do_not_share_their_allowance() -> None:
    counts = Limits()
    counts.take("a", 1, MINUTE, START)
    counts.take("b", 1, MINUTE, START)


def test_a_burst_over_the_edge_of_two_windows_is_refused() -> None:
    counts = Limits()
    end = START - START % MINUTE + MINUTE
    for _ in range(4):
        counts.take("a", 4, MINUTE, end - 1)
    with pytest.raises(TooMany):
        counts.take("a", 4, MINUTE, end)


def test_after_two_windows_of_silence_everything_is_allowed_again() -> None:
    counts = Limits()
    counts.take("a", 1, MINUTE, START)
    counts.take("a", 1, MINUTE, START + 2 * MINUTE)


def test_memory_stays_bounded_when_every_call_has_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_KEYS", 100)
    counts = Limits()
    for number in range(1_000):
        counts.take(f"key{number}", 1, MINUTE, START + number)
    assert len(counts._windows) <= 100
