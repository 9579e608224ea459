"""Jobs are run by whoever claims them first, tried again with growing pauses, and kept for people to see when they cannot be done."""

from __future__ import annotations

import sqlalchemy as sa

from server.base.errors import Unavailable
from server.desk.access import SYSTEM_ONLY
from server.desk.actors import SYSTEM
from server.desk.book import Book
from server.desk.core import Core
from server.desk.upkeep import ATTEMPTS
from server.desk.verbs import Answer, Body, verb
from server.jobs.hands import Hands
from server.store.tables.infra import JOBS, Job
from tests.server.jobs.test_leader import core_of
from tests.server.live.staffed import StaffedDesk


class Want(Body, frozen=True, kw_only=True):
    """A job to be wanted."""

    key: str = ""


@verb("test.want", Want, SYSTEM_ONLY)
def want(book: Book, body: Want) -> Answer:
    """Ask for a job."""
    book.job("mail", "test.job", "subject", key=body.key)
    return Answer()


def jobs(desk: StaffedDesk) -> list[Job]:
    with desk.database.reading() as connection:
        return [JOBS.read(line) for line in connection.execute(sa.select(JOBS.sql))]


class Worker:
    """Counts what it is given, and fails while told to."""

    def __init__(self, desk: StaffedDesk, name: str = "w1") -> None:
        self.done: list[str] = []
        self.failing = False
        self.hands = Hands(core_of(desk), {"test.job": self.handle}, lanes=("mail",), holder=name)

    def handle(self, _core: Core, job: Job) -> None:
        if self.failing:
            raise Unavailable("mail.server_away")
        self.done.append(job.subject)


def test_a_done_job_is_gone(desk: StaffedDesk) -> None:
    worker = Worker(desk)
    desk.do(SYSTEM, "test.want")
    assert (worker.hands.step(), worker.hands.step()) == (1, 0)
    assert worker.done == ["subject"]
    assert jobs(desk) == []


def test_the_same_key_is_one_job(desk: StaffedDesk) -> None:
    worker = Worker(desk)
    desk.do(SYSTEM, "test.want", key="once")
    desk.do(SYSTEM, "test.want", key="once")
    worker.hands.step()
    assert worker.done == ["subject"]


def test_a_failing_job_waits_longer_each_time_and_is_kept_in_the_end(desk: StaffedDesk) -> None:
    worker = Worker(desk)
    worker.failing = True
    desk.do(SYSTEM, "test.want")
    waits = []
    for _ in range(ATTEMPTS):
        assert worker.hands.step() == 1
        waits.append(jobs(desk)[0].run_at - desk.clock.now())
        assert worker.hands.step() == 0
        desk.clock.advance(max(waits[-1], 0))
    assert waits[:4] == [2_000, 4_000, 8_000, 16_000]
    (kept,) = jobs(desk)
    assert (kept.failure, kept.attempts) == ("mail.server_away", ATTEMPTS)
    assert kept.failed_at is not None


def test_a_job_whose_worker_died_is_taken_by_another_after_its_lease(desk: StaffedDesk) -> None:
    desk.do(SYSTEM, "test.want")
    (job,) = jobs(desk)
    desk.do(SYSTEM, "job.claim", lane="mail", holder="dead", job_ids=[job.id], lease_s=60)
    worker = Worker(desk, "w2")
    assert worker.hands.step() == 0
    desk.clock.advance(60_000)
    assert worker.hands.step() == 1
    assert worker.done == ["subject"]
