"""What supervisors watch: the board of queues and agents, and the work that waits in one queue with why it waits."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import sqlalchemy as sa

from console.protocol import AgentRecord, QueueRecord, SkillRecord, TeamRecord, TicketRecord
from server.base.clock import Ms
from server.base.errors import Unknown
from server.desk.access import FLOOR_READ, visible
from server.desk.readings import cursors
from server.desk.readings.look import Look
from server.desk.readings.records import ticket_records
from server.desk.readings.registry import Question, reading
from server.desk.readings.roster import agent_records, floor_records, queue_records
from server.store import append
from server.store.tables.work import TICKETS, WORK, Ticket, Work


class OfFloor(Question, frozen=True, kw_only=True):
    """The whole floor."""


class OfQueue(Question, frozen=True, kw_only=True):
    """A queue, and where its list of waiting work goes on."""

    queue_id: Annotated[str, msgspec.Meta(max_length=64)]
    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """The floor at log seq `seq`, seen at instant `at`."""

    seq: int
    at: Ms
    records: list[AgentRecord | QueueRecord | TeamRecord | SkillRecord]


class WaitingWork(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket that waits: what it wants, since when, who passed it on already."""

    ticket: TicketRecord
    skills: dict[str, int]
    entered_at: Ms
    due_at: Ms
    declined_by: list[str]


class QueueWork(msgspec.Struct, frozen=True, kw_only=True):
    """What waits in a queue, the longest first, and the agents. `cursor` continues; None: that was all."""

    seq: int
    at: Ms
    queue: QueueRecord
    work: list[WaitingWork]
    agents: list[AgentRecord]
    cursor: str | None


@reading("board", OfFloor, FLOOR_READ, path="/board", answer=Board)
def board(look: Look, _question: OfFloor) -> Board:
    """Return every queue with what waits, every agent with what they do and carry."""
    seq = append.head(look.connection)
    return Board(seq=seq, at=look.now, records=floor_records(look, seq))


@reading("queue.work", OfQueue, FLOOR_READ, path="/queues/{queue_id}/work", answer=QueueWork)
def queue_work(look: Look, question: OfQueue) -> QueueWork:
    """Return the work that waits in a queue the viewer works with."""
    seq = append.head(look.connection)
    if not look.viewer.sees_all and question.queue_id not in look.viewer.queue_ids:
        raise Unknown("queue.unknown", id=question.queue_id)
    queues = queue_records(look, seq, [question.queue_id])
    if not queues:
        raise Unknown("queue.unknown", id=question.queue_id)
    waiting = _waiting(look, question)
    shown = waiting[: question.limit]
    last = shown[-1] if len(waiting) > question.limit else None
    return QueueWork(
        seq=seq,
        at=look.now,
        queue=queues[0],
        work=_work(look, shown),
        agents=agent_records(look, seq),
        cursor=cursors.written(last.entered_at, last.ticket_id) if last else None,
    )


def _waiting(look: Look, question: OfQueue) -> list[Work]:
    query = (
        sa.select(WORK.sql)
        .join(TICKETS.sql, TICKETS.c.id == WORK.c.ticket_id)
        .where(WORK.c.queue_id == question.queue_id, WORK.c.state.in_(("queued", "offered")))
        .where(visible(look.viewer))
        .order_by(WORK.c.entered_at, WORK.c.ticket_id)
        .limit(question.limit + 1)
    )
    if question.cursor is not None:
        here: sa.ColumnElement[Any] = sa.tuple_(WORK.c.entered_at, WORK.c.ticket_id)
        at, name = cursors.place(question.cursor)
        query = query.where(here > sa.tuple_(sa.literal(at), sa.literal(name)))
    return [WORK.read(line) for line in look.connection.execute(query)]


def _work(look: Look, waiting: list[Work]) -> list[WaitingWork]:
    tickets = look.by_id(TICKETS, [work.ticket_id for work in waiting])
    ordered: list[Ticket] = [tickets[work.ticket_id] for work in waiting]
    return [
        WaitingWork(
            ticket=record,
            skills=work.skills,
            entered_at=work.entered_at,
            due_at=work.due_at,
            declined_by=list(work.declined_by),
        )
        for work, record in zip(waiting, ticket_records(look, ordered), strict=True)
    ]
