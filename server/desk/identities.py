"""Addresses of customers: add, prove, remove. Reading one unmasked is a reading of its own, which is audited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from server.base.errors import Unknown
from server.desk import access, identify, lookups, normal
from server.desk.book import Book
from server.desk.customers import Raw, alive
from server.desk.events.customers import IdentityRemoved
from server.desk.fields import Id
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.people import IDENTITIES, LOOKUPS, Identity

Evidence = Literal["asked", "call", "code", "document"]
"""How an address was proven, in words of the catalogs (`evidence.<word>`)."""


class IdentityAnswer(Answer, frozen=True, kw_only=True):
    """The address it was about."""

    identity_id: str


class AddIdentity(Body, frozen=True, kw_only=True):
    """An address somebody typed for a customer."""

    customer_id: Id
    kind: normal.Kind
    value: Raw


class Verify(Body, frozen=True, kw_only=True):
    """How the address was proven to be the customer's."""

    identity_id: Id
    evidence: Evidence = "asked"


class OfIdentity(Body, frozen=True, kw_only=True):
    """An address."""

    identity_id: Id


def address_rows(book: Book, body: AddIdentity) -> Iterable[Need]:
    """Name the customer and what the address leads to already."""
    yield from identify.customer_needs(book, body.customer_id)
    yield from identify.needs(book, body.kind, body.value)


def identity_rows(book: Book, body: Verify | OfIdentity) -> Iterable[Need]:
    """Name the address, its look-ups and its customer."""
    yield Need(IDENTITIES, ("id",), (body.identity_id,))
    yield Need(LOOKUPS, ("subject",), (body.identity_id,))
    if identity := book.peek(IDENTITIES, body.identity_id):
        yield from identify.customer_needs(book, identity.customer_id)


@verb(
    "identities.add",
    AddIdentity,
    access.CUSTOMER,
    path="/customers/{customer_id}/identities",
    answer=IdentityAnswer,
    reads=address_rows,
)
def add(book: Book, body: AddIdentity) -> IdentityAnswer:
    """Record an address for a customer; it proves nothing and merges nobody."""
    customer = alive(book, body.customer_id)
    value = normal.must(body.kind, body.value, book.settings.default_region)
    identity = identify.add_identity(book, customer.id, body.kind, value, evidence="typed")
    book.audit("identity.added", identity.id)
    return IdentityAnswer(identity_id=identity.id)


@verb(
    "identities.verify", Verify, access.CUSTOMER, path="/identities/{identity_id}/verify", reads=identity_rows
)
def verify(book: Book, body: Verify) -> Answer:
    """Note that an address is proven to be the customer's."""
    identity = _usable(book, body.identity_id)
    identify.prove(book, identity, body.evidence)
    book.audit("identity.verified", identity.id, evidence=body.evidence)
    return Answer()


@verb(
    "identities.remove",
    OfIdentity,
    access.CUSTOMER,
    path="/identities/{identity_id}/remove",
    reads=identity_rows,
)
def remove(book: Book, body: OfIdentity) -> Answer:
    """Take an address away: it leads to the customer no more."""
    identity = book.must(IDENTITIES, body.identity_id)
    if identity.removed_at is None:
        take_away(book, identity)
        book.audit("identity.removed", identity.id)
    return Answer()


def take_away(book: Book, identity: Identity) -> None:
    """Let an address lead nowhere any more."""
    book.emit(IdentityRemoved(identity_id=identity.id, customer_id=identity.customer_id))
    lookups.drop(book, identity.id)


def _usable(book: Book, identity_id: str) -> Identity:
    identity = book.must(IDENTITIES, identity_id)
    alive(book, identity.customer_id)
    if identity.removed_at is not None:
        raise Unknown("identity.unknown", id=identity.id)
    return identity
