"""What each figure of the board means and how it is counted, for queues. A docstring is the definition in docs/metrics.md.

Counts of a day come from tallies of quarter hours, so that they cost the same however much the desk has ever done.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from server.base.clock import Ms, as_datetime
from server.base.errors import Unknown
from server.desk.readings.look import Look
from server.desk.readings.records import UNFINISHED
from server.desk.readings.roster import waits
from server.store.tables.floor import TALLIES, WAITS, Tally
from server.store.tables.staff import QUEUES
from server.store.tables.work import TICKETS

METRICS: dict[str, Callable[..., Any]] = {}
COUNTS = (
    "arrived",
    "moved_in",
    "answered",
    "in_target",
    "abandoned",
    "abandoned_late",
    "left",
    "moved_out",
    "waited_ms",
)
# Not as a bare column, else SQLite would read all tickets of a queue instead of the index of what is due.
QUEUE = sa.func.coalesce(TICKETS.c.queue_id, sa.literal_column("''"))
M = TypeVar("M", bound=Callable[..., Any])


class Floor(NamedTuple):
    """Whose figures: the queues in sight of the viewer, narrowed to a team or a queue; and the day, from `start` to `end`, excluded."""

    look: Look
    queue_ids: tuple[str, ...]
    start: Ms
    end: Ms


def metric(count: M) -> M:
    """Register a figure under its name; its docstring is what docs/metrics.md says."""
    METRICS[count.__name__] = count
    return count


def floor_of(look: Look, team_id: str | None, queue_id: str | None, day: date | None = None) -> Floor:
    """Return the part of the floor that the viewer asks for. Raises Unknown for a queue or a team that is not theirs."""
    wanted: list[sa.ColumnElement[bool]] = [QUEUES.c.removed_at.is_(None)]
    if not look.viewer.sees_all:
        wanted.append(QUEUES.c.id.in_(sorted(look.viewer.queue_ids)))
    if team_id is not None:
        wanted.append(QUEUES.c.team_id == team_id)
    if queue_id is not None:
        wanted.append(QUEUES.c.id == queue_id)
    found = tuple(look.connection.scalars(sa.select(QUEUES.c.id).where(*wanted).order_by(QUEUES.c.id)))
    if queue_id is not None and not found:
        raise Unknown("queue.unknown", id=queue_id)
    return Floor(look, found, *day_of(look, day))


def day_of(look: Look, day: date | None = None) -> tuple[Ms, Ms]:
    """Return when a day begins and ends in the viewer's time zone; today's when none is named."""
    zone = ZoneInfo(look.user.time_zone if look.user is not None else "UTC")
    named = day or as_datetime(look.now).astimezone(zone).date()
    begin, end = (datetime.combine(one, time(), zone) for one in (named, named + timedelta(days=1)))
    return round(begin.timestamp() * 1_000), round(end.timestamp() * 1_000)


@metric
def waiting(floor: Floor) -> dict[str, int]:
    """Tickets that wait for an agent now: those in the queue and those held out to an agent who has not answered yet."""
    return {queue_id: count for queue_id, (count, _) in waits(floor.look, list(floor.queue_ids)).items()}


@metric
def longest_wait(floor: Floor) -> dict[str, Ms | None]:
    """Since when the ticket that entered the queue first has been waiting. A failed offer or a way back to the queue keeps its age."""
    return {queue_id: since for queue_id, (_, since) in waits(floor.look, list(floor.queue_ids)).items()}


def tallies_by_queue(floor: Floor) -> dict[str, Tally]:
    """Return queue -> its counts of the day."""
    sums = [sa.func.sum(TALLIES.c[name]) for name in COUNTS]
    query = sa.select(TALLIES.c.queue_id, *sums).where(_of_day(floor)).group_by(TALLIES.c.queue_id)
    found = {line[0]: _tally(line[0], 0, line[1:]) for line in floor.look.connection.execute(query)}
    return {one: found.get(one, Tally(queue_id=one, quarter=0)) for one in floor.queue_ids}


def tallies_by_quarter(floor: Floor) -> list[Tally]:
    """Return the counts of the day's quarter hours over all the queues, in order, those in which something happened."""
    sums = [sa.func.sum(TALLIES.c[name]) for name in COUNTS]
    query = sa.select(TALLIES.c.quarter, *sums).where(_of_day(floor)).group_by(TALLIES.c.quarter)
    lines = floor.look.connection.execute(query.order_by(TALLIES.c.quarter))
    return [_tally("", line[0], line[1:]) for line in lines]


