"""Takes due jobs of its lanes, runs their handlers and says how they ended. The job table decides; hands may come and go."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

import sqlalchemy as sa

from server.base.errors import DeskError
from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.upkeep import Claim, Ended
from server.desk.verbs import Command
from server.store.tables.infra import JOBS, Job

log = logging.getLogger(__name__)
Handler = Callable[[Core, Job], None]
BATCH = 20
POLL_S = 2.0
"""How soon dropped or late jobs are found by hands that nobody rang for."""


class Hands:
    """One worker of some lanes. Handlers are idempotent: a job may be run twice when a worker dies at the wrong moment."""

    def __init__(
        self, core: Core, handlers: Mapping[str, Handler], *, lanes: tuple[str, ...], holder: str
    ) -> None:
        self._core = core
        self._handlers = handlers
        self._lanes = lanes
        self._holder = holder
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def hint(self, _head: int = 0) -> None:
        """Say that there may be something to do."""
        self._wake.set()

    def step(self) -> int:
        """Run what is due now, up to a batch a lane, and return how many jobs that were."""
        return sum(self._step(lane) for lane in self._lanes)

    def start(self) -> None:
        """Work in a thread until `stop`."""
        self._thread = threading.Thread(target=self._run, name=f"hands {','.join(self._lanes)}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the job in hand and end the thread."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _step(self, lane: str) -> int:
        now = self._core.clock.now()
        free = sa.or_(JOBS.c.lease_until.is_(None), JOBS.c.lease_until <= now)
        due = sa.select(JOBS.c.id).where(
            JOBS.c.lane == lane, JOBS.c.failed_at.is_(None), JOBS.c.run_at <= now, free
        )
        with self._core.database.reading() as connection:
            ids = tuple(connection.scalars(due.order_by(JOBS.c.run_at).limit(BATCH)))
        if not ids:
            return 0
        body = Claim(lane=lane, holder=self._holder, job_ids=ids)
        taken = self._core.executor.ask(Command("job.claim", SYSTEM, body))["job_ids"]
        with self._core.database.reading() as connection:
            jobs = [
                JOBS.read(line)
                for line in connection.execute(sa.select(JOBS.sql).where(JOBS.c.id.in_(taken)))
            ]
        for job in jobs:
            self._run_job(job)
        return len(jobs)

    def _run_job(self, job: Job) -> None:
        failure: str | None = None
        try:
            self._handlers[job.kind](self._core, job)
        except DeskError as refusal:
            failure = refusal.code
        except Exception as error:
            # A handler's bug must not end the hands; the job keeps the kind of error and is tried again later.
            log.exception("job %s (%s) failed", job.id, job.kind)
            failure = type(error).__name__
        self._core.executor.ask(
            Command("job.end", SYSTEM, Ended(job_id=job.id, holder=self._holder, failure=failure))
        )

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                moved = self.step()
            except DeskError as refusal:
                log.warning("jobs cannot be taken just now: %s", refusal)
                moved = 0
            if not moved:
                self._wake.wait(POLL_S)
