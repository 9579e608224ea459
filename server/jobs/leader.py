"""One process at a time leads: renews its lease, fires timers, dispatches. `step` does a round inline; `run` loops in a thread."""

from __future__ import annotations

import logging
import threading

from server.base.clock import SECOND, Ms
from server.base.errors import DeskError
from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.upkeep import Lead
from server.desk.verbs import Command
from server.jobs.dispatch import Dispatch
from server.jobs.timing import Timing

log = logging.getLogger(__name__)
POLL_MS: Ms = 1_000
"""The longest a leader sleeps: a lost wake-up costs this much, never work."""


class Leader:
    """This process's claim to lead, and what it does while it does."""

    def __init__(self, core: Core, holder: str) -> None:
        self._core = core
        self._holder = holder
        self._epoch: int | None = None
        self._until: Ms = 0
        self._dispatch = Dispatch(core)
        self._timing = Timing(core)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def epoch(self) -> int | None:
        """The epoch this process leads in, or None while another leads."""
        return self._epoch

    def hint(self, _head: int = 0) -> None:
        """Say that something was committed."""
        self._wake.set()

    def step(self) -> int:
        """Lead one round if the lead is to be had, and return how many offers and timers it moved."""
        self._renew()
        if self._epoch is None:
            return 0
        try:
            return self._timing.step(self._epoch) + self._dispatch.step(self._epoch)
        except DeskError as refusal:
            if refusal.code == "leader.deposed":
                self._epoch = None
            else:
                raise
        return 0

    def start(self) -> None:
        """Lead in a thread until `stop`."""
        self._thread = threading.Thread(target=self._run, name="leader", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and hand the lead on at once."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        if self._epoch is not None:
            self._core.executor.ask(Command("leader.resign", SYSTEM, self._claim()))
            self._epoch = None

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                moved = self.step()
            except Exception:
                # The lead goes on: one bad round must not stop timers for ever; it is logged and tried again.
                log.exception("a round of the leader failed")
                moved = 0
                self._epoch = None
            if not moved:
                self._wake.wait(self._sleep_ms() / 1000)

    def _sleep_ms(self) -> Ms:
        if self._epoch is None:
            return POLL_MS
        try:
            due = [at for at in (self._timing.next_due(), self._dispatch.next_wake()) if at is not None]
        except DeskError as refusal:
            log.warning("the next due time cannot be read: %s", refusal)
            return POLL_MS
        return max(1, min([POLL_MS, *(at - self._core.clock.now() for at in due)]))

    def _renew(self) -> None:
        now = self._core.clock.now()
        lease = self._core.settings.leader_lease_s * SECOND
        if self._epoch is not None and self._until - now > lease // 2:
            return
        answer = self._core.executor.ask(Command("leader.lead", SYSTEM, self._claim()))
        before, self._epoch, self._until = self._epoch, answer["epoch"], answer["until"]
        if self._epoch is not None and self._epoch != before:
            log.info("leading in epoch %d", self._epoch)
            self._timing.give_grace(self._epoch)
            self._dispatch.load()

    def _claim(self) -> Lead:
        return Lead(holder=self._holder, lease_s=self._core.settings.leader_lease_s)
