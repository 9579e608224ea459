"""Commands the desk gives itself: leadership, timers that are no offer's, jobs claimed and ended, cursors of readers, old receipts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from server.base.clock import SECOND, Ms
from server.base.errors import Conflict
from server.desk import ownership, timers
from server.desk.access import SYSTEM_ONLY
from server.desk.book import Book
from server.desk.timers import Fire
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.infra import CURSORS, JOBS, LEASES, RECEIPTS, Cursor, Job, Lease
from server.store.tables.work import TICKETS

RETRY_FIRST_S = 2
RETRY_MOST_S = 600
ATTEMPTS = 8
timers.fires("snooze", "ticket.wake")


class Lead(Body, frozen=True, kw_only=True):
    """Who wants to lead, and for how many seconds."""

    holder: str
    lease_s: int


class Leading(Answer, frozen=True, kw_only=True):
    """The holder's epoch, or None while somebody else leads."""

    epoch: int | None
    until: Ms


class Claim(Body, frozen=True, kw_only=True):
    """Which lane's due jobs, for whom, how many and for how long."""

    lane: str
    holder: str
    job_ids: tuple[str, ...]
    lease_s: int = 60


class Claimed(Answer, frozen=True, kw_only=True):
    """The jobs that are the holder's until their lease ends."""

    job_ids: tuple[str, ...]


class Ended(Body, frozen=True, kw_only=True):
    """A job's outcome: None for done, else why it failed (a code, no personal data)."""

    job_id: str
    holder: str
    failure: str | None = None


class Move(Body, frozen=True, kw_only=True):
    """How far a reader of the log has come."""

    reader: str
    seq: int


class Forget(Body, frozen=True, kw_only=True):
    """Receipts that are old enough to be forgotten."""

    keys: tuple[tuple[str, str], ...]


def job_rows(_book: Book, body: Claim) -> Iterable[Need]:
    """Name the jobs to be claimed."""
    for job_id in body.job_ids:
        yield Need(JOBS, ("id",), (job_id,))


@verb("leader.lead", Lead, SYSTEM_ONLY, answer=Leading)
def lead(book: Book, body: Lead) -> Leading:
    """Become or stay the leader; a new holder gets a new epoch, which ends every command of the old one."""
    lease = book.get(LEASES, "leader")
    until = book.now + body.lease_s * SECOND
    if lease is None:
        epoch = 1
    elif lease.holder == body.holder and lease.expires_at > book.now:
        epoch = lease.epoch
    elif lease.expires_at <= book.now:
        epoch = lease.epoch + 1
    else:
        return Leading(epoch=None, until=lease.expires_at)
    book.put(LEASES, Lease(name="leader", holder=body.holder, epoch=epoch, expires_at=until))
    return Leading(epoch=epoch, until=until)


@verb("leader.resign", Lead, SYSTEM_ONLY)
def resign(book: Book, body: Lead) -> Answer:
    """Give the lead up at once, so that another process need not wait for the lease to end."""
    lease = book.get(LEASES, "leader")
    if lease is not None and lease.holder == body.holder:
        book.put(LEASES, replace(lease, expires_at=book.now))
    return Answer()


@verb("ticket.wake", Fire, SYSTEM_ONLY)
def wake(book: Book, body: Fire) -> Answer:
    """Bring a snoozed ticket back when its time has come."""
    timer = timers.claim(book, body)
    if timer is None:
        return Answer()
    ticket = book.must(TICKETS, timer.subject)
    if ticket.status == "snoozed":
        ownership.resume(book, ticket, "snooze over")
    return Answer()


@verb("job.claim", Claim, SYSTEM_ONLY, answer=Claimed, reads=job_rows)
def claim(book: Book, body: Claim) -> Claimed:
    """Take jobs that nobody holds; those another worker took first are left out."""
    taken: list[str] = []
    for job_id in body.job_ids:
        job = book.get(JOBS, job_id)
        if (
            job is None
            or job.failed_at is not None
            or job.run_at > book.now
            or (job.lease_until or 0) > book.now
        ):
            continue
        until = book.now + body.lease_s * SECOND
        book.put(JOBS, replace(job, holder=body.holder, lease_until=until, attempts=job.attempts + 1))
        taken.append(job_id)
    return Claimed(job_ids=tuple(taken))


@verb("job.end", Ended, SYSTEM_ONLY)
def end(book: Book, body: Ended) -> Answer:
    """End a job: done jobs go, failed ones are tried again later, and kept for people to see after the last try."""
    job = book.get(JOBS, body.job_id)
    if job is None or job.holder != body.holder:
        raise Conflict("job.not_held")
    if body.failure is None:
        book.drop(JOBS, job.id)
    else:
        book.put(JOBS, _failed(job, body.failure, book.now))
    return Answer()


@verb("cursor.move", Move, SYSTEM_ONLY)
def move(book: Book, body: Move) -> Answer:
    """Note how far a reader of the log has come; never back."""
    before = book.get(CURSORS, body.reader)
    if before is None or before.seq < body.seq:
        book.put(CURSORS, Cursor(reader=body.reader, seq=body.seq))
    return Answer()


@verb("receipts.forget", Forget, SYSTEM_ONLY)
def forget(book: Book, body: Forget) -> Answer:
    """Forget receipts whose senders will not ask again."""
    for scope, key in body.keys:
        book.drop(RECEIPTS, scope, key)
    return Answer()


def _failed(job: Job, failure: str, now: Ms) -> Job:
    free: dict[str, Any] = {"holder": None, "lease_until": None, "failure": failure}
    if job.attempts >= ATTEMPTS:
        return replace(job, failed_at=now, **free)
    delay = min(RETRY_FIRST_S * 2 ** (job.attempts - 1), RETRY_MOST_S) * SECOND
    return replace(job, run_at=now + delay, **free)
