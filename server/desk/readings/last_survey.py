"""What customers answered last, whoever of the merged they were then: for the pane beside a ticket and for the offer. One query for all."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

import sqlalchemy as sa

from console.protocol import LastSurvey
from server.base.clock import Ms
from server.desk.readings.look import Look
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import QUEUES
from server.store.tables.surveys import INVITATIONS
from server.store.tables.work import TICKETS
from surveys.scales import SCALES


class Rated(NamedTuple):
    """An answer on a scale, with what decides who may see its ticket."""

    kind: str
    score: int
    low: bool
    at: int
    number: int
    queue_id: str
    team_id: str
    assignee_id: str | None


def last_surveys(look: Look, root_ids: Collection[str]) -> dict[str, list[Rated]]:
    """Return shown customer -> their answers on a scale, newest first."""
    if not root_ids:
        return {}
    line = (
        sa.select(CUSTOMERS.c.id, CUSTOMERS.c.id.label("root"))
        .where(CUSTOMERS.c.id.in_(sorted(root_ids)))
        .cte("family", recursive=True)
    )
    line = line.union(sa.select(CUSTOMERS.c.id, line.c.root).where(CUSTOMERS.c.merged_into == line.c.id))
    query = (
        sa.select(
            line.c.root,
            INVITATIONS.c.kind,
            INVITATIONS.c.score,
            INVITATIONS.c.low,
            INVITATIONS.c.answered_at,
            TICKETS.c.number,
            TICKETS.c.queue_id,
            QUEUES.c.team_id,
            TICKETS.c.assignee_id,
        )
        .join(INVITATIONS.sql, INVITATIONS.c.customer_id == line.c.id)
        .join(TICKETS.sql, TICKETS.c.id == INVITATIONS.c.ticket_id)
        .join(QUEUES.sql, QUEUES.c.id == TICKETS.c.queue_id)
        .where(INVITATIONS.c.score.is_not(None))
        .order_by(INVITATIONS.c.answered_at.desc(), INVITATIONS.c.id.desc())
    )
    found: dict[str, list[Rated]] = {}
    for row in look.connection.execute(query):
        found.setdefault(row[0], []).append(Rated(*row[1:]))
    return found


def newest(rated: Collection[Rated], seen: Callable[[Rated], bool]) -> LastSurvey | None:
    """Return the newest of these that somebody may see, as screens show it."""
    one = next((each for each in rated if seen(each)), None)
    if one is None:
        return None
    return as_shown(one.kind, one.score, one.at, one.number, low=one.low)


def as_shown(kind: str, score: int, at: Ms, number: int, *, low: bool) -> LastSurvey:
    """Return an answer on a scale as screens show it; `number` is its ticket's."""
    return LastSurvey(kind=kind, score=score, best=SCALES[kind].highest, low=low, at=at, ticket_number=number)
