"""What colleagues did with articles lately, as a factor for suggestions: per queue, smoothed, fading, never more than a nudge."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from server.base.clock import DAY, Ms
from server.desk.readings.look import Look
from server.store.tables.knowledge import ARTICLE_USES, ARTICLES
from server.store.tables.work import TICKETS

HALF_LIFE: Ms = 45 * DAY
REMEMBERED: Ms = 365 * DAY
WEIGHTS = {"insert": 0.5, "send": 1.0, "link": 1.0, "dismiss": -1.0, "open": 0.0}
SOLVED_WEIGHT = 0.5
"""More for each article used on a ticket that was solved and stayed so."""
DOUBT = 4.0
"""How much must have happened before it counts: so many uses change half of what very many would."""
MOST = 0.25
OTHER_QUEUE = 0.3
"""What a use in another queue counts beside one in this."""


class Learned(NamedTuple):
    """The factor of one article, and what it comes from in this queue."""

    factor: float = 1.0
    liked: int = 0
    sent_away: int = 0


def learned(look: Look, article_ids: Iterable[str], queue_id: str) -> dict[str, Learned]:
    """Return article -> what its uses of the last year say for this queue."""
    query = (
        sa.select(
            ARTICLE_USES.c.article_id,
            ARTICLE_USES.c.how,
            ARTICLE_USES.c.queue_id,
            ARTICLE_USES.c.at,
            TICKETS.c.status,
        )
        .join(ARTICLES.sql, ARTICLES.c.id == ARTICLE_USES.c.article_id)
        .outerjoin(TICKETS.sql, TICKETS.c.id == ARTICLE_USES.c.ticket_id)
        .where(
            ARTICLE_USES.c.article_id.in_(sorted(article_ids)),
            ARTICLE_USES.c.at >= look.now - REMEMBERED,
            ARTICLE_USES.c.at >= ARTICLES.c.learn_from,
        )
    )
    sums: dict[str, list[float]] = {}
    counts: dict[str, list[int]] = {}
    for line in look.connection.execute(query):
        weight = WEIGHTS[line.how]
        if weight > 0 and line.status in ("solved", "closed"):
            weight += SOLVED_WEIGHT
        share = 1.0 if line.queue_id == queue_id else OTHER_QUEUE
        fades = 0.5 ** ((look.now - line.at) / HALF_LIFE)
        known = sums.setdefault(line.article_id, [0.0, 0.0])
        known[0] += weight * share * fades
        known[1] += abs(weight) * share * fades
        if line.queue_id == queue_id and weight:
            counts.setdefault(line.article_id, [0, 0])[0 if weight > 0 else 1] += 1
    return {
        article: Learned(1 + MOST * balance / (amount + DOUBT), *counts.get(article, (0, 0)))
        for article, (balance, amount) in sums.items()
    }
