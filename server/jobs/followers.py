"""Readers of the log that work behind it (search words, ledger of erasures), stepped in one thread as the log grows."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import Protocol

from server.base.errors import DeskError

log = logging.getLogger(__name__)
POLL_S = 2.0


class Follower(Protocol):
    """A reader with a cursor of its own."""

    def step(self) -> int:
        """Go on a little and return how much was passed; 0: up to date."""
        ...


class Followers:
    """The thread of a process's followers."""

    def __init__(self, followers: Sequence[Follower]) -> None:
        self._followers = followers
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def hint(self, _head: int = 0) -> None:
        """Say that the log has grown."""
        self._wake.set()

    def step(self) -> int:
        """Step each follower once and return how much they passed together."""
        return sum(follower.step() for follower in self._followers)

    def start(self) -> None:
        """Follow in a thread until `stop`."""
        self._thread = threading.Thread(target=self._run, name="followers", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the step in hand and end the thread."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                moved = self.step()
            except DeskError as refusal:
                log.warning("the followers of the log wait: %s", refusal)
                moved = 0
            if not moved:
                self._wake.wait(POLL_S)
