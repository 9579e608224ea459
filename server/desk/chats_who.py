"""Whose chat it is: signed by the host page, known from this browser's earlier chats, or somebody new. Claims prove nothing."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec.structs import replace

from server.desk import identify, normal
from server.desk.book import Book
from server.desk.secrets import CustomerSecret
from server.store.tables.people import Customer
from server.store.tables.work import CONVERSATIONS

SITE = "signed"
CLAIMED = identify.CLAIMED


class Signed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who the host page says is signed in there. Its signature was checked before it got here."""

    external_id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    email: Annotated[str, msgspec.Meta(max_length=254)] = ""
    phone: Annotated[str, msgspec.Meta(max_length=40)] = ""

    def addresses(self) -> list[tuple[str, str]]:
        """Return (kind, value) of what was signed, the external id first."""
        all_three = (("external", self.external_id), ("email", self.email), ("phone", self.phone))
        return [(kind, value) for kind, value in all_three if value]


def customer_of(book: Book, body: Any) -> Customer:
    """Return the customer a chat that starts now belongs to. `body` is a chat.start. Raises Invalid for a bad address."""
    customer = _signed(book, body) if body.signed is not None else _returning(book)
    if customer is None:
        customer = identify.new_customer(
            book, name=body.name, language=body.language, time_zone=body.time_zone
        )
    elif body.name.strip():
        _name_if_unknown(book, customer, body.name)
    _claim(book, customer, body.address)
    return customer


def _signed(book: Book, body: Any) -> Customer:
    """Return whom the site signed for: known by any proven address, else new. All that was signed is proven from now on."""
    signed: Signed = body.signed
    customer = _proven(book, signed)
    if customer is None:
        name = signed.name or body.name
        customer = identify.new_customer(book, name=name, language=body.language, time_zone=body.time_zone)
    for kind, raw in signed.addresses():
        value = normal.form(kind, raw, book.settings.default_region)
        if value is not None:
            identify.add_identity(book, customer.id, kind, value, verified=True, evidence=SITE)
    return customer


def _proven(book: Book, signed: Signed) -> Customer | None:
    for kind, raw in signed.addresses():
        found = identify.identify(book, kind, raw)
        if found.verified and len(found.customers) == 1:
            return found.customers[0]
    return None


def _returning(book: Book) -> Customer | None:
    """Return the customer of this browser's newest chat, as shown now."""
    earlier = book.find(CONVERSATIONS, visitor_id=book.actor.id)
    if not earlier:
        return None
    customer = identify.root(book, max(earlier, key=lambda one: one.id).customer_id)
    return customer if customer.erased_at is None else None


def _name_if_unknown(book: Book, customer: Customer, name: str) -> None:
    secret = book.open(customer.id, CustomerSecret) or CustomerSecret()
    if secret.name is None:
        identify.rename(book, customer, replace(secret, name=identify.clean_name(name)))


def _claim(book: Book, customer: Customer, address: str) -> None:
    """Record what the visitor says is their address, unproven. It leads nobody to anybody else's history."""
    text = address.strip()
    if text:
        kind = "email" if "@" in text else "phone"
        value = normal.must(kind, text, book.settings.default_region)
        identify.add_identity(book, customer.id, kind, value, evidence=CLAIMED)
