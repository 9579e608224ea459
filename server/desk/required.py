"""What a ticket must tell before it is solved, by its queue, and the refusal that names what is missing. Not the values themselves."""

from __future__ import annotations

from server.base.errors import Conflict
from server.desk.book import Book
from server.store.tables.config import TICKET_FIELDS, RequiredField
from server.store.tables.work import Ticket


def missing(book: Book, ticket: Ticket) -> list[RequiredField]:
    """Return the fields of the ticket's queue that it does not tell yet, by name."""
    wanted = [one for one in book.find(TICKET_FIELDS, removed_at=None) if applies(one, ticket)]
    return sorted((one for one in wanted if one.id not in ticket.fields), key=lambda one: (one.name, one.id))


def refuse_unfilled(book: Book, ticket: Ticket) -> None:
    """Raise Conflict `ticket.fields_missing` naming what the ticket must tell first."""
    if wanting := missing(book, ticket):
        raise Conflict(
            "ticket.fields_missing",
            names=", ".join(one.name for one in wanting),
            fields=",".join(one.id for one in wanting),
        )


def applies(field: RequiredField, ticket: Ticket) -> bool:
    """Return whether tickets of this one's queue must tell the field."""
    return not field.queue_ids or ticket.queue_id in field.queue_ids
