"""The values of a ticket's fields, each checked by its kind: words are sealed with the subject, the rest is plain."""

from __future__ import annotations

import math
from typing import Annotated

import msgspec
from msgspec.structs import replace

from server.base.errors import Invalid
from server.desk import required
from server.desk.access import TICKET
from server.desk.book import Book
from server.desk.events.tickets import FieldsSet
from server.desk.redaction import redact
from server.desk.secrets import TicketSecret
from server.desk.tickets import OfTicket, ticket_rows
from server.desk.verbs import Answer, verb
from server.store.tables.config import TICKET_FIELDS, RequiredField
from server.store.tables.people import CUSTOMERS
from server.store.tables.work import TICKETS, Ticket

TEXT_CHARS = 2_000
Value = Annotated[str, msgspec.Meta(max_length=TEXT_CHARS)] | bool | int | float | None
Values = Annotated[dict[Annotated[str, msgspec.Meta(max_length=64)], Value], msgspec.Meta(max_length=40)]


class SetFields(OfTicket, frozen=True, kw_only=True):
    """Values by the field's id; None or an empty text takes one away. Fields that are not named stay as they are."""

    values: Values


@verb("ticket.set_fields", SetFields, TICKET, path="/tickets/{ticket_id}/fields", reads=ticket_rows)
def set_fields(book: Book, body: SetFields) -> Answer:
    """Say what the ticket must tell before it is solved. Words are sealed with the ticket."""
    ticket = book.must(TICKETS, body.ticket_id)
    secret = book.open(ticket.id, TicketSecret) or TicketSecret(subject="")
    plain, words = dict(ticket.fields), dict(secret.fields)
    for field_id, value in body.values.items():
        field = _field(book, ticket, field_id)
        plain.pop(field_id, None)
        words.pop(field_id, None)
        told = _checked(field, value)
        if isinstance(told, str) and field.kind == "text":
            words[field_id], plain[field_id] = told, True
        elif told is not None:
            plain[field_id] = told
    if words != secret.fields:
        key_id = book.must(CUSTOMERS, ticket.customer_id).key_id
        book.seal(ticket.id, key_id, replace(secret, fields=words))
    if plain != ticket.fields or words != secret.fields:
        book.emit(FieldsSet(ticket_id=ticket.id, values=plain))
    return Answer()


def _field(book: Book, ticket: Ticket, field_id: str) -> RequiredField:
    field = book.must(TICKET_FIELDS, field_id)
    if field.removed_at is not None or not required.applies(field, ticket):
        raise Invalid("ticket.field_elsewhere", name=field.name)
    return field


def _checked(field: RequiredField, value: Value) -> Value:
    """Return the value as it is kept, None for none. Raises Invalid when it is not of the field's kind."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if field.kind in ("text", "choice"):
        words = redact(value).strip() if isinstance(value, str) else ""
        if words and (field.kind == "text" or words in field.choices):
            return words
    elif field.kind == "yes_no":
        if isinstance(value, bool):
            return value
    elif isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return value
    raise Invalid("ticket.field_value", name=field.name, kind=field.kind)
