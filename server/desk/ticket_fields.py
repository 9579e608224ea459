"""Required fields: what a ticket must tell before it is solved. Filling them in is done with the ticket."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from server.base.errors import Invalid
from server.desk import access
from server.desk.book import Book
from server.desk.configuration import ConfigAnswer, keep, restores, seen
from server.desk.fields import Id, Name, Version, tidy
from server.desk.known import known_queues
from server.desk.verbs import Body, verb
from server.store.tables.config import TICKET_FIELDS, FieldKind, RequiredField

LEAST_CHOICES = 2
Choices = Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=80)], ...], Meta(max_length=50)]


class CreateTicketField(Body, frozen=True, kw_only=True):
    """A field; `choices` for the kind choice only; without `queue_ids` it is asked in every queue."""

    name: Name
    kind: FieldKind = "text"
    choices: Choices = ()
    queue_ids: Annotated[tuple[Id, ...], Meta(max_length=200)] = ()


class EditTicketField(CreateTicketField, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    field_id: Id
    version: Version


class RemoveTicketField(Body, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    field_id: Id
    version: Version


@verb("ticket_fields.create", CreateTicketField, access.ADMIN, path="/ticket-fields", answer=ConfigAnswer)
def create_field(book: Book, body: CreateTicketField) -> ConfigAnswer:
    """Add a field that must be filled in before a ticket is solved."""
    row = RequiredField(id=book.new_id("fld"), name=tidy(body.name), version=0)
    return keep(book, "ticket_field", TICKET_FIELDS, _said(book, row, body))


@verb(
    "ticket_fields.edit", EditTicketField, access.ADMIN, path="/ticket-fields/{field_id}", answer=ConfigAnswer
)
def edit_field(book: Book, body: EditTicketField) -> ConfigAnswer:
    """Change a required field."""
    row = seen(book, "ticket_field", TICKET_FIELDS, body.field_id, body.version)
    return keep(book, "ticket_field", TICKET_FIELDS, _said(book, replace(row, name=tidy(body.name)), body))


@verb(
    "ticket_fields.remove",
    RemoveTicketField,
    access.ADMIN,
    path="/ticket-fields/{field_id}/remove",
    answer=ConfigAnswer,
)
def remove_field(book: Book, body: RemoveTicketField) -> ConfigAnswer:
    """Ask a field no longer; what was filled in stays."""
    row = seen(book, "ticket_field", TICKET_FIELDS, body.field_id, body.version)
    return keep(book, "ticket_field", TICKET_FIELDS, replace(row, removed_at=book.now))


def _said(book: Book, row: RequiredField, body: CreateTicketField | RequiredField) -> RequiredField:
    choices = tuple(dict.fromkeys(tidy(one) for one in body.choices)) if body.kind == "choice" else ()
    if body.kind == "choice" and len(choices) < LEAST_CHOICES:
        raise Invalid("field.choices", least=LEAST_CHOICES)
    return replace(row, kind=body.kind, choices=choices, queue_ids=known_queues(book, body.queue_ids))


def _fitting(book: Book, past: RequiredField, _present: RequiredField) -> RequiredField:
    return _said(book, past, past)


restores("ticket_field", TICKET_FIELDS, _fitting)
