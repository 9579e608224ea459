"""Who may be the same person, and who was linked as one. Suggestions with their reason; deciding is for people."""

from __future__ import annotations

import sqlalchemy as sa

from console.protocol import CustomerBrief, Wire
from server.base.clock import Ms
from server.desk.readings.briefs import brief, shown
from server.desk.readings.look import Look
from server.desk.secrets import CustomerSecret
from server.store.tables.people import MERGES, SUSPICIONS


class Duplicate(Wire, frozen=True, kw_only=True):
    """A customer who may be the same person. `reason` is a word of the catalog: same_phone, same_email, same_name ..."""

    suspicion_id: str
    customer: CustomerBrief
    reason: str
    at: Ms


class Link(Wire, frozen=True, kw_only=True):
    """A merge that holds and can be taken back: who is shown as whom, since when, by whom and why."""

    merge_id: str
    source: CustomerBrief
    target_id: str
    at: Ms
    actor: str
    reason: str


def duplicates(look: Look, root_id: str, customer_ids: list[str]) -> list[Duplicate]:
    """Return the undecided suspicions about a customer, oldest first, those that a merge or an erasure settled left out."""
    about = sa.or_(SUSPICIONS.c.left_id.in_(customer_ids), SUSPICIONS.c.right_id.in_(customer_ids))
    rows = look.rows(SUSPICIONS, sa.and_(about, SUSPICIONS.c.decided_at.is_(None)), SUSPICIONS.c.id)
    others = {row.id: row.right_id if row.left_id in customer_ids else row.left_id for row in rows}
    briefs = whole_briefs(look, list(others.values()))
    return [
        Duplicate(suspicion_id=row.id, customer=other, reason=str(row.reason.get("code", "")), at=row.at)
        for row in rows
        if (other := briefs.get(others[row.id])) and other.id != root_id and not other.erased
    ]


def links(look: Look, customer_ids: list[str]) -> list[Link]:
    """Return the links that hold between these customers, oldest first, each source under its own name."""
    holds = sa.and_(MERGES.c.source_id.in_(customer_ids), MERGES.c.undone_at.is_(None))
    rows = look.rows(MERGES, holds, MERGES.c.id)
    known = shown(look, [row.source_id for row in rows])
    secrets = look.open_all(known, CustomerSecret)
    return [
        Link(
            merge_id=row.id,
            source=brief(
                known[row.source_id]._replace(root=known[row.source_id].own), secrets.get(row.source_id)
            ),
            target_id=row.target_id,
            at=row.at,
            actor=row.actor,
            reason=row.reason,
        )
        for row in rows
    ]


def whole_briefs(look: Look, customer_ids: list[str]) -> dict[str, CustomerBrief]:
    """Return customer id -> who is shown for it, with the name."""
    known = shown(look, customer_ids)
    secrets = look.open_all([one.root.id for one in known.values()], CustomerSecret)
    return {origin: brief(one, secrets.get(one.root.id)) for origin, one in known.items()}
