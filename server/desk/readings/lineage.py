"""One person under several customer ids: who is shown for an id, and every id whose history is theirs. SQL only, decides nothing."""

from __future__ import annotations

import sqlalchemy as sa

from server.base.errors import Unknown
from server.desk.readings.briefs import Shown, shown
from server.desk.readings.look import Look
from server.store.tables.people import CUSTOMERS, Customer


def shown_for(look: Look, customer_id: str) -> Shown:
    """Return who is shown for a customer id. Raises Unknown when there is no such customer."""
    found = shown(look, [customer_id]).get(customer_id)
    if found is None:
        raise Unknown("customer.unknown", id=customer_id)
    return found


def everyone(look: Look, root_id: str) -> list[Customer]:
    """Return the customer and everybody merged into it, directly or through others, in the order of their ids."""
    return look.rows(CUSTOMERS, CUSTOMERS.c.id.in_(_below(root_id)), CUSTOMERS.c.id)


def _below(root_id: str) -> sa.Select[tuple[str]]:
    line = sa.select(CUSTOMERS.c.id).where(CUSTOMERS.c.id == root_id).cte("below", recursive=True)
    line = line.union(sa.select(CUSTOMERS.c.id).where(CUSTOMERS.c.merged_into == line.c.id))
    return sa.select(line.c.id)
