"""What a customer agreed to or took back, by purpose. The log keeps every change with who and when."""

from __future__ import annotations

from typing import Literal

from server.desk import access
from server.desk.book import Book
from server.desk.customers import alive, customer_rows
from server.desk.events.customers import Consented
from server.desk.fields import Id
from server.desk.verbs import Answer, Body, verb

Purpose = Literal["recording", "survey", "marketing", "analysis", "calls"]


class Consent(Body, frozen=True, kw_only=True):
    """A purpose, and whether the customer agrees."""

    customer_id: Id
    purpose: Purpose
    given: bool


@verb(
    "customers.consent",
    Consent,
    access.CUSTOMER,
    path="/customers/{customer_id}/consent",
    reads=customer_rows,
)
def consent(book: Book, body: Consent) -> Answer:
    """Note that a customer agreed to a purpose or took it back."""
    customer = alive(book, body.customer_id)
    if customer.consents.get(body.purpose) != body.given:
        book.emit(Consented(customer_id=customer.id, purpose=body.purpose, given=body.given))
        book.audit("customer.consented", customer.id, purpose=body.purpose, given=body.given)
    return Answer()
