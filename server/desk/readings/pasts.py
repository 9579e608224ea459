"""What is known of customers before they are answered: who they are, their newest contacts, open tickets and addresses. One query.

Everybody linked by a reversible merge counts as one person.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from server.base.clock import Ms
from server.desk.readings.look import Look
from server.store.tables.people import CUSTOMERS, IDENTITIES
from server.store.tables.staff import QUEUES
from server.store.tables.surveys import INVITATIONS
from server.store.tables.work import ENTRIES, TICKETS

LAST = 3
Seen = Callable[["Known"], bool]


class Known(NamedTuple):
    """One thing that is known: a person, a visit (a ticket), a line without ticket, an open ticket, an address, an answer (`what`).

    ref: person merged_into, ticket's assignee. kind: person language, ticket's team. place: channel, time zone, evidence, scale.
    state: ticket status, person segment, `low`. at: newest line, blocked_at, verified_at, answered_at. order: seq, erased_at, score.
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

    def last(self, customer_id: str, seen: Seen, besides: str) -> list[Known]:
        """Return the newest contacts on any channel, newest first: tickets that are `seen`, but for one, and events of no ticket."""
        visits = [one for one in self._of("visit", customer_id) if one.id != besides and seen(one)]
        both = [*visits, *self._of("line", customer_id)]
        return sorted(both, key=lambda one: (one.at or 0, one.order or 0), reverse=True)[:LAST]

    def open_tickets(self, customer_id: str, seen: Seen, besides: str) -> list[Known]:
        """Return the tickets that are not finished and `seen`, but for one, by number."""
        tickets = (one for one in self._of("ticket", customer_id) if one.id != besides and seen(one))
        return sorted(tickets, key=lambda one: one.number or 0)

    def rated(self, customer_id: str, seen: Seen) -> Known | None:
        """Return the newest answer on a scale about a ticket that is `seen`."""
        answers = [one for one in self._of("rated", customer_id) if seen(one)]
        return max(answers, key=lambda one: (one.at or 0, one.id), default=None)

    def addresses(self, customer_id: str) -> list[Known]:
        """Return the addresses in use, verified ones first."""
        return sorted(self._of("address", customer_id), key=lambda one: (one.at is None, one.id))

    def _of(self, what: str, customer_id: str) -> list[Known]:
        return self._known.get((what, customer_id), [])

    def everything(self) -> Iterator[Known]:
        """Yield all that is known."""
        for group in self._known.values():
            yield from group


def past(look: Look, customer_ids: Iterable[str]) -> Past:
    """Return what is known of these customers, in one query whose cost does not grow with their history."""
    wanted = sorted(set(customer_ids))
    if not wanted:
        return Past(())
    return Past(Known(*line) for line in look.connection.execute(_query(), {"wanted": wanted}))


@functools.cache
def _query() -> sa.CompoundSelect[Any]:
    """Return the query for whichever customers are `wanted`. Made once: making it costs many times what running it does."""
    kin = _kin()
    return sa.union_all(_people(kin), _visits(kin), _lines(kin), _tickets(kin), _addresses(kin), _rated(kin))


def _kin() -> sa.CTE:
    """Everybody reached from each wanted customer over merges, in both directions."""
    wanted: sa.BindParameter[Any] = sa.bindparam("wanted", expanding=True)
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


def _visits(kin: sa.CTE) -> sa.Select[Any]:
    """The newest tickets of each, one more than shown: the one that is being offered is among them."""
    ticket = TICKETS.c
    picked = _picked(kin, TICKETS.sql, (ticket.created_at, ticket.id), LAST + 1)
    row = _row("visit", picked, at=sa.func.coalesce(ticket.last_entry_at, ticket.created_at), **_ticket())
    return row.join(TICKETS.sql, ticket.id == picked.c.thing).join(QUEUES.sql, QUEUES.c.id == ticket.queue_id)


