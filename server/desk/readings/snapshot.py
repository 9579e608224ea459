"""A screen's whole state at one seq, from one read transaction: who is there, what waits, what is mine."""

from __future__ import annotations

import sqlalchemy as sa

from console.protocol import AnyRecord, Limits, Me, Snapshot
from server.base.errors import Forbidden
from server.desk.access import DESK_READ, visible
from server.desk.readings.ending import ending_records
from server.desk.readings.look import Look
from server.desk.readings.notices import newest
from server.desk.readings.offers import offer_records
from server.desk.readings.records import UNFINISHED, call_records, ticket_records
from server.desk.readings.registry import Question, reading
from server.desk.readings.roster import floor_records
from server.store import append
from server.store.tables.calls import CALL_PARTIES
from server.store.tables.staff import User
from server.store.tables.work import CALLS, OFFERS, TICKETS, WORK, Ticket

WAITING_LIMIT = 300
MINE_LIMIT = 300


class OfScreen(Question, frozen=True, kw_only=True):
    """The screen of whoever asks."""


@reading("snapshot", OfScreen, DESK_READ, path="/snapshot", answer=Snapshot)
def snapshot(look: Look, _question: OfScreen) -> Snapshot:
    """Return everything a screen starts from: staff, queues, my open tickets and what waits for me, my offers, calls and notices."""
    if look.user is None:
        raise Forbidden("access.people_only")
    seq = append.head(look.connection)
    mine = open_offers(look, look.user.id)
    records: list[AnyRecord] = [
        *floor_records(look, seq),
        *ending_records(look, seq),
        *ticket_records(look, _tickets(look, look.user.id)),
        *call_records(look, look.rows(CALLS, _my_calls(look.user.id), CALLS.c.rung_at)),
        *offer_records(look, mine, seq),
        *newest(look, look.user.id),
    ]
    return Snapshot(seq=seq, at=look.now, me=me(look, look.user), limits=limits(look), records=records)


def me(look: Look, user: User) -> Me:
    """Return who is signed in at this screen."""
    return Me(
        id=user.id,
        name=user.name,
        email=user.email,
        role=user.role,
        language=user.language,
        time_zone=user.time_zone,
        team_ids=list(user.team_ids),
        queue_ids=sorted(look.viewer.queue_ids),
        preferences=user.preferences,
    )


def limits(look: Look) -> Limits:
    """Return what a screen must keep to."""
    return Limits(
        message_chars=look.settings.message_limit_chars,
        attachment_bytes=look.settings.attachment_limit_bytes,
        frame_bytes=look.settings.frame_limit_bytes,
    )


def open_offers(look: Look, user_id: str) -> list[str]:
    """Return the ids of the offers this agent has not answered yet."""
    query = sa.select(OFFERS.c.id).where(OFFERS.c.agent_id == user_id, OFFERS.c.state == "open")
    return list(look.connection.scalars(query))


def _tickets(look: Look, user_id: str) -> list[Ticket]:
    """What is mine and unfinished, newest first, and what waits where I work, oldest first."""
    mine = (
        sa.select(TICKETS.sql)
        .where(TICKETS.c.assignee_id == user_id, UNFINISHED, visible(look.viewer))
        .order_by(TICKETS.c.updated_at.desc())
        .limit(MINE_LIMIT)
    )
    waiting = (
        sa.select(TICKETS.sql)
        .join(WORK.sql, WORK.c.ticket_id == TICKETS.c.id)
        .where(WORK.c.state.in_(("queued", "offered")), visible(look.viewer))
        .order_by(WORK.c.entered_at)
        .limit(WAITING_LIMIT)
    )
    guest = sa.select(TICKETS.sql).where(
        TICKETS.c.id.in_(sa.select(CALL_PARTIES.c.ticket_id).where(_in_call(user_id)))
    )
    found: dict[str, Ticket] = {}
    for query in (mine, waiting, guest):
        for line in look.connection.execute(query):
            ticket = TICKETS.read(line)
            found[ticket.id] = ticket
    return list(found.values())


def _my_calls(user_id: str) -> sa.ColumnElement[bool]:
    mine = sa.select(WORK.c.ticket_id).where(WORK.c.agent_id == user_id, WORK.c.state == "assigned")
    there = sa.select(CALL_PARTIES.c.call_id).where(_in_call(user_id))
    which = sa.or_(CALLS.c.agent_id == user_id, CALLS.c.ticket_id.in_(mine), CALLS.c.id.in_(there))
    return sa.and_(CALLS.c.ended_at.is_(None), which)


def _in_call(user_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(CALL_PARTIES.c.user_id == user_id, CALL_PARTIES.c.state.in_(("ringing", "joined")))
