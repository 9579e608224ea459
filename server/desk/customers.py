"""What the desk knows of a customer and may change: name, facts, organisation, block. Addresses, links and erasure are elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from server.base.errors import Conflict, Invalid
from server.base.i18n import is_zone
from server.desk import access, identify, normal
from server.desk.book import Book
from server.desk.events.customers import Blocked, CustomerChanged, OrganisationAdded, Unblocked
from server.desk.fields import Id, Name, tidy
from server.desk.redaction import redact
from server.desk.secrets import CustomerSecret, OrganisationSecret
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.people import ORGANISATIONS, Customer

Language = Annotated[str, Meta(pattern="^([a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3})?$", max_length=20)]
Zone = Annotated[str, Meta(max_length=64)]
PersonName = Annotated[str, Meta(max_length=200)]
Tag = Annotated[str, Meta(min_length=1, max_length=40)]
Tags = Annotated[tuple[Tag, ...], Meta(max_length=20)]
Segment = Annotated[str, Meta(max_length=40)]
Remark = Annotated[str, Meta(max_length=4_000)]
FieldName = Annotated[str, Meta(min_length=1, max_length=60)]
Fields = Annotated[dict[FieldName, Annotated[str, Meta(max_length=1_000)]], Meta(max_length=40)]
Raw = Annotated[str, Meta(min_length=1, max_length=254)]


class CustomerAnswer(Answer, frozen=True, kw_only=True):
    """The customer it was about, as shown now."""

    customer_id: str


class OrganisationAnswer(Answer, frozen=True, kw_only=True):
    """The organisation that was added."""

    organisation_id: str


class NewAddress(Body, frozen=True, kw_only=True):
    """An address of a new customer, as somebody typed it. Typing proves nothing, so it is not verified."""

    kind: normal.Kind
    value: Raw


class Add(Body, frozen=True, kw_only=True):
    """A customer made by hand. Everything may be missing but something must be there."""

    name: PersonName = ""
    language: Language | None = None
    time_zone: Zone | None = None
    segment: Segment | None = None
    tags: Tags = ()
    remark: Remark = ""
    fields: Fields = {}
    identities: Annotated[tuple[NewAddress, ...], Meta(max_length=20)] = ()


class Edit(Body, frozen=True, kw_only=True):
    """What shall change; what is left out stays, an empty text takes a fact away. `version` is the one the sender saw."""

    customer_id: Id
    version: int | None = None
    name: PersonName | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    time_zone: Zone | UnsetType = UNSET
    segment: Segment | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET
    organisation_id: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET
    remark: Remark | UnsetType = UNSET
    fields: Fields | UnsetType = UNSET


class OfCustomer(Body, frozen=True, kw_only=True):
    """A customer."""

    customer_id: Id


class AddOrganisation(Body, frozen=True, kw_only=True):
    """A company or household."""

    name: Name


def add_rows(book: Book, body: Add) -> Iterable[Need]:
    """Name what the addresses of a new customer lead to already."""
    for one in body.identities:
        yield from identify.needs(book, one.kind, one.value)


def customer_rows(book: Book, body: OfCustomer | Edit) -> Iterable[Need]:
    """Name the customer with its key and whom it was merged into."""
    return identify.customer_needs(book, body.customer_id)


@verb("customers.add", Add, access.CUSTOMER, path="/customers", answer=CustomerAnswer, reads=add_rows)
def add(book: Book, body: Add) -> CustomerAnswer:
    """Add a customer by hand."""
    region = book.settings.default_region
    addresses = [(one.kind, normal.must(one.kind, one.value, region)) for one in body.identities]
    if not body.name.strip() and not addresses:
        raise Invalid("customer.empty")
    made = identify.new_customer(
        book,
        name=body.name,
        language=body.language or None,
        time_zone=checked_zone(body.time_zone) or None,
        segment=body.segment or None,
        tags=clean_tags(body.tags),
        identities=[(kind, value, False, "typed") for kind, value in addresses],
    )
    if body.remark or body.fields:
        secret = book.open(made.id, CustomerSecret) or CustomerSecret()
        book.seal(made.id, made.key_id, _written(secret, body.remark, body.fields))
    return CustomerAnswer(customer_id=made.id)


@verb(
    "customers.edit",
    Edit,
    access.CUSTOMER,
    path="/customers/{customer_id}",
    answer=CustomerAnswer,
    reads=customer_rows,
)
def edit(book: Book, body: Edit) -> CustomerAnswer:
    """Change what is known of a customer."""
    customer = alive(book, body.customer_id)
    if body.version is not None and body.version != customer.version:
        raise Conflict("customer.stale", id=customer.id, version=customer.version, came=body.version)
    if body.organisation_id:
        book.must(ORGANISATIONS, body.organisation_id)
    secret = book.open(customer.id, CustomerSecret) or CustomerSecret()
    changed = _written(secret, body.remark, body.fields)
    if body.name is not UNSET:
        changed = replace(changed, name=identify.clean_name(body.name))
    fact = CustomerChanged(
        customer_id=customer.id,
        language=_given(body.language),
        time_zone=checked_zone(_given(body.time_zone)),
        segment=_given(body.segment),
        tags=None if body.tags is UNSET else clean_tags(body.tags),
        organisation_id=_given(body.organisation_id),
        sealed=changed != secret,
    )
    if changed != secret:
        identify.rename(book, customer, changed)
    book.emit(fact)
    book.audit("customer.edited", customer.id)
    return CustomerAnswer(customer_id=customer.id)


@verb(
    "customers.block", OfCustomer, access.CUSTOMER, path="/customers/{customer_id}/block", reads=customer_rows
)
def block(book: Book, body: OfCustomer) -> Answer:
    """Accept nothing more from a customer."""
    customer = alive(book, body.customer_id)
    if customer.blocked_at is None:
        book.emit(Blocked(customer_id=customer.id))
        book.audit("customer.blocked", customer.id)
    return Answer()


@verb(
    "customers.unblock",
    OfCustomer,
    access.CUSTOMER,
    path="/customers/{customer_id}/unblock",
    reads=customer_rows,
)
def unblock(book: Book, body: OfCustomer) -> Answer:
    """Let a customer write and call again."""
    customer = alive(book, body.customer_id)
    if customer.blocked_at is not None:
        book.emit(Unblocked(customer_id=customer.id))
        book.audit("customer.unblocked", customer.id)
    return Answer()


@verb("organisations.add", AddOrganisation, access.CUSTOMER, path="/organisations", answer=OrganisationAnswer)
def add_organisation(book: Book, body: AddOrganisation) -> OrganisationAnswer:
    """Add a company or household that customers belong to."""
    organisation_id, key_id = book.new_id("org"), book.new_key()
    book.emit(OrganisationAdded(organisation_id=organisation_id, key_id=key_id))
    book.seal(organisation_id, key_id, OrganisationSecret(name=tidy(body.name)))
    return OrganisationAnswer(organisation_id=organisation_id)


def alive(book: Book, customer_id: str) -> Customer:
    """Return the customer shown for this id. Raises Unknown when there is none, Conflict when it was erased."""
    customer = identify.root(book, customer_id)
    if customer.erased_at is not None:
        raise Conflict("customer.erased", id=customer.id)
    return customer


def checked_zone(name: str | None) -> str | None:
    """Return the time zone as it came. Raises Invalid for one that IANA does not know; empty takes it away."""
    if name and not is_zone(name):
        raise Invalid("customer.time_zone", came=name)
    return name


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tags without outer spaces, each once, in their order."""
    return tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))


def _written(
    secret: CustomerSecret, remark: str | UnsetType, fields: dict[str, str] | UnsetType
) -> CustomerSecret:
    kept = (
        secret.fields if fields is UNSET else {name: redact(value) for name, value in fields.items() if value}
    )
    return replace(secret, remark=secret.remark if remark is UNSET else redact(remark), fields=kept)


def _given(value: str | UnsetType) -> str | None:
    return None if value is UNSET else value
