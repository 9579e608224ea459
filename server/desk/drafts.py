"""Unsent words of one person on one ticket, kept across their devices until they are sent. Nobody else is shown them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec

from server.base.errors import Conflict, Forbidden
from server.desk.access import TICKET
from server.desk.book import Book
from server.desk.secrets import DraftSecret
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.infra import KEYS, SEALED
from server.store.tables.people import CUSTOMERS
from server.store.tables.work import DRAFTS, TICKETS, WORK, Draft

Mode = Literal["reply", "note"]


class Keep(Body, frozen=True, kw_only=True):
    """What is typed now, for whom, and the newest entry its writer had seen when they began. Empty: there is no draft."""

    ticket_id: str
    text: Annotated[str, msgspec.Meta(max_length=8_000)]
    mode: Mode = "reply"
    since_seq: Annotated[int, msgspec.Meta(ge=0)] = 0


def draft_rows(book: Book, ticket_id: str) -> Iterable[Need]:
    """Name the writer's draft on a ticket, with its words."""
    yield Need(DRAFTS, ("user_id", "ticket_id"), (book.actor.id, ticket_id))
    for draft in book.peek_all(DRAFTS, user_id=book.actor.id, ticket_id=ticket_id):
        yield Need(SEALED, ("id",), (draft.id,))


def keep_rows(book: Book, body: Keep) -> Iterable[Need]:
    """Name also the ticket's customer, whose key seals the words."""
    yield Need(WORK, ("ticket_id",), (body.ticket_id,))
    yield from draft_rows(book, body.ticket_id)
    ticket = book.peek(TICKETS, body.ticket_id)
    if ticket is not None:
        yield Need(CUSTOMERS, ("id",), (ticket.customer_id,))
        customer = book.peek(CUSTOMERS, ticket.customer_id)
        if customer is not None:
            yield Need(KEYS, ("id",), (customer.key_id,))


@verb("ticket.draft", Keep, TICKET, path="/tickets/{ticket_id}/draft", reads=keep_rows)
def keep(book: Book, body: Keep) -> Answer:
    """Keep unsent words for one's other devices; the last ones kept on a ticket count, empty ones end the draft."""
    if book.actor.kind != "user":
        raise Forbidden("access.people_only")
    if not body.text.strip():
        end(book, body.ticket_id, body.mode)
        return Answer()
    customer = book.must(CUSTOMERS, book.must(TICKETS, body.ticket_id).customer_id)
    if customer.erased_at is not None:
        raise Conflict("customer.erased", id=customer.id)
    known = _mine(book, body.ticket_id)
    draft_id = known[0].id if known else book.new_id("dft")
    book.put(DRAFTS, Draft(id=draft_id, user_id=book.actor.id, ticket_id=body.ticket_id, at=book.now))
    words = DraftSecret(text=body.text, mode=body.mode, since_seq=body.since_seq)
    book.seal(draft_id, customer.key_id, words)
    return Answer()


def end(book: Book, ticket_id: str, mode: Mode) -> None:
    """Forget the writer's draft of this kind: it was sent or emptied."""
    for draft in _mine(book, ticket_id):
        words = book.open(draft.id, DraftSecret)
        if words is None or words.mode == mode:
            book.drop(DRAFTS, draft.id)
            book.drop(SEALED, draft.id)


def _mine(book: Book, ticket_id: str) -> list[Draft]:
    return book.find(DRAFTS, user_id=book.actor.id, ticket_id=ticket_id)
