"""Whether work is in one hand: owners, offers, counts, timers and client ids agree with each other. SQL only."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from server.desk.findings import Findings
from server.store.tables.infra import TIMERS
from server.store.tables.work import ENTRIES, OFFERS, QUEUE_COUNTS, TICKETS, WORK

WAITING = ("queued", "offered")


def one_owner(connection: sa.Connection, findings: Findings) -> None:
    """Assigned work is in the hand of the ticket's owner; waiting work has no offer left over."""
    other = sa.or_(TICKETS.c.assignee_id.is_(None), TICKETS.c.assignee_id != WORK.c.agent_id)
    joined = sa.select(WORK.c.ticket_id).join(TICKETS.sql, TICKETS.c.id == WORK.c.ticket_id)
    report(
        connection, joined.where(WORK.c.state == "assigned", other), findings, "work.two_owners", WORK.name
    )
    idle = sa.select(WORK.c.ticket_id).where(WORK.c.state == "queued", WORK.c.offer_id.is_not(None))
    report(connection, idle, findings, "work.offer_left_over", WORK.name)
    lost = sa.select(WORK.c.ticket_id).outerjoin(TICKETS.sql, TICKETS.c.id == WORK.c.ticket_id)
    report(connection, lost.where(TICKETS.c.id.is_(None)), findings, "work.without_ticket", WORK.name)


def offers_end(connection: sa.Connection, findings: Findings) -> None:
    """An open offer is the one its work is held out in, and a timer will end it; every other offer has ended."""
    held = sa.and_(
        WORK.c.ticket_id == OFFERS.c.ticket_id,
        WORK.c.state == "offered",
        WORK.c.offer_id == OFFERS.c.id,
        WORK.c.agent_id == OFFERS.c.agent_id,
    )
    is_open = OFFERS.c.state == "open"
    loose = sa.select(OFFERS.c.id).outerjoin(WORK.sql, held).where(is_open, WORK.c.ticket_id.is_(None))
    report(connection, loose, findings, "offer.without_work", OFFERS.name)
    timer = TIMERS.c.id == sa.literal("offer:") + OFFERS.c.id
    endless = sa.select(OFFERS.c.id).outerjoin(TIMERS.sql, timer).where(is_open, TIMERS.c.id.is_(None))
    report(connection, endless, findings, "offer.without_end", OFFERS.name)
    ended = sa.and_(OFFERS.c.state != "open", OFFERS.c.ended_at.is_(None))
    report(connection, sa.select(OFFERS.c.id).where(ended), findings, "offer.ended_never", OFFERS.name)
    offered = sa.select(WORK.c.ticket_id).outerjoin(
        OFFERS.sql, sa.and_(OFFERS.c.id == WORK.c.offer_id, is_open)
    )
    dead = offered.where(WORK.c.state == "offered", OFFERS.c.id.is_(None))
    report(connection, dead, findings, "work.offer_over", WORK.name)


def snoozes_wake(connection: sa.Connection, findings: Findings) -> None:
    """Every snoozed ticket has the timer that wakes it."""
    timer = TIMERS.c.id == sa.literal("snooze:") + TICKETS.c.id
    asleep = sa.select(TICKETS.c.id).outerjoin(TIMERS.sql, timer)
    asleep = asleep.where(TICKETS.c.status == "snoozed", TIMERS.c.id.is_(None))
    report(connection, asleep, findings, "ticket.sleeps_forever", TICKETS.name)


def counts_agree(connection: sa.Connection, findings: Findings) -> None:
    """A queue's count is what a recount gives."""
    recount = sa.select(WORK.c.queue_id, sa.func.count().label("waiting")).where(WORK.c.state.in_(WAITING))
    counted: dict[str, int] = dict(connection.execute(recount.group_by(WORK.c.queue_id)).all())
    kept: dict[str, int] = dict(
        connection.execute(sa.select(QUEUE_COUNTS.c.queue_id, QUEUE_COUNTS.c.waiting)).all()
    )
    for queue_id in sorted(counted.keys() | kept.keys()):
        if counted.get(queue_id, 0) != kept.get(queue_id, 0):
            numbers = {"kept": kept.get(queue_id, 0), "counted": counted.get(queue_id, 0)}
            findings.add("queue.miscounted", QUEUE_COUNTS.name, queue_id, **numbers)
    findings.count("queue recounts", len(kept))


def sent_once(connection: sa.Connection, findings: Findings) -> None:
    """What one sender sent under one client id on one ticket is there once."""
    sent = (ENTRIES.c.ticket_id, ENTRIES.c.author_kind, ENTRIES.c.author_id, ENTRIES.c.client_id)
    twice = sa.select(sa.func.min(ENTRIES.c.id)).where(
        ENTRIES.c.client_id.is_not(None), ENTRIES.c.ticket_id.is_not(None)
    )
    doubled = twice.group_by(*sent).having(sa.func.count() > 1)
    report(connection, doubled, findings, "entry.twice", ENTRIES.name)


def nothing_waits_finished(connection: sa.Connection, findings: Findings) -> None:
    """A ticket that is finished neither waits for an agent nor is held out to one."""
    joined = sa.select(WORK.c.ticket_id).join(TICKETS.sql, TICKETS.c.id == WORK.c.ticket_id)
    over = joined.where(WORK.c.state.in_(WAITING), TICKETS.c.status.in_(("solved", "closed", "spam")))
    report(connection, over, findings, "work.of_finished", WORK.name)


CHECKS = (nothing_waits_finished, one_owner, offers_end, snoozes_wake, counts_agree, sent_once)


def report(
    connection: sa.Connection, query: sa.Select[Any], findings: Findings, code: str, table: str
) -> None:
    """Note everything whose id the query finds, and that it was asked once."""
    for thing_id in connection.scalars(query):
        findings.add(code, table, str(thing_id))
    findings.count(code, 1)
