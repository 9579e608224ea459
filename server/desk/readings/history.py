"""A customer's whole history: one timeline over every ticket, channel and merged customer, newest first, endless, each page as fast.

Each customer id is read through its own index up to one page, and the pages are merged: a condition over all ids at once
would sort everything they ever wrote.
"""

from __future__ import annotations

from typing import Annotated

import sqlalchemy as sa
from msgspec import Meta

from console.protocol import EntryRecord, Wire
from server.base.errors import Malformed
from server.desk import access
from server.desk.access import Viewer
from server.desk.readings import cursors
from server.desk.readings.lineage import everyone, shown_for
from server.desk.readings.look import Look
from server.desk.readings.records import entry_records
from server.desk.readings.registry import Question, reading
from server.store import append
from server.store.tables.work import ENTRIES, TICKETS, Entry

PAGE = 50
Position = tuple[int, int]


class HistoryQuestion(Question, frozen=True, kw_only=True):
    """Whose history; of one channel only; older than where the page before ended."""

    customer_id: str
    channel: Annotated[str, Meta(max_length=20)] | None = None
    before: Annotated[str, Meta(max_length=200)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = PAGE


class History(Wire, frozen=True, kw_only=True):
    """A page of a timeline at `seq`, newest first. `older` asks for the next page; None: that was all."""

    seq: int
    records: list[EntryRecord]
    older: str | None


@reading(
    "customers.history",
    HistoryQuestion,
    access.CUSTOMER_READ,
    path="/customers/{customer_id}/history",
    answer=History,
    audited="customer.history",
)
def history(look: Look, question: HistoryQuestion) -> History:
    """A customer's timeline over everything the viewer may see, newest first."""
    ids = [one.id for one in everyone(look, shown_for(look, question.customer_id).root.id)]
    before = position(question.before) if question.before else None
    rows = page(look, ids, channel=question.channel, before=before, limit=question.limit + 1)
    shown = rows[: question.limit]
    more = len(rows) > question.limit
    return History(
        seq=append.head(look.connection),
        records=entry_records(look, shown),
        older=cursors.written(shown[-1].at, str(shown[-1].seq)) if more else None,
    )


def page(
    look: Look, customer_ids: list[str], *, channel: str | None, before: Position | None, limit: int
) -> list[Entry]:
    """Return up to `limit` entries of these customers that the viewer may see, newest first, older than `before`."""
    pages = [_one(look.viewer, one, channel, before, limit).subquery() for one in customer_ids]
    united = sa.union_all(*(sa.select(one) for one in pages)).subquery()
    newest = sa.select(united).order_by(united.c.at.desc(), united.c.seq.desc()).limit(limit)
    return [ENTRIES.read(line) for line in look.connection.execute(newest)]


def position(cursor: str) -> Position:
    """Return the place in a timeline that a cursor names. Raises Malformed for one that is not of a timeline."""
    at, seq = cursors.place(cursor)
    if not (seq.isascii() and seq.isdigit() and len(seq) <= 18 and abs(at) < 2**62):
        raise Malformed("cursor.malformed", expected="a cursor from an earlier page")
    return at, int(seq)


def seen(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Return the SQL condition on ENTRIES that is true for what the viewer sees: what has no ticket, and what tickets they see have."""
    if viewer.sees_all:
        return sa.true()
    ticket = sa.select(1).where(TICKETS.c.id == ENTRIES.c.ticket_id, access.visible(viewer))
    return sa.or_(ENTRIES.c.ticket_id.is_(None), ticket.exists())


def _one(
    viewer: Viewer, customer_id: str, channel: str | None, before: Position | None, limit: int
) -> sa.Select[tuple[object, ...]]:
    query = sa.select(ENTRIES.sql).where(ENTRIES.c.customer_id == customer_id, seen(viewer))
    if channel is not None:
        query = query.where(ENTRIES.c.channel == channel)
    if before is not None:
        query = query.where(sa.tuple_(ENTRIES.c.at, ENTRIES.c.seq) < sa.tuple_(*before))
    return query.order_by(ENTRIES.c.at.desc(), ENTRIES.c.seq.desc()).limit(limit)
