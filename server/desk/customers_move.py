"""Moves a ticket with everything in it to another customer: it was somebody else who wrote or called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from server.base.errors import Conflict, TooLarge
from server.desk import access, attachments, entries, identify, lookups, merges
from server.desk.asking import planning
from server.desk.book import Book
from server.desk.customers import CustomerAnswer, alive
from server.desk.events.tickets import TicketCustomerChanged
from server.desk.fields import Id
from server.desk.identities import take_away
from server.desk.secrets import CustomerSecret
from server.desk.verbs import Body, verb
from server.store.pages import Need
from server.store.tables.calls import CALL_PARTIES
from server.store.tables.people import CUSTOMERS, IDENTITIES, LOOKUPS, Customer
from server.store.tables.supervision import WHISPERS
from server.store.tables.work import (
    ATTACHMENTS,
    CALLS,
    CONVERSATIONS,
    DRAFTS,
    ENTRIES,
    TICKETS,
    Conversation,
    Ticket,
)

ENTRIES_LIMIT = 1_000
BYTES_LIMIT = 20_971_520
"""What one command may seal anew: with more, others would have to wait for it too long."""


class Move(Body, frozen=True, kw_only=True):
    """A ticket, and whose it is."""

    ticket_id: Id
    customer_id: Annotated[str, Meta(min_length=1, max_length=64)]


def move_rows(book: Book, body: Move) -> Iterable[Need]:
    """Name the ticket with all that is in it, and both customers."""
    yield from identify.customer_needs(book, body.customer_id)
    for table in (ENTRIES, CONVERSATIONS, CALLS, ATTACHMENTS, DRAFTS):
        yield Need(table, ("ticket_id",), (body.ticket_id,))
    if ticket := book.peek(TICKETS, body.ticket_id):
        yield from identify.customer_needs(book, ticket.customer_id)


@verb(
    "ticket.customer",
    Move,
    access.TICKET,
    path="/tickets/{ticket_id}/customer",
    answer=CustomerAnswer,
    reads=move_rows,
)
def move_ticket(book: Book, body: Move) -> CustomerAnswer:
    """Give a ticket to the customer it really belongs to."""
    target = alive(book, body.customer_id)
    move(book, book.must(TICKETS, body.ticket_id), target)
    return CustomerAnswer(customer_id=target.id)


def move(book: Book, ticket: Ticket, target: Customer) -> None:
    """Move the ticket, its threads, lines, calls and files under another customer's key. Raises TooLarge over the bounds."""
    source = book.must(CUSTOMERS, ticket.customer_id)
    if source.id == target.id:
        return
    if source.erased_at is not None:
        raise Conflict("customer.erased", id=source.id)
    lines = book.find(ENTRIES, ticket_id=ticket.id)
    if len(lines) > ENTRIES_LIMIT:
        raise TooLarge("ticket.too_long_to_move", limit=ENTRIES_LIMIT, came=len(lines))
    threads = book.find(CONVERSATIONS, ticket_id=ticket.id)
    calls = book.find(CALLS, ticket_id=ticket.id)
    fact = TicketCustomerChanged(
        ticket_id=ticket.id,
        customer_id=target.id,
        was=source.id,
        conversation_ids=tuple(one.id for one in threads),
        entry_ids=tuple(one.id for one in lines),
        call_ids=tuple(one.id for one in calls),
    )
    book.emit(fact)
    drafts = (draft.id for draft in book.find(DRAFTS, ticket_id=ticket.id))
    whispers = (whisper.id for whisper in book.find(WHISPERS, ticket_id=ticket.id))
    parties = (party.id for call in calls for party in book.find(CALL_PARTIES, call_id=call.id))
    threaded = (*fact.conversation_ids, *fact.entry_ids, *fact.call_ids)
    for owner in (ticket.id, *threaded, *parties, *drafts, *whispers):
        book.reseal(owner, target.key_id)
    planning.unsolved(book, ticket, "moved")
    _move_files(book, ticket, source, target)
    _move_browsers(book, threads, source, target)
    entries.note_event(book, ticket.id, target.id, ticket.channel, "ticket.customer_changed")
    book.audit("ticket.customer_changed", ticket.id, was=source.id, customer_id=target.id)
    _fold_in_stand_in(book, source, target)


def _move_files(book: Book, ticket: Ticket, source: Customer, target: Customer) -> None:
    """Seal the ticket's files anew, piece by piece; a file under a key of its own can stay as it is."""
    theirs = [one for one in book.find(ATTACHMENTS, ticket_id=ticket.id) if one.key_id == source.key_id]
    size = sum(one.size for one in theirs)
    if size > BYTES_LIMIT:
        raise TooLarge("ticket.too_heavy_to_move", limit=BYTES_LIMIT, came=size)
    for file in theirs:
        attachments.rekey(book, file.id, target.key_id)


def _move_browsers(book: Book, threads: list[Conversation], source: Customer, target: Customer) -> None:
    """Let the browsers that chat in these threads lead to the new customer, if they led to the old one."""
    for visitor_id in sorted({one.visitor_id for one in threads if one.visitor_id is not None}):
        for row in book.find(LOOKUPS, hash=lookups.of_address(book.master, "device", visitor_id)):
            if row.customer_id == source.id:
                old = book.must(IDENTITIES, row.subject)
                take_away(book, old)
                proven = old.verified_at is not None
                identify.add_identity(
                    book, target.id, "device", visitor_id, verified=proven, evidence=old.evidence
                )


def _fold_in_stand_in(book: Book, source: Customer, target: Customer) -> None:
    """A nameless customer that only stood in until somebody said who it is has nothing of its own left: link it, reversibly."""
    secret = book.open(source.id, CustomerSecret)
    bare = secret is None or (secret.name is None and not secret.remark and not secret.fields)
    addresses = [one for one in book.find(IDENTITIES, customer_id=source.id) if one.removed_at is None]
    tickets, linked = book.find(TICKETS, customer_id=source.id), book.find(CUSTOMERS, merged_into=source.id)
    if bare and not addresses and not tickets and not linked and source.merged_into is None:
        merges.link(book, target, source, "stand_in")
