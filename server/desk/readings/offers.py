"""What an agent sees before answering: who it is, what happened last on any channel, what is still open. Three queries for any number.

An offer that is over tells nothing about the customer any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa

from console.protocol import CustomerBrief, IdentityBrief, Interaction, LastSurvey, OfferRecord
from server.desk.normal import masked
from server.desk.readings.last_survey import as_shown
from server.desk.readings.look import Look
from server.desk.readings.pasts import Known, Past, past
from server.desk.secrets import (
    CallSecret,
    CustomerSecret,
    EntrySecret,
    IdentitySecret,
    Secret,
    TicketSecret,
)
from server.store.mapping import Row, Table
from server.store.tables.staff import USERS, User
from server.store.tables.work import CALLS, OFFERS, TICKETS, WORK, Call, Offer, Ticket, Work

R = TypeVar("R", bound=Row)
TEXT_CHARS = 140
ADDRESS_OF = {"voice": "phone", "email": "email", "wechat": "wechat"}
Secrets = dict[str, Secret]


class Held(NamedTuple):
    """An offer with what it is about."""

    offer: Offer
    ticket: Ticket
    work: Work
    call: Call | None
    agent: User

    def sees(self, one: Known) -> bool:
        """Return whether the offered agent sees a ticket (see access.sees): by its queue's team, or because it is theirs."""
        return (
            self.agent.role == "administrator" or one.kind in self.agent.team_ids or one.ref == self.agent.id
        )

    @property
    def people(self) -> tuple[str, ...]:
        """The candidates when the caller is ambiguous, else the customer."""
        candidates = self.call.candidates if self.call else ()
        return candidates if len(candidates) > 1 else (self.ticket.customer_id,)


def offer_records(look: Look, offer_ids: Iterable[str], version: int) -> list[OfferRecord]:
    """Return these offers as their agents see them at log seq `version`, in the order of their ids."""
    held = _held(look, sorted(set(offer_ids)))
    alive = [one for one in held if one.offer.state == "open"]
    known = past(look, [customer for one in alive for customer in one.people])
    secrets = look.open_each(_shapes(alive, known))
    return [
        _record(one, known, secrets, version) if one.offer.state == "open" else _over(one) for one in held
    ]


def _held(look: Look, offer_ids: list[str]) -> list[Held]:
    if not offer_ids:
        return []
    running = sa.and_(CALLS.c.ticket_id == OFFERS.c.ticket_id, CALLS.c.ended_at.is_(None))
    query = (
        sa.select(*(column for table in (OFFERS, TICKETS, WORK, CALLS, USERS) for column in _columns(table)))
        .join(TICKETS.sql, TICKETS.c.id == OFFERS.c.ticket_id)
        .join(WORK.sql, WORK.c.ticket_id == OFFERS.c.ticket_id)
        .join(USERS.sql, USERS.c.id == OFFERS.c.agent_id)
        .outerjoin(CALLS.sql, running)
        .where(OFFERS.c.id.in_(offer_ids))
        .order_by(OFFERS.c.id, CALLS.c.id)
    )
    lines = {line.offers_id: line for line in look.connection.execute(query)}
    return [
        Held(
            _read(OFFERS, line),
            _read(TICKETS, line),
            _read(WORK, line),
            _read(CALLS, line) if line.calls_id else None,
            _read(USERS, line),
        )
        for line in lines.values()
    ]


def _columns(table: Table[Any]) -> list[sa.Label[Any]]:
    return [column.label(f"{table.name}_{column.name}") for column in table.sql.c]


def _read(table: Table[R], line: sa.Row[Any]) -> R:
    return table.row(**{name: getattr(line, f"{table.name}_{name}") for name in table.fields})


def _shapes(held: list[Held], known: Past) -> dict[str, type[Secret]]:
    of_kind: dict[str, type[Secret]] = {
        "person": CustomerSecret,
        "line": EntrySecret,
        "visit": TicketSecret,
        "address": IdentitySecret,
    }
    shapes = {one.id: of_kind[one.what] for one in known.everything() if one.what in of_kind}
    for one in held:
        shapes[one.ticket.id] = TicketSecret
        if one.call:
            shapes[one.call.id] = CallSecret
    return shapes


