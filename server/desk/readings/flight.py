"""The flight plan: which open tickets will be late in the next minutes with the people who are at work. Looks ahead, promises nothing."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
import sqlalchemy as sa

from console.protocol import Wire
from server.base.clock import MINUTE, SECOND, Ms, as_datetime
from server.desk.access import DESK_READ, visible
from server.desk.clocks.terms import ALWAYS
from server.desk.readings.look import Look
from server.desk.readings.records import UNFINISHED
from server.desk.readings.registry import Question, reading
from server.store.tables.staff import QUEUES, USERS, Queue
from server.store.tables.work import PRESENCE, TICKETS, WORK
from sla import Crew, Work, flight_plan

HANDLE_S = 300
"""How long an answer takes where the queue does not say."""
MOST = 500
BOOST_S = 3_600
"""Boosts of up to this much are seen: later work moved forward by more is not asked for."""
AT_WORK = ("available", "busy", "wrap_up")
Minutes = Annotated[int, msgspec.Meta(ge=1, le=240)]


class Ahead(Question, frozen=True, kw_only=True):
    """How far to look: 15, 30 or 60 minutes, up to 240. `add`: people more than are there; of one queue when `queue_id` is given."""

    minutes: Minutes = 30
    add: Annotated[int, msgspec.Meta(ge=0, le=50)] = 0
    queue_id: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class Flight(Wire, frozen=True, kw_only=True):
    """A ticket that is due soon. `expected_at` None: nobody who is at work serves its queue. `ahead`: pieces taken before it."""

    ticket_id: str
    number: int
    clock: str
    queue_id: str
    assignee_id: str | None
    due_at: Ms
    expected_at: Ms | None
    margin_s: int | None
    ahead: int
    verdict: Literal["overdue", "breach", "tight", "safe"]


class FlightPlan(Wire, frozen=True, kw_only=True):
    """What is due until `until`, soonest first, and how many of it end how. `people`: who is at work and serves one of the queues."""

    at: Ms
    until: Ms
    people: int
    counts: dict[str, int]
    flights: list[Flight]


@reading("flight_plan", Ahead, DESK_READ, path="/flight-plan", answer=FlightPlan)
def plan(look: Look, question: Ahead) -> FlightPlan:
    """Return which open tickets will be late in the next minutes if the people at work take them in order."""
    until = look.now + question.minutes * MINUTE
    due = _due(look, until + BOOST_S * SECOND, question.queue_id)
    queues = look.by_id(QUEUES, {row.queue_id for row in due})
    crews = _crews(look, queues, question.add)
    found = flight_plan(
        [_work(row, queues) for row in due], crews, as_datetime(look.now), question.minutes * 60
    )
    rows = {row.id: row for row in due}
    flights = [
        Flight(
            ticket_id=one.ticket,
            number=rows[one.ticket].number,
            clock=one.clock,
            queue_id=one.queue,
            assignee_id=rows[one.ticket].assignee_id,
            due_at=round(one.due_at.timestamp() * 1000),
            expected_at=round(one.expected_at.timestamp() * 1000) if one.expected_at else None,
            margin_s=one.margin_s,
            ahead=one.ahead,
            verdict=one.verdict,
        )
        for one in found
    ]
    verdicts = [one.verdict for one in flights]
    return FlightPlan(
        at=look.now,
        until=until,
        people=sum(len(crew.free_at) for crew in crews),
        counts={name: verdicts.count(name) for name in ("overdue", "breach", "tight", "safe")},
        flights=flights,
    )


def _due(look: Look, until: Ms, queue_id: str | None) -> list[sa.Row[Any]]:
    """The running clock that is due first of each open ticket the viewer sees."""
    columns = (TICKETS.c.id, TICKETS.c.number, TICKETS.c.queue_id, TICKETS.c.assignee_id)
    query = sa.select(*columns, TICKETS.c.due_at, TICKETS.c.due_clock, WORK.c.boosts)
    query = query.outerjoin(WORK.sql, WORK.c.ticket_id == TICKETS.c.id)
    goes = TICKETS.c.due_state.in_(("running", "breached"))
    query = query.where(UNFINISHED, goes, TICKETS.c.due_at <= until, visible(look.viewer))
    if queue_id is not None:
        query = query.where(TICKETS.c.queue_id == queue_id)
    return list(look.connection.execute(query.order_by(TICKETS.c.due_at).limit(MOST)))


def _work(row: sa.Row[Any], queues: dict[str, Queue]) -> Work:
    return Work(
        ticket=row.id,
        clock=row.due_clock,
        queue=row.queue_id,
        due_at=as_datetime(row.due_at),
        handling_s=_takes_s(queues.get(row.queue_id)),
        boost_s=sum((row.boosts or {}).values()),
    )


def _takes_s(queue: Queue | None) -> int:
    return (queue.handle_s if queue else 0) or HANDLE_S


def _crews(look: Look, queues: dict[str, Queue], add: int) -> list[Crew]:
    """Everybody at work for themselves: free now, or after what they have in hand. Being there is their calendar."""
    teams = {queue.team_id for queue in queues.values()}
    states = sa.select(PRESENCE.c.user_id, PRESENCE.c.state).where(PRESENCE.c.state.in_(AT_WORK))
    there = {row.user_id: row.state for row in look.connection.execute(states)}
    crews = []
    for user in look.by_id(USERS, there).values():
        serves = frozenset(queue.id for queue in queues.values() if queue.team_id in user.team_ids)
        if serves and user.deactivated_at is None and teams.intersection(user.team_ids):
            busy = there[user.id] != "available"
            free_at = look.now + (HANDLE_S * SECOND // 2 if busy else 0)
            crews.append(Crew(serves, ALWAYS, (as_datetime(free_at),)))
    if add:
        crews.append(Crew(frozenset(queues), ALWAYS, (as_datetime(look.now),) * add))
    return crews
