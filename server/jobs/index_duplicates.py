"""Suspects that two customers are one when they share an address or a whole name; behind the log, so that intake waits for nothing.

Only suggests, never links. What many share (a switchboard's number, a frequent name) suggests nothing.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import sqlalchemy as sa

from server.desk import lookups, normal
from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.merges import Sign, Suspect
from server.desk.readings.look import Look
from server.desk.upkeep import Move
from server.desk.verbs import Command
from server.store.tables.infra import CURSORS, LOG
from server.store.tables.people import LOOKUPS

READER = "duplicates"
EVENTS = 200
SHARED_MOST = 3
"""With more customers behind one address or name it tells nobody apart, nor together."""
SUBJECT = {
    "identity.added": "identity_id",
    "customer.added": "customer_id",
    "customer.changed": "customer_id",
}


class Pair(NamedTuple):
    """Two customers and what they share."""

    customer_id: str
    other_id: str
    sign: Sign


class Duplicates:
    """The reader of the log that suggests merges. `step` until it returns 0."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._passed = 0

    def step(self) -> int:
        """Look at the next events and return how many were passed; 0: it is up to date. Done twice it suggests nothing twice."""
        with self._core.looking(SYSTEM) as look:
            stored = look.connection.execute(
                sa.select(CURSORS.c.seq).where(CURSORS.c.reader == READER)
            ).scalar()
            after = max(self._passed, stored or 0)
            subjects, upto = _news(look, after)
            pairs = [pair for subject in subjects for pair in _sharing(look, subject)]
        for pair in pairs:
            body = Suspect(customer_id=pair.customer_id, other_id=pair.other_id, sign=pair.sign)
            self._core.executor.ask(Command("customers.suspect", SYSTEM, body))
        if subjects or upto - after >= EVENTS:
            self._core.executor.ask(Command("cursor.move", SYSTEM, Move(reader=READER, seq=upto)))
        self._passed = upto
        return upto - after


def _news(look: Look, after: int) -> tuple[list[str], int]:
    """The identities and customers that are new or renamed after this place in the log, and the place read up to."""
    query = (
        sa.select(LOG.c.seq, LOG.c.kind, LOG.c.body)
        .where(LOG.c.seq > after)
        .order_by(LOG.c.seq)
        .limit(EVENTS)
    )
    lines = look.connection.execute(query).all()
    found = {line.body[SUBJECT[line.kind]]: None for line in lines if line.kind in SUBJECT}
    return list(found), lines[-1].seq if lines else after


def _sharing(look: Look, subject: str) -> list[Pair]:
    own = look.rows(
        LOOKUPS, sa.and_(LOOKUPS.c.subject == subject, LOOKUPS.c.kind.in_((*normal.KINDS, lookups.NAME)))
    )
    pairs: list[Pair] = []
    for row in own:
        same = sa.and_(
            LOOKUPS.c.hash == row.hash, LOOKUPS.c.kind == row.kind, LOOKUPS.c.customer_id != row.customer_id
        )
        query = sa.select(LOOKUPS.c.customer_id).where(same).distinct().limit(SHARED_MOST + 1)
        others = list(look.connection.scalars(query))
        if len(others) <= SHARED_MOST:
            sign = cast("Sign", f"same_{row.kind}")
            pairs += [Pair(row.customer_id, other, sign) for other in sorted(others)]
    return pairs
