"""One matter in two tickets: everything of the one goes into the other, which goes on; the emptied one says where it went."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from server.base.errors import Conflict, Invalid, TooLarge, Unknown
from server.desk import access, calls_lines, entries, identify, ownership
from server.desk.access import TICKET
from server.desk.book import Book
from server.desk.events.clocks import TicketMerged
from server.desk.fields import Id
from server.desk.tickets import OfTicket, ticket_rows
from server.desk.verbs import Answer, verb
from server.store.pages import Need
from server.store.tables.people import CUSTOMERS
from server.store.tables.work import ATTACHMENTS, CALLS, CONVERSATIONS, DRAFTS, ENTRIES, TICKETS, Ticket

ENTRIES_LIMIT = 1_000
"""What one command may move: with more, others would have to wait for it too long."""


class Merge(OfTicket, frozen=True, kw_only=True):
    """The ticket that goes on, and the one that goes into it."""

    source_id: Id


def merge_rows(book: Book, body: Merge) -> Iterable[Need]:
    """Name both tickets and everything in the one that is emptied."""
    yield from ticket_rows(book, body)
    yield Need(TICKETS, ("id",), (body.source_id,))
    for table in (ENTRIES, CONVERSATIONS, CALLS, ATTACHMENTS, DRAFTS):
        yield Need(table, ("ticket_id",), (body.source_id,))
    yield from ticket_rows(book, OfTicket(ticket_id=body.source_id))
    for ticket_id in (body.ticket_id, body.source_id):
        if ticket := book.peek(TICKETS, ticket_id):
            yield Need(CUSTOMERS, ("id",), (ticket.customer_id,))


@verb("ticket.merge", Merge, TICKET, path="/tickets/{ticket_id}/merge", reads=merge_rows)
def merge(book: Book, body: Merge) -> Answer:
    """Move everything of another ticket of the same customer into this one; the other is closed and leads here."""
    target, source = book.must(TICKETS, body.ticket_id), _seen(book, body.source_id)
    _refuse(book, target, source)
    if source.status != "closed":
        ownership.finish(book, source, "closed")
    lines = book.find(ENTRIES, ticket_id=source.id)
    if len(lines) > ENTRIES_LIMIT:
        raise TooLarge("ticket.too_long_to_merge", limit=ENTRIES_LIMIT, came=len(lines))
    fact = TicketMerged(
        ticket_id=target.id,
        source_id=source.id,
        customer_id=source.customer_id,
        created_at=source.created_at,
        unanswered_since=source.unanswered_since,
        conversation_ids=tuple(one.id for one in book.find(CONVERSATIONS, ticket_id=source.id)),
        entry_ids=tuple(one.id for one in lines),
        call_ids=tuple(one.id for one in book.find(CALLS, ticket_id=source.id)),
    )
    _move_rest(book, source, target)
    book.emit(fact)
    for here, other, code in ((target, source, "ticket_merged"), (source, target, "ticket_merged_into")):
        facts = {"number": other.number, "other_id": other.id}
        entries.note_event(book, here.id, here.customer_id, here.channel, code, **facts)
    book.audit("ticket.merged", target.id, source_id=source.id)
    return Answer()


def _seen(book: Book, ticket_id: str) -> Ticket:
    """Return the other ticket if the sender may see it: the policy has looked at the target only."""
    ticket = book.must(TICKETS, ticket_id)
    if book.actor.kind == "user":
        looker = access.viewer(book, access.current_user(book, book.actor))
        if not access.sees(looker, ticket.queue_id, *access.ticket_owners(book, ticket)):
            raise Unknown("ticket.unknown", id=ticket_id)
    return ticket


def _refuse(book: Book, target: Ticket, source: Ticket) -> None:
    if target.id == source.id:
        raise Invalid("ticket.merge_same")
    if source.merged_into is not None or target.merged_into is not None:
        raise Conflict("ticket.merged_before")
    if target.status in ("closed", "spam"):
        raise Conflict("ticket.finished", status=target.status)
    if identify.root(book, target.customer_id).id != identify.root(book, source.customer_id).id:
        raise Invalid("ticket.merge_customers")
    if calls_lines.live(book, source.id):
        raise Conflict("call.running")


def _move_rest(book: Book, source: Ticket, target: Ticket) -> None:
    """What is no fold of the log goes along: files, and drafts of people who have none on the other ticket."""
    for file in book.find(ATTACHMENTS, ticket_id=source.id):
        book.put(ATTACHMENTS, replace(file, ticket_id=target.id))
    writing = {draft.user_id for draft in book.find(DRAFTS, ticket_id=target.id)}
    for draft in book.find(DRAFTS, ticket_id=source.id):
        if draft.user_id not in writing:
            book.put(DRAFTS, replace(draft, ticket_id=target.id))
