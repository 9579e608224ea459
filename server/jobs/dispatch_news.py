"""What the log says that the router must know: which tickets and people to read again, or that the desk is arranged anew."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from server.store.tables.infra import LOG
from server.store.tables.people import CUSTOMERS
from server.store.tables.work import TICKETS, WORK

ARRANGED = frozenset(("queue", "team", "calendar", "rules"))
"""Kinds of configuration the router's setup is made from."""
OF_CUSTOMERS = ("customer.changed", "customers.merged", "customers.unmerged")


class News(NamedTuple):
    """The newest seq, the tickets and people it concerns. `arranged`: everything is to be read anew."""

    seq: int
    tickets: frozenset[str]
    people: frozenset[str]
    arranged: bool


def news_after(connection: sa.Connection, cursor: int) -> News | None:
    """Return what happened after `cursor`, or None when nothing did."""
    rows = connection.execute(_NEWS.where(LOG.c.seq > cursor)).all()
    if not rows:
        return None
    configured = [row.body for row in rows if row.kind == "config.changed"]
    people = {row.user_id for row in rows} | {
        one["config_id"] for one in configured if one["config"] == "user"
    }
    tickets = {row.ticket_id for row in rows}
    customers = {row.customer_id for row in rows if row.kind in OF_CUSTOMERS}
    if customers:
        tickets |= _waiting_of(connection, customers)
    return News(
        rows[-1].seq,
        frozenset(one for one in tickets if one is not None),
        frozenset(one for one in people if one is not None),
        any(one["config"] in ARRANGED for one in configured),
    )


_NEWS = sa.select(
    LOG.c.seq, LOG.c.kind, LOG.c.ticket_id, LOG.c.customer_id, LOG.c.user_id, LOG.c.body
).order_by(LOG.c.seq)


def _waiting_of(connection: sa.Connection, customers: set[str | None]) -> set[str]:
    """Return the tickets of these customers that wait: their segment may be another."""
    theirs = sa.select(WORK.c.ticket_id).join(TICKETS.sql, TICKETS.c.id == WORK.c.ticket_id)
    theirs = theirs.join(CUSTOMERS.sql, CUSTOMERS.c.id == TICKETS.c.customer_id)
    known = CUSTOMERS.c.id.in_(sorted(one for one in customers if one is not None))
    return set(connection.scalars(theirs.where(known, WORK.c.state == sa.literal_column("'queued'"))))
