"""Who is it? From an address to customers, through merges to the one shown; several stay several: nobody is guessed.

Also makes customers and their addresses, for intake and for the verbs of customers. Claiming an address merges nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from server.base.errors import Invalid
from server.desk import lookups, names, normal
from server.desk.book import Book
from server.desk.events.customers import CustomerAdded, IdentityAdded, IdentityVerified
from server.desk.secrets import CustomerSecret, IdentitySecret
from server.store.pages import Need
from server.store.tables.infra import KEYS
from server.store.tables.people import CUSTOMERS, IDENTITIES, LOOKUPS, Customer, Identity, Lookup

CLAIMED = "claimed"
"""The evidence of an address that a visitor only said is theirs: shown to people, suggested as a look-alike, never followed."""
Address = tuple[str, str, bool, str | None]
"""(kind, as it came, verified, evidence) of an identity to be recorded."""


class Found(NamedTuple):
    """Who an address leads to, each shown customer once, oldest first. `verified`: they have proven it is theirs."""

    customers: list[Customer]
    verified: bool


class Known(NamedTuple):
    """The customer to go on with. With `candidates` a new one stands in until a person says who it is."""

    customer: Customer
    candidates: tuple[Customer, ...] = ()
    created: bool = False


def known_or_new(
    book: Book,
    kind: str,
    raw: str,
    *,
    language: str | None = None,
    time_zone: str | None = None,
    name: str | None = None,
    verified: bool = False,
    evidence: str | None = None,
) -> Known:
    """Return the one customer an address leads to; otherwise a new one, with the candidates when there are several.

    The address is recorded for a new customer only when it leads to nobody else: an ambiguous one proves nothing.
    """
    found = identify(book, kind, raw).customers
    if len(found) == 1:
        return Known(found[0])
    identities = [] if found else [(kind, raw, verified, evidence)]
    made = new_customer(book, name=name, language=language, time_zone=time_zone, identities=identities)
    return Known(made, tuple(found), created=True)


def candidates(book: Book, kind: str, raw: str) -> list[Customer]:
    """Return the customers an address leads to, each once, as they are shown now; withheld leads to nobody."""
    return identify(book, kind, raw).customers


def identify(book: Book, kind: str, raw: str) -> Found:
    """Return who an address leads to. Those who have proven it hide all others; who only claimed it is led to by nothing."""
    identities = [book.must(IDENTITIES, row.subject) for row in _leads(book, kind, raw)]
    proven = [one for one in identities if one.verified_at is not None]
    recorded = [one for one in identities if one.evidence != CLAIMED]
    shown = {one.id: one for one in (root(book, row.customer_id) for row in proven or recorded)}
    alive = [one for one in shown.values() if one.erased_at is None]
    return Found(sorted(alive, key=lambda one: (one.created_at, one.id)), bool(proven))


def root(book: Book, customer_id: str) -> Customer:
    """Return the customer shown for this id: itself, or who it was merged into, however often. Raises Unknown."""
    customer = book.must(CUSTOMERS, customer_id)
    while customer.merged_into is not None:
        customer = book.must(CUSTOMERS, customer.merged_into)
    return customer


def tree(book: Book, customer_id: str) -> list[Customer]:
    """Return the customer itself, then everybody merged into it, directly or through others."""
    found = [book.must(CUSTOMERS, customer_id)]
    for one in found:
        found += book.find(CUSTOMERS, merged_into=one.id)
    return found


def needs(book: Book, kind: str, raw: str) -> list[Need]:
    """Name the rows that identifying an address will read; each prefetch round names what the one before made known."""
    value = normal.form(kind, raw, book.settings.default_region)
    if value is None:
        return []
    wanted = lookups.of_address(book.master, kind, value)
    named = [Need(LOOKUPS, ("hash",), (wanted,))]
    for row in book.peek_all(LOOKUPS, hash=wanted):
        named.append(Need(IDENTITIES, ("id",), (row.subject,)))
        named += customer_needs(book, row.customer_id)
    return named


def customer_needs(book: Book, customer_id: str) -> list[Need]:
    """Name a customer with its key, and whom it is merged into as far as known."""
    named = [Need(CUSTOMERS, ("id",), (customer_id,))]
    customer = book.peek(CUSTOMERS, customer_id)
    while customer is not None:
        named.append(Need(KEYS, ("id",), (customer.key_id,)))
        if customer.merged_into is None:
            break
        named.append(Need(CUSTOMERS, ("id",), (customer.merged_into,)))
        customer = book.peek(CUSTOMERS, customer.merged_into)
    return named


def new_customer(
    book: Book,
    *,
    name: str | None = None,
    language: str | None = None,
    time_zone: str | None = None,
    segment: str | None = None,
    tags: tuple[str, ...] = (),
    identities: Iterable[Address] = (),
) -> Customer:
    """Make a customer under a key of its own, with name and usable addresses, and return it."""
    customer_id, key_id = book.new_id("cus"), book.new_key()
    fact = CustomerAdded(
        customer_id=customer_id,
        key_id=key_id,
        language=language,
        time_zone=time_zone,
        segment=segment,
        tags=tags,
    )
    book.emit(fact)
    rename(book, book.must(CUSTOMERS, customer_id), CustomerSecret(name=clean_name(name)))
    for kind, raw, verified, evidence in identities:
        value = normal.form(kind, raw, book.settings.default_region)
        if value is not None:
            add_identity(book, customer_id, kind, value, verified=verified, evidence=evidence)
    return book.must(CUSTOMERS, customer_id)


def rename(book: Book, customer: Customer, secret: CustomerSecret) -> None:
    """Seal a customer's name and personal fields and make the name findable, instead of what was there."""
    before = book.open(customer.id, CustomerSecret)
    book.seal(customer.id, customer.key_id, secret)
    if before is None or before.name != secret.name:
        lookups.write_name(book, customer.id, secret.name)


