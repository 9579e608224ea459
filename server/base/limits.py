"""How often somebody may do something: counts per key in sliding windows, in this process. Not a lock, and nothing is stored."""

from __future__ import annotations

from typing import NamedTuple

from server.base.clock import SECOND, Ms
from server.base.errors import TooMany

MOST_KEYS = 20_000


class Window(NamedTuple):
    """Counts of the current window and the one before it; `start` is when the current one began."""

    start: Ms
    hits: int
    before: int


class Limits:
    """Counts by key. The share of the window before that still overlaps is counted too, so no burst slips between two windows."""

    def __init__(self) -> None:
        self._windows: dict[str, Window] = {}

    def take(self, key: str, most: int, window: Ms, now: Ms) -> None:
        """Count one. Raises TooMany `rate.exceeded` with `retry_after_s` when more than `most` fall into `window` ms."""
        current = self._rolled(key, window, now)
        overlap = 1 - (now - current.start) / window
        if current.hits + current.before * overlap >= most:
            left = current.start + window - now
            raise TooMany("rate.exceeded", retry_after_s=max(1, -(-left // SECOND)))
        self._windows[key] = current._replace(hits=current.hits + 1)
        if len(self._windows) > MOST_KEYS:
            self._forget(now, window)

    def _rolled(self, key: str, window: Ms, now: Ms) -> Window:
        start = now - now % window
        known = self._windows.get(key)
        if known is None or known.start < start - window:
            return Window(start, 0, 0)
        return known if known.start == start else Window(start, 0, known.hits)

    def _forget(self, now: Ms, window: Ms) -> None:
        """Drop what is too old to count; when everything is fresh, the oldest half: memory stays bounded under attack."""
        fresh = {key: kept for key, kept in self._windows.items() if kept.start >= now - 2 * window}
        if len(fresh) > MOST_KEYS // 2:
            newest = sorted(fresh.items(), key=lambda pair: pair[1].start, reverse=True)
            fresh = dict(newest[: MOST_KEYS // 2])
        self._windows = fresh
