"""What other systems tell about a customer (an order, a parcel, a payment): a line of the timeline, written once per source and number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from server.base.errors import Conflict, Invalid, Unknown
from server.desk import access, identify, normal
from server.desk.book import Book
from server.desk.customers import Fields, PersonName, Raw
from server.desk.events.tickets import EntryAdded
from server.desk.redaction import redact
from server.desk.secrets import EntrySecret
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.people import Customer
from server.store.tables.work import ENTRIES

Code = Annotated[str, Meta(pattern="^[a-z][a-z0-9_.-]{0,59}$")]
Number = Annotated[str, Meta(min_length=1, max_length=200)]
FactName = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,39}$")]
Fact = Annotated[int, Meta(ge=-(2**53), le=2**53)] | bool | Annotated[float, Meta(ge=-1e15, le=1e15)]
Facts = Annotated[dict[FactName, Fact], Meta(max_length=20)]
Instant = Annotated[int, Meta(ge=0, le=4_102_444_800_000)]
TEXT_CHARS = 4_000


class Whose(Body, frozen=True, kw_only=True):
    """The customer as the other system knows them: an address, and a name for when nobody has it yet."""

    kind: normal.Kind
    value: Raw
    name: PersonName = ""


class Post(Body, frozen=True, kw_only=True):
    """Something that happened. `facts` are figures; whatever may name or describe a person goes into `text` and `fields`."""

    source: Code
    number: Number
    code: Code
    at: Instant | None = None
    customer_id: Annotated[str, Meta(max_length=64)] | None = None
    customer: Whose | None = None
    facts: Facts = {}
    text: Annotated[str, Meta(max_length=TEXT_CHARS)] = ""
    fields: Fields = {}


class Posted(Answer, frozen=True, kw_only=True):
    """The line it became. `known`: it was posted before, nothing was written."""

    entry_id: str
    customer_id: str
    known: bool


def post_rows(book: Book, body: Post) -> Iterable[Need]:
    """Name the line it would be, and the customer."""
    yield Need(ENTRIES, ("id",), (entry_id_of(book, body),))
    if body.customer_id:
        yield from identify.customer_needs(book, body.customer_id)
    if body.customer:
        yield from identify.needs(book, body.customer.kind, body.customer.value)


@verb("events.post", Post, access.EVENTS, path="/events", answer=Posted, reads=post_rows)
def post(book: Book, body: Post) -> Posted:
    """Write something that happened in another system into a customer's timeline."""
    entry_id = entry_id_of(book, body)
    before = book.get(ENTRIES, entry_id)
    if before is not None:
        return Posted(entry_id=before.id, customer_id=before.customer_id, known=True)
    customer = _customer(book, body)
    if body.text or body.fields:
        fields = {name: redact(value) for name, value in body.fields.items()}
        book.seal(entry_id, customer.key_id, EntrySecret(body=redact(body.text), fields=fields))
    fact = EntryAdded(
        entry_id=entry_id,
        customer_id=customer.id,
        entry_kind="event",
        channel="api",
        author_kind="api",
        author_id=book.actor.id,
        facts={**body.facts, "code": body.code, "source": body.source},
        happened_at=body.at,
    )
    book.emit(fact)
    return Posted(entry_id=entry_id, customer_id=customer.id, known=False)


def entry_id_of(book: Book, body: Post) -> str:
    """Return the id of the line: always the same for one source and number, so that it cannot be written twice, even after an erasure."""
    key = book.master.lookup("event", f"{body.source}\0{body.number}")
    return f"ent_x{hashlib.sha256(key.encode()).hexdigest()[:24]}"


def _customer(book: Book, body: Post) -> Customer:
    if (body.customer_id is None) == (body.customer is None):
        raise Invalid("event.whose")
    if body.customer_id is not None:
        customer = identify.root(book, body.customer_id)
        if customer.erased_at is not None:
            raise Conflict("customer.erased", id=customer.id)
        return customer
    whose = body.customer
    if whose is None or normal.form(whose.kind, whose.value, book.settings.default_region) is None:
        raise Unknown("event.whose_unusable")
    known = identify.known_or_new(book, whose.kind, whose.value, name=whose.name or None, evidence="api")
    if known.candidates:
        raise Conflict("event.ambiguous", candidates=len(known.candidates))
    return known.customer