def _lines(kin: sa.CTE) -> sa.Select[Any]:
    """What other systems told, among the newest lines of each."""
    entry = ENTRIES.c
    picked = _picked(kin, ENTRIES.sql, (entry.at, entry.seq), LAST)
    row = _row(
        "line", picked, id=entry.id, kind=entry.kind, place=entry.channel, at=entry.at, order=entry.seq
    )
    return row.join(ENTRIES.sql, sa.and_(entry.id == picked.c.thing, entry.ticket_id.is_(None)))


def _picked(kin: sa.CTE, table: sa.Table, newest: tuple[sa.Column[Any], ...], count: int) -> sa.CTE:
    """Name the newest rows of each one by one from the index: neither database may read a whole history for three of them."""

    def nth(number: int) -> sa.ScalarSelect[Any]:
        one = table.alias()
        query = sa.select(one.c.id).where(one.c.customer_id == kin.c.id)
        order = (one.c[column.name].desc() for column in newest)
        return query.order_by(*order).limit(1).offset(number).correlate(kin).scalar_subquery()

    each = (sa.select(kin.c.origin, kin.c.id, nth(number).label("thing")) for number in range(count))
    return sa.union_all(*each).cte(f"picked_{table.name}")


def _tickets(kin: sa.CTE) -> sa.Select[Any]:
    ticket = TICKETS.c
    is_open = ticket.status.not_in(("solved", "closed", "spam"))
    row = _row("ticket", kin, at=ticket.created_at, **_ticket())
    mine = row.join(TICKETS.sql, sa.and_(ticket.customer_id == kin.c.id, is_open))
    return mine.join(QUEUES.sql, QUEUES.c.id == ticket.queue_id)


def _ticket() -> dict[str, sa.ColumnElement[Any]]:
    """What is told of a ticket, and what decides who sees it."""
    ticket = TICKETS.c
    return {
        "id": ticket.id,
        "ref": ticket.assignee_id,
        "kind": QUEUES.c.team_id,
        "place": ticket.channel,
        "state": ticket.status,
        "number": ticket.number,
    }


def _addresses(kin: sa.CTE) -> sa.Select[Any]:
    address = IDENTITIES.c
    in_use = sa.and_(address.customer_id == kin.c.id, address.removed_at.is_(None))
    row = _row(
        "address", kin, id=address.id, kind=address.kind, place=address.evidence, at=address.verified_at
    )
    return row.join(IDENTITIES.sql, in_use)


def _rated(kin: sa.CTE) -> sa.Select[Any]:
    """What they answered on scales, with what decides who sees the ticket it was about."""
    answer, ticket = INVITATIONS.c, TICKETS.c
    row = _row(
        "rated",
        kin,
        id=answer.id,
        ref=ticket.assignee_id,
        kind=QUEUES.c.team_id,
        place=answer.kind,
        state=sa.case((answer.low, "low"), else_="").cast(sa.Text()),
        at=answer.answered_at,
        order=answer.score,
        number=ticket.number,
    )
    mine = row.join(INVITATIONS.sql, sa.and_(answer.customer_id == kin.c.id, answer.score.is_not(None)))
    return mine.join(TICKETS.sql, ticket.id == answer.ticket_id).join(
        QUEUES.sql, QUEUES.c.id == ticket.queue_id
    )


def _row(what: str, source: sa.CTE, **given: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """A select in the one form that all parts of the union share."""
    texts = [_typed(given.get(name), sa.Text(), name) for name in ("id", "ref", "kind", "place", "state")]
    numbers = [_typed(given.get(name), sa.BigInteger(), name) for name in ("at", "order", "number")]
    name = sa.literal(what, sa.Text()).label("what")
    return sa.select(name, source.c.origin, source.c.id.label("member"), *texts, *numbers).select_from(source)


def _typed(column: sa.ColumnElement[Any] | None, kind: Any, name: str) -> sa.ColumnElement[Any]:
    return (sa.cast(sa.null(), kind) if column is None else column).label(name)
