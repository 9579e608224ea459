"""What the desk owes a customer: calls to return, follow-ups of snoozed tickets, answers, and whatever else a clock runs for."""

from __future__ import annotations

import sqlalchemy as sa

from console.protocol import Wire
from server.base.clock import Ms
from server.desk.access import visible
from server.desk.readings.look import Look
from server.store.tables.calls import CALL_BACKS, CallBack
from server.store.tables.work import TICKETS, WORK, Ticket, Work

PROMISES = 20
WAITING = ("queued", "offered")


class Promise(Wire, frozen=True, kw_only=True):
    """Something owed. `kind`: follow_up, call_back, answer, pick_up, clock. `since` it is owed; `due_at` None: no time was said.

    Of a call back also from when they may be called, and how often that was tried in vain.
    """

    kind: str
    ticket_id: str
    ticket_number: int
    since: Ms
    due_at: Ms | None
    from_at: Ms | None
    tries: int


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
    calls = _call_backs(look, [one.id for one in tickets])
    found = [owed for one in tickets if (owed := _owed(one, work.get(one.id), calls.get(one.id)))]
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.since))


def _owed(ticket: Ticket, work: Work | None, call: CallBack | None) -> Promise | None:
    """What a ticket promises now; the most binding one when it is several."""
    due = _due(ticket, work)
    if call is not None:
        return _promise(
            "call_back", ticket, call.promised_at, call.due_at, from_at=call.from_at, tries=len(call.tried)
        )
    if ticket.snoozed_until is not None:
        return _promise("follow_up", ticket, ticket.updated_at, ticket.snoozed_until)
    if ticket.unanswered_since is not None:
        return _promise("answer", ticket, ticket.unanswered_since, due)
    if work is not None and work.state in WAITING:
        return _promise("pick_up", ticket, work.entered_at, due)
    if due is not None:
        return _promise("clock", ticket, ticket.due_since or ticket.created_at, due)
    return None


def _due(ticket: Ticket, work: Work | None) -> Ms | None:
    """When the clock that runs says; without one, when the queue wants it answered."""
    if ticket.due_state in ("running", "breached"):
        return ticket.due_at
    return work.due_at if work and work.state in WAITING else None


def _promise(
    kind: str, ticket: Ticket, since: Ms, due_at: Ms | None, *, from_at: Ms | None = None, tries: int = 0
) -> Promise:
    return Promise(
        kind=kind,
        ticket_id=ticket.id,
        ticket_number=ticket.number,
        since=since,
        due_at=due_at,
        from_at=from_at,
        tries=tries,
    )


def _call_backs(look: Look, ticket_ids: list[str]) -> dict[str, CallBack]:
    """Return the calls these tickets promise."""
    owed = sa.and_(CALL_BACKS.c.ticket_id.in_(ticket_ids), CALL_BACKS.c.state == "owed")
    return {one.ticket_id: one for one in look.rows(CALL_BACKS, owed)}
