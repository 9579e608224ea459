"""Readings about calls: where a recording lies, and numbers a demo telephone may call as. Records of calls are in `records.py`."""

from __future__ import annotations

import sqlalchemy as sa

from console.protocol import Wire
from server.base.errors import Unknown
from server.desk.access import DESK_READ
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.desk.secrets import CallSecret, CustomerSecret, IdentitySecret
from server.store.tables.people import CUSTOMERS, IDENTITIES, LOOKUPS
from server.store.tables.work import CALLS

SHOWN, SHARED = 12, 3


class OfCall(Question, frozen=True, kw_only=True):
    """A call."""

    call_id: str


class Recording(Wire, frozen=True, kw_only=True):
    """Where the provider keeps a recording."""

    url: str


class Number(Wire, frozen=True, kw_only=True):
    """A number with the names it leads to. `kind`: known, or shared by several customers."""

    number: str
    names: str
    kind: str


@reading(
    "calls.recording",
    OfCall,
    DESK_READ,
    path="/calls/{call_id}/recording",
    answer=Recording,
    audited="call.recording",
)
def recording(look: Look, question: OfCall) -> Recording:
    """Say where a call's recording can be heard. Raises Unknown when there is none, or not for this person."""
    call = look.by_id(CALLS, [question.call_id]).get(question.call_id)
    if call is None or not call.recording:
        raise Unknown("call.unknown", id=question.call_id)
    look.ticket_seen(call.ticket_id)
    secret = look.open_all([call.id], CallSecret).get(call.id)
    if secret is None:
        raise Unknown("call.unknown", id=question.call_id)
    return Recording(url=secret.recording_url)


def numbers(look: Look) -> list[Number]:
    """Return some numbers of customers, the ambiguous ones first: for the telephone of a demo desk only."""
    phones = sa.and_(IDENTITIES.c.kind == "phone", IDENTITIES.c.removed_at.is_(None))
    shared = look.rows(IDENTITIES, sa.and_(phones, IDENTITIES.c.id.in_(_shared(look))), IDENTITIES.c.id)
    plain = sa.select(IDENTITIES.sql).where(phones).order_by(IDENTITIES.c.id).limit(SHOWN)
    rows = [*shared, *(IDENTITIES.read(line) for line in look.connection.execute(plain))]
    values = look.open_all((row.id for row in rows), IdentitySecret)
    people = look.by_id(CUSTOMERS, (row.customer_id for row in rows))
    roots = {row.customer_id: people[row.customer_id].merged_into or row.customer_id for row in rows}
    names = look.open_all(roots.values(), CustomerSecret)
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.id in values:
            root = roots[row.customer_id]
            name = names[root].name if root in names else None
            found.setdefault(values[row.id].value, {})[root] = name or "?"
    several = [_number(value, whom, "shared") for value, whom in found.items() if len(whom) > 1]
    known = [_number(value, whom, "known") for value, whom in found.items() if len(whom) == 1]
    return (several[:SHARED] + known)[:SHOWN]


def _shared(look: Look) -> list[str]:
    """Return the identities of some numbers that lead to more than one customer."""
    hashes = (
        sa.select(LOOKUPS.c.hash)
        .where(LOOKUPS.c.kind == "phone")
        .group_by(LOOKUPS.c.hash)
        .having(sa.func.count(sa.distinct(LOOKUPS.c.customer_id)) > 1)
        .limit(SHARED)
    )
    wanted = list(look.connection.scalars(hashes))
    return list(look.connection.scalars(sa.select(LOOKUPS.c.subject).where(LOOKUPS.c.hash.in_(wanted))))


def _number(value: str, whom: dict[str, str], kind: str) -> Number:
    return Number(number=value, names=" / ".join(sorted(whom.values())), kind=kind)
