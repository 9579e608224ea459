"""A ticket as opened, page by page backwards, and lists of tickets. Paged by place, so that page 100 costs what page 1 does."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
import sqlalchemy as sa

from console.protocol import AnyRecord, OwnDraft, Thread, TicketRecord
from server.base.clock import Ms
from server.base.errors import Unknown
from server.desk.access import DESK_READ, TICKET_READ, visible
from server.desk.readings import cursors, lineage
from server.desk.readings.look import Look
from server.desk.readings.records import (
    UNFINISHED,
    call_record,
    conversation_record,
    entry_record,
    gather,
    ticket_record,
    ticket_records,
)
from server.desk.readings.registry import Question, reading
from server.desk.readings.supervision import stays, whispers_for
from server.desk.secrets import DraftSecret
from server.store import append
from server.store.tables.work import CALLS, CONVERSATIONS, DRAFTS, ENTRIES, TICKETS, WORK, Status, Ticket

Count = Annotated[int, msgspec.Meta(ge=1, le=200)]
Id = Annotated[str, msgspec.Meta(max_length=64)]


class OfTicket(Question, frozen=True, kw_only=True):
    """A ticket, and how many lines before which place (a cursor from `older`)."""

    ticket_id: Id
    before: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Count = 50


class Wanted(Question, frozen=True, kw_only=True):
    """Which tickets: `tab` mine, queue (waiting), snoozed, solved or all; of one queue, customer; in one status.

    `due_before`: only those with a clock that is due before then; `sort` due: what is due first at the top, and only what is.
    """

    tab: Literal["mine", "queue", "snoozed", "solved", "all"] = "all"
    queue_id: Id | None = None
    status: Status | None = None
    customer_id: Id | None = None
    due_before: Ms | None = None
    sort: Literal["usual", "due"] = "usual"
    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Count = 50


class TicketPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some tickets of a list, as of log seq `seq`. `cursor` continues; None: that was all."""

    seq: int
    records: list[TicketRecord]
    cursor: str | None


@reading("ticket.thread", OfTicket, TICKET_READ, path="/tickets/{ticket_id}/thread", answer=Thread)
def thread(look: Look, question: OfTicket) -> Thread:
    """Return a ticket with its newest lines (oldest first), its conversations and calls."""
    ticket = _ticket(look, question.ticket_id)
    lines = look.connection.execute(_entries(question)).all()
    entries = [ENTRIES.read(line) for line in lines[: question.limit]]
    calls = look.rows(CALLS, CALLS.c.ticket_id == ticket.id, CALLS.c.rung_at)
    conversations = look.rows(
        CONVERSATIONS, CONVERSATIONS.c.ticket_id == ticket.id, CONVERSATIONS.c.created_at
    )
    facts = gather(look, tickets=[ticket], entries=entries, calls=calls)
    records: list[AnyRecord] = [
        *(conversation_record(one) for one in conversations),
        *(call_record(facts, one) for one in calls),
        *(entry_record(facts, one) for one in reversed(entries)),
        *(stays(look, [ticket.id]) if question.before is None else ()),
        *(whispers_for(look, ticket.id) if question.before is None else ()),
    ]
    last = entries[-1] if len(lines) > question.limit else None
    return Thread(
        seq=append.head(look.connection),
        ticket=ticket_record(facts, ticket),
        records=records,
        older=cursors.written(last.seq, last.id) if last else None,
        draft=_draft(look, ticket.id) if question.before is None else None,
    )


@reading("tickets", Wanted, DESK_READ, path="/tickets", answer=TicketPage)
def tickets(look: Look, question: Wanted) -> TicketPage:
    """Return the visible tickets of a tab, the ones changed last first; what waits comes in the order it waits."""
    order = _order(question)
    query = _listed(look, question).order_by(*order.sorting).limit(question.limit + 1)
    if question.cursor is not None:
        query = query.where(order.after(cursors.place(question.cursor)))
    lines = look.connection.execute(query).all()
    shown = [
        TICKETS.row(**{name: getattr(line, name) for name in TICKETS.fields})
        for line in lines[: question.limit]
    ]
    more = len(lines) > question.limit
    return TicketPage(
        seq=append.head(look.connection),
        records=ticket_records(look, shown),
        cursor=cursors.written(lines[question.limit - 1].placed_at, shown[-1].id) if more else None,
    )


