"""For whoever watches the desk: is it alive, can it write, what are its numbers."""

from __future__ import annotations

import asyncio
from functools import partial

import anyio.to_thread
import msgspec
import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from server.base.errors import DeskError
from server.desk.access import ADMINISTRATORS, Policy, admit, admit_key
from server.desk.actors import SYSTEM
from server.desk.trail import Pulse
from server.store import append
from server.store.database import Database
from server.store.tables.infra import JOBS, LOG, TIMERS
from server.store.tables.work import QUEUE_COUNTS
from server.web.context import WebContext, context_of
from server.web.doors import OPEN, Door, door
from server.web.metrics import Reading
from server.web.senders import person, sender

NUMBERS = Policy("numbers", ADMINISTRATORS, "read")
PULSE_TIMEOUT_S = 5


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the desk can commit, and how far its log has come."""

    ready: bool
    head: int
    problem: str | None = None


def doors() -> list[Door]:
    """Return the doors of health, readiness and numbers."""
    return [
        door("/healthz", healthz, OPEN),
        door("/readyz", readyz, OPEN),
        door("/metrics", metrics, NUMBERS),
    ]


async def healthz(_request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """The desk can commit: it just did."""
    context = context_of(request)
    try:
        async with asyncio.timeout(PULSE_TIMEOUT_S):
            await context.command("desk.pulse", SYSTEM, Pulse())
            head = await context.read(append.head)
    except (DeskError, TimeoutError) as error:
        code = error.code if isinstance(error, DeskError) else "request.deadline"
        return JSONResponse(msgspec.to_builtins(Ready(ready=False, head=0, problem=code)), 503)
    return JSONResponse(msgspec.to_builtins(Ready(ready=True, head=head)))


async def metrics(request: Request) -> Response:
    """Numbers for Prometheus: with an API key of scope read, or as administrator."""
    actor = await sender(request)
    if actor.kind == "key":
        admit_key(NUMBERS, actor)
    else:
        found = await person(request)
        admit(NUMBERS, found.user.role if found else "")
    text = await anyio.to_thread.run_sync(context_of(request).metrics.text)
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4")


def add_gauges(context: WebContext) -> None:
    """Add the numbers every desk has: what the executor did, what waits, what is due."""
    gauges, executor, database = context.metrics, context.executor, context.database
    gauges.gauge("desk_commands_total", "Commands decided.", lambda: executor.commands_done, kind="counter")
    gauges.gauge("desk_batches_total", "Commits made.", lambda: executor.batches_done, kind="counter")
    gauges.gauge(
        "desk_unnamed_reads_total", "Rows read one by one.", lambda: executor.unnamed_reads, kind="counter"
    )
    gauges.gauge("desk_log_head", "Number of the newest event.", partial(_looked_up, database, _HEAD))
    gauges.gauge("desk_waiting", "Pieces of work that wait, by queue.", partial(_waiting, database))
    gauges.gauge("desk_timers", "Timers that are set.", partial(_looked_up, database, _TIMERS))
    gauges.gauge("desk_jobs", "Jobs not done, by lane.", partial(_jobs, database, failed=False))
    gauges.gauge("desk_jobs_failed", "Jobs given up, by lane.", partial(_jobs, database, failed=True))


_HEAD = sa.select(sa.func.coalesce(sa.func.max(LOG.c.seq), 0))
_TIMERS = sa.select(sa.func.count()).select_from(TIMERS.sql)


def _looked_up(database: Database, query: sa.Select[int]) -> float:
    with database.reading() as connection:
        return float(connection.execute(query).scalar_one())


def _waiting(database: Database) -> Reading:
    with database.reading() as connection:
        lines = connection.execute(sa.select(QUEUE_COUNTS.c.queue_id, QUEUE_COUNTS.c.waiting)).all()
    return {(("queue", queue_id),): float(waiting) for queue_id, waiting in lines}


def _jobs(database: Database, *, failed: bool) -> Reading:
    state = JOBS.c.failed_at.is_not(None) if failed else JOBS.c.failed_at.is_(None)
    query = sa.select(JOBS.c.lane, sa.func.count()).where(state).group_by(JOBS.c.lane)
    with database.reading() as connection:
        return {(("lane", lane),): float(count) for lane, count in connection.execute(query)}
