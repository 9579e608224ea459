"""Reads the log once for all screens of a process, as soon as somebody says that there is more, or once a second when nobody does."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from server.base.errors import Unavailable
from server.live.source import Batch, Interest, Source

log = logging.getLogger(__name__)
BATCH = 200
POLL_S = 1.0


class Relay:
    """A thread between the log and the hub. `deliver` returns when the batch was taken; `interest` is what screens look at."""

    def __init__(
        self, source: Source, *, interest: Callable[[], Interest], deliver: Callable[[Batch], None]
    ) -> None:
        self.cursor = 0
        self._source = source
        self._interest = interest
        self._deliver = deliver
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def hint(self, _head: int = 0) -> None:
        """Say that the log may have grown. Fits `Executor.on_commit`; callable from any thread."""
        self._wake.set()

    def step(self) -> int:
        """Hand on the next events of the log and return how many they were."""
        return self._hand_on(self._batch())

    def start(self, cursor: int) -> None:
        """Go on after `cursor` in a thread until `stop`."""
        self.cursor = cursor
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait(POLL_S)
            self._wake.clear()
            try:
                while self.step() > 0 and not self._stopping.is_set():
                    pass
            except Unavailable as error:
                log.warning("the log cannot be read just now: %s", error)
            except Exception:
                log.exception("events after %d could not be told", self.cursor)

    def _batch(self) -> Batch:
        """Return the next events; without their records when those cannot be made, so that one bad row does not stop the desk."""
        try:
            return self._source.batch(self.cursor, BATCH, self._interest())
        except Unavailable:
            raise
        except Exception:
            log.exception("the records of events after %d cannot be made; screens start over", self.cursor)
            return self._source.bare_batch(self.cursor, BATCH, self._interest())

    def _hand_on(self, batch: Batch) -> int:
        if batch.happenings:
            self._deliver(batch)
            self.cursor = batch.happenings[-1].seq
        return len(batch.happenings)