def total(tallies: list[Tally]) -> Tally:
    """Return the sum of several queues' counts."""
    return _tally("", 0, tuple(sum(getattr(one, name) for one in tallies) for name in COUNTS))


@metric
def arrivals(tally: Tally) -> int:
    """Waits that began today: new contacts, and tickets that came back to the queue. A move from one queue to another is no arrival."""
    return tally.arrived


@metric
def handled(tally: Tally) -> int:
    """Waits that ended today because an agent took the ticket: by an offer, by the router, by hand."""
    return tally.answered


@metric
def abandoned(tally: Tally) -> int:
    """Waits that ended today because the caller hung up before an agent took the call. A chat that its customer closes goes on
    waiting: somebody still answers it."""
    return tally.abandoned


@metric
def service_level(tally: Tally) -> float | None:
    """Of the waits that ended today by an agent or by the caller hanging up late, the share that an agent ended within the queue's
    aimed wait. Who hung up within the aimed wait counts neither way; who still waits counts when the wait ends."""
    counted = tally.answered + tally.abandoned_late
    return tally.in_target / counted if counted else None


@metric
def average_wait(tally: Tally) -> int | None:
    """How long the waits that an agent ended today took, on average, in milliseconds."""
    return round(tally.waited_ms / tally.answered) if tally.answered else None


@metric
def at_risk(floor: Floor) -> dict[str, int]:
    """Unfinished tickets whose nearest running clock has reached its warning (a quarter of its time is left) and is not due yet."""
    return _tickets_by_queue(floor, due_soon(floor))


@metric
def breached(floor: Floor) -> dict[str, int]:
    """Unfinished tickets whose nearest running clock is overdue now."""
    return _tickets_by_queue(floor, overdue(floor))


def due_soon(floor: Floor) -> sa.ColumnElement[bool]:
    """Return the condition on TICKETS of `at_risk`."""
    now = floor.look.now
    return sa.and_(_with_clock(floor), TICKETS.c.due_warn_at <= now, TICKETS.c.due_at > now)


def overdue(floor: Floor) -> sa.ColumnElement[bool]:
    """Return the condition on TICKETS of `breached`."""
    return sa.and_(_with_clock(floor), TICKETS.c.due_at <= floor.look.now)


def waits_ended(floor: Floor) -> sa.ColumnElement[bool]:
    """Return the condition on WAITS of those that ended on the day."""
    return sa.and_(
        WAITS.c.queue_id.in_(floor.queue_ids), WAITS.c.ended_at >= floor.start, WAITS.c.ended_at < floor.end
    )


def _with_clock(floor: Floor) -> sa.ColumnElement[bool]:
    running = TICKETS.c.due_state.in_(("running", "breached"))
    return sa.and_(UNFINISHED, running, QUEUE.in_(floor.queue_ids))


def _tickets_by_queue(floor: Floor, which: sa.ColumnElement[bool]) -> dict[str, int]:
    query = sa.select(QUEUE, sa.func.count()).where(which).group_by(QUEUE)
    found = {line[0]: line[1] for line in floor.look.connection.execute(query)}
    return {one: found.get(one, 0) for one in floor.queue_ids}


def _of_day(floor: Floor) -> sa.ColumnElement[bool]:
    return sa.and_(
        TALLIES.c.queue_id.in_(floor.queue_ids),
        TALLIES.c.quarter >= floor.start,
        TALLIES.c.quarter < floor.end,
    )


def _tally(queue_id: str, quarter: Ms, sums: Any) -> Tally:
    counts = {name: int(value) for name, value in zip(COUNTS, sums, strict=True)}
    return Tally(queue_id=queue_id, quarter=quarter, **counts)
