"""What is known of customers before they are answered: who they are, their newest lines, open tickets and addresses. One query.

Everybody linked by a reversible merge counts as one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from server.base.clock import Ms
from server.desk.readings.look import Look
from server.store.tables.people import CUSTOMERS, IDENTITIES
from server.store.tables.work import ENTRIES, TICKETS

LAST = 3


class Known(NamedTuple):
    """One thing that is known: a person, a line, an open ticket or an address (`what`), of the customer `member`.

    ref: person merged_into, line ticket_id. kind: person language. place: line channel, person time zone, address evidence.
    state: line's ticket status, person segment. at: person blocked_at, address verified_at. order: line seq, person erased_at.
    """

    what: str
    origin: str
    member: str
    id: str
    ref: str | None
    kind: str | None
    place: str | None
    state: str | None
    at: Ms | None
    order: int | None
    number: int | None


class Past:
    """What is known of everybody who was asked for."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._known: dict[tuple[str, str], list[Known]] = {}
        for one in known:
            self._known.setdefault((one.what, one.origin), []).append(one)

    def person(self, customer_id: str) -> Known | None:
        """Return who is shown for the customer."""
        people = self._known.get(("person", customer_id), [])
        own = next((one for one in people if one.id == customer_id), None)
        return next((one for one in people if one.ref is None), own)

    def last(self, customer_id: str) -> list[Known]:
        """Return the newest lines on any channel, newest first."""
        lines = self._known.get(("line", customer_id), [])
        return sorted(lines, key=lambda one: (one.at or 0, one.order or 0), reverse=True)[:LAST]

    def open_tickets(self, customer_id: str) -> list[Known]:
        """Return the tickets that are not finished, by number."""
        return sorted(self._known.get(("ticket", customer_id), []), key=lambda one: one.number or 0)

    def addresses(self, customer_id: str) -> list[Known]:
        """Return the addresses in use, verified ones first."""
        return sorted(self._known.get(("address", customer_id), []), key=lambda one: (one.at is None, one.id))

    def everything(self) -> Iterator[Known]:
        """Yield all that is known."""
        for group in self._known.values():
            yield from group


def past(look: Look, customer_ids: Iterable[str]) -> Past:
    """Return what is known of these customers, in one query whose cost does not grow with their history."""
    wanted = sorted(set(customer_ids))
    if not wanted:
        return Past(())
    kin = _kin(wanted)
    query = sa.union_all(_people(kin), _lines(kin), _tickets(kin), _addresses(kin))
    return Past(Known(*line) for line in look.connection.execute(query))


def _kin(wanted: list[str]) -> sa.CTE:
    """Everybody reached from each wanted customer over merges, in both directions."""
    first = sa.select(
        CUSTOMERS.c.id.label("origin"), CUSTOMERS.c.id.label("id"), CUSTOMERS.c.merged_into.label("into")
    )
    kin = first.where(CUSTOMERS.c.id.in_(wanted)).cte("kin", recursive=True)
    linked = sa.or_(CUSTOMERS.c.merged_into == kin.c.id, CUSTOMERS.c.id == kin.c.into)
    return kin.union(sa.select(kin.c.origin, CUSTOMERS.c.id, CUSTOMERS.c.merged_into).where(linked))


def _people(kin: sa.CTE) -> sa.Select[Any]:
    who = CUSTOMERS.c
    return _row(
        "person",
        kin,
        id=who.id,
        ref=who.merged_into,
        kind=who.language,
        place=who.time_zone,
        state=who.segment,
        at=who.blocked_at,
        order=who.erased_at,
    ).join(CUSTOMERS.sql, who.id == kin.c.id)


def _lines(kin: sa.CTE) -> sa.Select[Any]:
    """The newest lines of each: named one by one from the index, since neither database may read a whole history for three lines."""
    picked = sa.union_all(
        *(sa.select(kin.c.origin, kin.c.id, _nth(kin, n).label("line")) for n in range(LAST))
    ).cte("picked")
    entry, ticket = ENTRIES.c, TICKETS.c
    return (
        _row(
            "line",
            picked,
            id=entry.id,
            ref=entry.ticket_id,
            kind=entry.kind,
            place=entry.channel,
            state=ticket.status,
            at=entry.at,
            order=entry.seq,
            number=ticket.number,
        )
        .join(ENTRIES.sql, entry.id == picked.c.line)
        .outerjoin(TICKETS.sql, ticket.id == entry.ticket_id)
    )


def _nth(kin: sa.CTE, n: int) -> sa.ScalarSelect[Any]:
    newest = ENTRIES.sql.alias()
    return (
        sa.select(newest.c.id)
        .where(newest.c.customer_id == kin.c.id)
        .order_by(newest.c.at.desc(), newest.c.seq.desc())
        .limit(1)
        .offset(n)
        .correlate(kin)
        .scalar_subquery()
    )


def _tickets(kin: sa.CTE) -> sa.Select[Any]:
    ticket = TICKETS.c
    is_open = ticket.status.not_in(("solved", "closed", "spam"))
    row = _row("ticket", kin, id=ticket.id, state=ticket.status, at=ticket.created_at, number=ticket.number)
    return row.join(TICKETS.sql, sa.and_(ticket.customer_id == kin.c.id, is_open))


def _addresses(kin: sa.CTE) -> sa.Select[Any]:
    address = IDENTITIES.c
    in_use = sa.and_(address.customer_id == kin.c.id, address.removed_at.is_(None))
    row = _row(
        "address", kin, id=address.id, kind=address.kind, place=address.evidence, at=address.verified_at
    )
    return row.join(IDENTITIES.sql, in_use)


def _row(what: str, source: sa.CTE, **given: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """A select in the one form that all parts of the union share."""
    texts = [_typed(given.get(name), sa.Text(), name) for name in ("id", "ref", "kind", "place", "state")]
    numbers = [_typed(given.get(name), sa.BigInteger(), name) for name in ("at", "order", "number")]
    name = sa.literal(what, sa.Text()).label("what")
    return sa.select(name, source.c.origin, source.c.id.label("member"), *texts, *numbers).select_from(source)


def _typed(column: sa.ColumnElement[Any] | None, kind: Any, name: str) -> sa.ColumnElement[Any]:
    return (sa.cast(sa.null(), kind) if column is None else column).label(name)