def _record(held: Held, known: Past, secrets: Secrets, version: int) -> OfferRecord:
    people = held.people
    candidates = [_brief(one, secrets) for one in map(known.person, people) if one is not None]
    alone = known.person(people[0]) if len(people) == 1 else None
    subject = secrets.get(held.ticket.id)
    return OfferRecord(
        **_plain(held, version),
        subject=subject.subject if isinstance(subject, TicketSecret) else "",
        customer=_brief(alone, secrets) if alone else None,
        candidates=candidates if alone is None else [],
        identity=_identity(held, known, secrets),
        time_zone=alone.place if alone else None,
        last=[_interaction(line, secrets) for line in known.last(people[0], held.sees, held.ticket.id)]
        if alone
        else [],
        open_tickets=[one.number or 0 for one in known.open_tickets(people[0], held.sees, held.ticket.id)]
        if alone
        else [],
        survey=_survey(known.rated(people[0], held.sees)) if alone else None,
    )


def _survey(answer: Known | None) -> LastSurvey | None:
    """The last answer on a scale, as screens show it."""
    if answer is None:
        return None
    low = answer.state == "low"
    return as_shown(answer.place or "", answer.order or 0, answer.at or 0, answer.number or 0, low=low)


def _over(held: Held) -> OfferRecord:
    """What is left to say when the offer ended: its outcome, and nothing of the customer."""
    return OfferRecord(
        **_plain(held, held.offer.version),
        subject="",
        customer=None,
        candidates=[],
        identity=None,
        time_zone=None,
        last=[],
        open_tickets=[],
    )


def _plain(held: Held, version: int) -> dict[str, Any]:
    offer, ticket, work = held.offer, held.ticket, held.work
    return {
        "id": offer.id,
        "version": version,
        "ticket_id": ticket.id,
        "ticket_number": ticket.number,
        "agent_id": offer.agent_id,
        "channel": work.channel,
        "queue_id": work.queue_id,
        "created_at": offer.created_at,
        "expires_at": offer.expires_at,
        "state": offer.state,
        "waited_since": work.entered_at,
        "skills": work.skills,
        "why": offer.why,
    }


def _brief(person: Known, secrets: Secrets) -> CustomerBrief:
    secret = secrets.get(person.id)
    return CustomerBrief(
        id=person.id,
        name=secret.name if isinstance(secret, CustomerSecret) else None,
        segment=person.state,
        language=person.kind,
        blocked=person.at is not None,
        erased=person.order is not None,
    )


def _interaction(one: Known, secrets: Secrets) -> Interaction:
    """A ticket by its subject, an event of no ticket by its text."""
    secret = secrets.get(one.id)
    text = secret.body if isinstance(secret, EntrySecret) else ""
    subject = secret.subject if isinstance(secret, TicketSecret) else ""
    return Interaction(
        ticket_id=one.id if one.what == "visit" else None,
        ticket_number=one.number,
        channel=one.place or "",
        kind="ticket" if one.what == "visit" else one.kind or "",
        text=" ".join((subject or text).split())[:TEXT_CHARS],
        at=one.at or 0,
        status=one.state,
    )


def _identity(held: Held, known: Past, secrets: Secrets) -> IdentityBrief | None:
    """The number that calls, with what is known of it; where nobody calls now, the address of the ticket's channel."""
    call = secrets.get(held.call.id) if held.call else None
    number = call.number if isinstance(call, CallSecret) else ""
    if held.call and not number:
        return None
    kind = ADDRESS_OF.get(held.ticket.channel, "")
    for one in [address for customer in held.people for address in known.addresses(customer)]:
        secret = secrets.get(one.id)
        if isinstance(secret, IdentitySecret) and one.kind == kind and number in ("", secret.value):
            return _address(one.id, kind, secret.value, one)
    return _address("", kind, number, None) if number else None


def _address(identity_id: str, kind: str, value: str, known: Known | None) -> IdentityBrief:
    return IdentityBrief(
        id=identity_id,
        kind=kind,
        shown=masked(kind, value),
        verified=known is not None and known.at is not None,
        evidence=known.place if known else None,
    )
