"""Writes one line of a timeline: its event, and its words sealed under the customer's key."""

from __future__ import annotations

from typing import Any

from server.base.clock import Ms
from server.desk.book import Book
from server.desk.events.tickets import EntryAdded
from server.desk.secrets import EntrySecret
from server.store.tables.people import CUSTOMERS


def write(
    book: Book,
    *,
    customer_id: str,
    kind: str,
    channel: str,
    author_kind: str,
    author_id: str | None = None,
    ticket_id: str | None = None,
    conversation_id: str | None = None,
    body: str = "",
    fields: dict[str, str] | None = None,
    client_id: str | None = None,
    attachment_ids: tuple[str, ...] = (),
    facts: dict[str, Any] | None = None,
    happened_at: Ms | None = None,
) -> str:
    """Add an entry and return its id. `facts` must hold no personal data; what does goes into `body` and `fields`."""
    entry_id = book.new_id("ent")
    if body or fields:
        key_id = book.must(CUSTOMERS, customer_id).key_id
        book.seal(entry_id, key_id, EntrySecret(body=body, fields=fields or {}))
    fact = EntryAdded(
        entry_id=entry_id,
        customer_id=customer_id,
        entry_kind=kind,
        channel=channel,
        author_kind=author_kind,
        author_id=author_id,
        ticket_id=ticket_id,
        conversation_id=conversation_id,
        client_id=client_id,
        attachment_ids=attachment_ids,
        facts=facts or {},
        happened_at=happened_at,
    )
    book.emit(fact)
    return entry_id


def note_event(book: Book, ticket_id: str, customer_id: str, channel: str, code: str, **facts: Any) -> str:
    """Add a line that the desk itself writes (`timeline.<code>` of the catalogs), for what people should see in the thread."""
    return write(
        book,
        customer_id=customer_id,
        kind="event",
        channel=channel,
        author_kind=_author_kind(book),
        author_id=book.actor.id if book.actor.kind == "user" else None,
        ticket_id=ticket_id,
        facts={"code": code, **facts},
    )


def _author_kind(book: Book) -> str:
    return {"user": "user", "visitor": "customer", "key": "api"}.get(book.actor.kind, "system")
