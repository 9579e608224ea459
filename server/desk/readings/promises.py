"""What the desk owes a customer: waiting tickets, missed calls to return, follow-ups of snoozed tickets, unanswered messages."""

from __future__ import annotations

import sqlalchemy as sa

from console.protocol import Wire
from server.base.clock import Ms
from server.desk.access import visible
from server.desk.readings.look import Look
from server.store.tables.work import CALLS, TICKETS, WORK, Ticket, Work

PROMISES = 20
WAITING = ("queued", "offered")


class Promise(Wire, frozen=True, kw_only=True):
    """Something owed. `kind`: follow_up, call_back, answer, pick_up. `since` it is owed; `due_at` None: no time was said."""

    kind: str
    ticket_id: str
    ticket_number: int
    since: Ms
    due_at: Ms | None


def promises(look: Look, customer_ids: list[str]) -> list[Promise]:
    """Return what is owed on the open tickets the viewer may see, what is due first at the top."""
    open_ones = (
        sa.select(TICKETS.sql)
        .where(
            TICKETS.c.customer_id.in_(customer_ids),
            TICKETS.c.status.not_in(("solved", "closed", "spam")),
            visible(look.viewer),
        )
        .order_by(TICKETS.c.updated_at.desc())
        .limit(PROMISES)
    )
    tickets = [TICKETS.read(line) for line in look.connection.execute(open_ones)]
    work = look.by_id(WORK, [one.id for one in tickets])
    missed = _missed(look, [one.id for one in tickets])
    found = [owed for one in tickets if (owed := _owed(one, work.get(one.id), one.id in missed))]
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.since))


def _owed(ticket: Ticket, work: Work | None, missed: bool) -> Promise | None:
    """What a ticket promises now; the most binding one when it is several."""
    due = work.due_at if work and work.state in WAITING else None
    if ticket.snoozed_until is not None:
        return _promise("follow_up", ticket, ticket.updated_at, ticket.snoozed_until)
    if missed:
        return _promise("call_back", ticket, ticket.created_at, due)
    if ticket.unanswered_since is not None:
        return _promise("answer", ticket, ticket.unanswered_since, due)
    if work is not None and work.state in WAITING:
        return _promise("pick_up", ticket, work.entered_at, work.due_at)
    return None


def _promise(kind: str, ticket: Ticket, since: Ms, due_at: Ms | None) -> Promise:
    return Promise(kind=kind, ticket_id=ticket.id, ticket_number=ticket.number, since=since, due_at=due_at)


def _missed(look: Look, ticket_ids: list[str]) -> set[str]:
    """Tickets whose newest call came in and ended without anybody answering it."""
    calls = look.rows(CALLS, CALLS.c.ticket_id.in_(ticket_ids), CALLS.c.rung_at)
    newest = {call.ticket_id: call for call in calls}
    return {
        ticket_id
        for ticket_id, call in newest.items()
        if call.direction == "in" and call.ended_at is not None and call.answered_at is None
    }
