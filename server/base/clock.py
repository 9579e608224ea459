"""The only place that reads the time. Instants are whole milliseconds UTC (`Ms`); tests and simulations bring their own clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol

Ms = int
"""Milliseconds since 1970-01-01T00:00:00Z."""

SECOND: Ms = 1_000
MINUTE: Ms = 60 * SECOND
HOUR: Ms = 60 * MINUTE
DAY: Ms = 24 * HOUR


class Clock(Protocol):
    """Tells the present instant; never goes by itself in a test."""

    def now(self) -> Ms:
        """Return the present instant in milliseconds UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> Ms:
        """Return the machine's present instant in milliseconds UTC."""
        return time.time_ns() // 1_000_000


class VirtualClock:
    """A clock that stands until it is moved."""

    def __init__(self, at: Ms = 1_795_000_000_000) -> None:
        self._at = at

    def now(self) -> Ms:
        """Return the instant it was last moved to."""
        return self._at

    def advance(self, by: Ms) -> Ms:
        """Move forward by `by` milliseconds and return the new instant."""
        self._at += by
        return self._at

    def set(self, at: Ms) -> None:
        """Jump to `at`; backwards is allowed, since real clocks do it too."""
        self._at = at


def as_datetime(at: Ms) -> datetime:
    """Return the instant as an aware UTC datetime."""
    return datetime.fromtimestamp(at / 1000, tz=UTC)


def monotonic() -> float:
    """Return seconds of a clock that never jumps, for measuring spans."""
    return time.monotonic()