def clean_name(name: str | None) -> str | None:
    """Return a name without spaces around it, None for an empty one. Raises Invalid when too long."""
    text = " ".join((name or "").split())
    if len(text) > names.NAME_CHARS:
        raise Invalid("customer.name_too_long", limit=names.NAME_CHARS, came=len(text))
    return text or None


def add_identity(
    book: Book,
    customer_id: str,
    kind: str,
    value: str,
    *,
    verified: bool = False,
    evidence: str | None = None,
) -> Identity:
    """Record an address (in its normal form) for a customer and return it; one it has already is at most proven."""
    wanted = lookups.of_address(book.master, kind, value)
    for row in book.find(LOOKUPS, hash=wanted):
        if row.customer_id == customer_id and row.kind == kind:
            known = book.must(IDENTITIES, row.subject)
            return prove(book, known, evidence) if verified else known
    identity_id = book.new_id("idn")
    fact = IdentityAdded(
        identity_id=identity_id,
        customer_id=customer_id,
        identity_kind=kind,
        verified=verified,
        evidence=evidence,
    )
    book.emit(fact)
    book.seal(identity_id, book.must(CUSTOMERS, customer_id).key_id, IdentitySecret(value=value))
    lookups.write_identity(book, identity_id, customer_id, kind, value)
    return book.must(IDENTITIES, identity_id)


def prove(book: Book, identity: Identity, evidence: str | None) -> Identity:
    """Note that an address is proven, unless it was before, and return it."""
    if identity.verified_at is not None:
        return identity
    fact = IdentityVerified(
        identity_id=identity.id, customer_id=identity.customer_id, evidence=evidence or "asked"
    )
    book.emit(fact)
    return book.must(IDENTITIES, identity.id)


def _leads(book: Book, kind: str, raw: str) -> list[Lookup]:
    value = normal.form(kind, raw, book.settings.default_region)
    if value is None:
        return []
    rows = book.find(LOOKUPS, hash=lookups.of_address(book.master, kind, value))
    return [row for row in rows if row.kind == kind]
