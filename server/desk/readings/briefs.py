"""Customers as lists show them: by the one they are merged into, with their name. Asks the database once for any number of them."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa

from console.protocol import CustomerBrief
from server.desk.readings.look import IN_LIMIT, Look
from server.desk.secrets import CustomerSecret
from server.store.tables.people import CUSTOMERS, Customer


class Shown(NamedTuple):
    """A customer as referred to (`own`), the one shown instead (`root`), and the newest version of what lies between."""

    own: Customer
    root: Customer
    version: int


def shown(look: Look, customer_ids: Iterable[str | None]) -> dict[str, Shown]:
    """Return customer id -> who is shown for it, following reversible merges. One query for up to 500 customers."""
    wanted = sorted({one for one in customer_ids if one is not None})
    lines: dict[str, list[Customer]] = {}
    for start in range(0, len(wanted), IN_LIMIT):
        some = {"wanted": wanted[start : start + IN_LIMIT]}
        for line in look.connection.execute(_lineage(), some):
            fields = dict(line._mapping)
            lines.setdefault(fields.pop("origin"), []).append(CUSTOMERS.row(**fields))
    return {origin: _shown(origin, line) for origin, line in lines.items()}


def brief(customer: Shown, secret: CustomerSecret | None) -> CustomerBrief:
    """Return the customer that is shown, as a list shows them; `secret` are the sealed fields of the root."""
    root = customer.root
    return CustomerBrief(
        id=root.id,
        name=secret.name if secret else None,
        segment=root.segment,
        language=root.language,
        blocked=root.blocked_at is not None,
        erased=root.erased_at is not None,
    )


@functools.cache
def _lineage() -> sa.Select[tuple[object, ...]]:
    """Return the query for whichever customers are `wanted`. Made once: making it costs more than running it."""
    wanted: sa.BindParameter[Any] = sa.bindparam("wanted", expanding=True)
    chain = (
        sa.select(
            CUSTOMERS.c.id.label("origin"), CUSTOMERS.c.id.label("at"), CUSTOMERS.c.merged_into.label("next")
        )
        .where(CUSTOMERS.c.id.in_(wanted))
        .cte("chain", recursive=True)
    )
    further = sa.select(chain.c.origin, CUSTOMERS.c.id, CUSTOMERS.c.merged_into).where(
        CUSTOMERS.c.id == chain.c.next
    )
    chain = chain.union(further)
    return sa.select(chain.c.origin, *CUSTOMERS.sql.c).where(CUSTOMERS.c.id == chain.c.at)


def _shown(origin: str, line: list[Customer]) -> Shown:
    own = next(one for one in line if one.id == origin)
    root = next((one for one in line if one.merged_into is None), own)
    return Shown(own, root, max(one.version for one in line))
