"""How much is going on with some customers, for a list of them: open tickets and the last one that moved, as far as the viewer sees."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from server.base.clock import Ms
from server.desk.access import visible
from server.desk.readings.look import Look
from server.store.tables.people import CUSTOMERS
from server.store.tables.work import TICKETS

FINISHED = ("solved", "closed", "spam")


class Activity(NamedTuple):
    """Open tickets and the instant the newest one changed; None when the viewer sees none."""

    open_tickets: int = 0
    last_at: Ms | None = None


def activity(look: Look, customer_ids: list[str]) -> dict[str, Activity]:
    """Return customer -> activity, those merged into them included; two queries for any number of customers."""
    found: dict[str, Activity] = {}
    family = {one: one for one in customer_ids}
    merged = sa.select(CUSTOMERS.c.id, CUSTOMERS.c.merged_into).where(
        CUSTOMERS.c.merged_into.in_(customer_ids)
    )
    family |= {line.id: line.merged_into for line in look.connection.execute(merged)}
    still = sa.func.sum(sa.case((TICKETS.c.status.in_(FINISHED), 0), else_=1))
    query = (
        sa.select(TICKETS.c.customer_id, still, sa.func.max(TICKETS.c.updated_at))
        .where(TICKETS.c.customer_id.in_(sorted(family)), visible(look.viewer))
        .group_by(TICKETS.c.customer_id)
    )
    for customer_id, count, last_at in look.connection.execute(query):
        one = family[customer_id]
        before = found.get(one, Activity())
        found[one] = Activity(before.open_tickets + int(count), max(before.last_at or 0, last_at))
    return found
