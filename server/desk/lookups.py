"""Keyed hashes that lead to customers: addresses, last digits, names and their parts. Writes; reading is elsewhere."""

from __future__ import annotations

from server.base.crypto import Master
from server.desk import names, normal
from server.desk.book import Book
from server.store.tables.people import LOOKUPS, Lookup

TAIL = "tail"
NAME = "name"
PART = "part"


def write_identity(book: Book, identity_id: str, customer_id: str, kind: str, value: str) -> None:
    """Make an address findable by its normal form, a phone number by its last 4 to 8 digits too."""
    _write(book, identity_id, customer_id, kind, value)
    if kind == "phone":
        for tail in normal.tails(value):
            _write(book, identity_id, customer_id, TAIL, tail)


def write_name(book: Book, customer_id: str, name: str | None) -> None:
    """Make a customer findable by this name and by no earlier one."""
    drop(book, customer_id)
    if name:
        _write(book, customer_id, customer_id, NAME, names.whole(name))
        for part in sorted(names.parts(name)):
            _write(book, customer_id, customer_id, PART, part)


def drop(book: Book, subject: str) -> None:
    """Take away everything that leads to a customer through `subject`: one identity, or the customer's own name."""
    for row in book.find(LOOKUPS, subject=subject):
        book.drop(LOOKUPS, row.subject, row.kind, row.hash)


def of_address(master: Master, kind: str, value: str) -> str:
    """Return the hash under which an address (in its normal form) is found."""
    return master.lookup(kind, value)


def _write(book: Book, subject: str, customer_id: str, kind: str, value: str) -> None:
    found = book.master.lookup(kind, value)
    book.put(LOOKUPS, Lookup(hash=found, kind=kind, subject=subject, customer_id=customer_id))