class Order:
    """The order of a list: by one instant, then by id."""

    def __init__(self, at: sa.ColumnElement[Ms], *, newest_first: bool) -> None:
        self.at = at
        self._newest_first = newest_first
        parts: tuple[sa.ColumnElement[Any], ...] = (at, TICKETS.c.id)
        self.sorting = [part.desc() for part in parts] if newest_first else list(parts)

    def after(self, place: cursors.Place) -> sa.ColumnElement[bool]:
        """Return the condition of what comes after a place."""
        here = sa.tuple_(self.at, TICKETS.c.id)
        there = sa.tuple_(sa.literal(place[0]), sa.literal(place[1]))
        return here < there if self._newest_first else here > there


def _ticket(look: Look, ticket_id: str) -> Ticket:
    found = look.rows(TICKETS, sa.and_(TICKETS.c.id == ticket_id, visible(look.viewer)))
    if not found:
        raise Unknown("ticket.unknown", id=ticket_id)
    return found[0]


def _draft(look: Look, ticket_id: str) -> OwnDraft | None:
    """Return the viewer's own unsent words; an API key has none."""
    mine = sa.and_(DRAFTS.c.user_id == look.viewer.user_id, DRAFTS.c.ticket_id == ticket_id)
    kept = look.rows(DRAFTS, mine) if look.user is not None else []
    words = look.open_all([one.id for one in kept], DraftSecret)
    for one in kept:
        if said := words.get(one.id):
            mode: Literal["reply", "note"] = "note" if said.mode == "note" else "reply"
            return OwnDraft(text=said.text, mode=mode, since_seq=said.since_seq, at=one.at)
    return None


def _entries(question: OfTicket) -> sa.Select[Any]:
    query = sa.select(ENTRIES.sql).where(ENTRIES.c.ticket_id == question.ticket_id)
    if question.before is not None:
        query = query.where(ENTRIES.c.seq < cursors.place(question.before)[0])
    return query.order_by(ENTRIES.c.seq.desc()).limit(question.limit + 1)


def _order(question: Wanted) -> Order:
    if question.sort == "due":
        return Order(sa.func.coalesce(TICKETS.c.due_at, 0), newest_first=False)
    if question.tab == "queue":
        return Order(WORK.c.entered_at, newest_first=False)
    if question.tab == "snoozed":
        return Order(sa.func.coalesce(TICKETS.c.snoozed_until, 0), newest_first=False)
    return Order(TICKETS.c.updated_at, newest_first=True)


def _listed(look: Look, question: Wanted) -> sa.Select[Any]:
    query = sa.select(*TICKETS.sql.c, _order(question).at.label("placed_at")).where(visible(look.viewer))
    if question.tab == "mine":
        query = query.where(TICKETS.c.assignee_id == look.viewer.user_id, UNFINISHED)
    elif question.tab == "queue":
        query = query.join(WORK.sql, WORK.c.ticket_id == TICKETS.c.id)
        query = query.where(WORK.c.state.in_(("queued", "offered")))
    elif question.tab == "snoozed":
        query = query.where(TICKETS.c.status == "snoozed")
    elif question.tab == "solved":
        query = query.where(TICKETS.c.status.in_(("solved", "closed")))
    if question.queue_id is not None:
        query = query.where(TICKETS.c.queue_id == question.queue_id)
    if question.status is not None:
        query = query.where(TICKETS.c.status == question.status)
    if question.customer_id is not None:
        shown = lineage.shown_for(look, question.customer_id).root.id
        mine = [one.id for one in lineage.everyone(look, shown)]
        query = query.where(TICKETS.c.customer_id.in_(mine))
    if question.sort == "due" or question.due_before is not None:
        query = query.where(UNFINISHED, TICKETS.c.due_at.is_not(None))
    if question.due_before is not None:
        query = query.where(TICKETS.c.due_at < question.due_before)
    return query
