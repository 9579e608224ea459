"""What arrives from customers: which ticket it belongs to, what it changes, where it waits. Shared by all channels."""

from __future__ import annotations

from msgspec.structs import replace

from server.base.clock import DAY
from server.base.errors import Forbidden, Invalid
from server.desk import attachments, entries, ownership
from server.desk.book import Book
from server.desk.events.tickets import ConversationOpened, TicketOpened
from server.desk.redaction import redact
from server.desk.secrets import ConversationSecret, TicketSecret
from server.store.tables.people import CUSTOMERS, Customer
from server.store.tables.staff import QUEUES, Queue
from server.store.tables.work import (
    ATTACHMENTS,
    CONVERSATIONS,
    ENTRIES,
    TICKETS,
    Attachment,
    Channel,
    Conversation,
    Entry,
    Priority,
    Ticket,
)

FIRST_NUMBER = 1001
SUBJECT_CHARS = 200


def open_ticket(
    book: Book,
    *,
    customer: Customer,
    channel: Channel,
    subject: str,
    queue_id: str | None = None,
    priority: Priority = "normal",
    tags: tuple[str, ...] = (),
    wait: bool = True,
) -> Ticket:
    """Open a ticket in a queue and return it. With `wait` False it is not queued: the caller assigns or finishes it at once."""
    refuse_blocked(customer)
    queue = ownership.writable_queue(book, queue_id) if queue_id else default_queue(book, channel)
    ticket_id = book.new_id("tic")
    fact = TicketOpened(
        ticket_id=ticket_id,
        number=book.next_number("ticket", FIRST_NUMBER),
        customer_id=customer.id,
        channel=channel,
        queue_id=queue.id,
        priority=priority,
        tags=tags,
    )
    book.emit(fact)
    book.seal(ticket_id, customer.key_id, TicketSecret(subject=redact(subject).strip()[:SUBJECT_CHARS]))
    ticket = book.must(TICKETS, ticket_id)
    if wait:
        ownership.enqueue(book, ticket, reason="arrived")
    return book.must(TICKETS, ticket_id)


def open_conversation(
    book: Book,
    ticket: Ticket,
    channel: Channel,
    *,
    address: str = "",
    page: str = "",
    visitor_id: str | None = None,
) -> Conversation:
    """Begin a thread of the ticket on one channel, with its own delivery address, and return it."""
    conversation_id = book.new_id("con")
    fact = ConversationOpened(
        conversation_id=conversation_id,
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        channel=channel,
        visitor_id=visitor_id,
    )
    book.emit(fact)
    if address or page:
        key_id = book.must(CUSTOMERS, ticket.customer_id).key_id
        book.seal(conversation_id, key_id, ConversationSecret(address=address, page=page))
    return book.must(CONVERSATIONS, conversation_id)


def add_message(
    book: Book,
    ticket: Ticket,
    conversation: Conversation,
    *,
    author_kind: str,
    author_id: str | None,
    body: str,
    client_id: str | None = None,
    attachment_ids: tuple[str, ...] = (),
) -> Entry:
    """Add a message of either side to a thread and return it. A customer's message wakes its ticket."""
    text = checked_text(book, body, attachment_ids)
    claim_attachments(book, attachment_ids, ticket)
    entry_id = entries.write(
        book,
        customer_id=conversation.customer_id,
        kind="message",
        channel=conversation.channel,
        author_kind=author_kind,
        author_id=author_id,
        ticket_id=ticket.id,
        conversation_id=conversation.id,
        body=text,
        client_id=client_id,
        attachment_ids=attachment_ids,
    )
    claim_entry(book, attachment_ids, entry_id)
    if author_kind == "customer":
        _wake(book, book.must(TICKETS, ticket.id))
    return book.must(ENTRIES, entry_id)


def goes_on(book: Book, ticket: Ticket) -> bool:
    """Return whether a new message still belongs to this ticket: it is open, or was solved not long ago."""
    if ticket.status in ("closed", "spam"):
        return False
    solved_at = ticket.solved_at
    return solved_at is None or book.now - solved_at <= book.settings.reopen_days * DAY


def default_queue(book: Book, channel: Channel) -> Queue:
    """Return the first queue (by id, so by age) that takes the channel. Raises Invalid when the desk has none."""
    queues = sorted(book.find(QUEUES, removed_at=None), key=lambda queue: queue.id)
    for queue in queues:
        if channel in queue.channels:
            return queue
    if not queues:
        raise Invalid("queue.none")
    return queues[0]


def refuse_blocked(customer: Customer) -> None:
    """Raise Forbidden for a blocked customer."""
    if customer.blocked_at is not None:
        raise Forbidden("customer.blocked")


def checked_text(book: Book, body: str, attachment_ids: tuple[str, ...] = ()) -> str:
    """Return the text with card numbers taken out. Raises Invalid when empty or too long."""
    if not body.strip() and not attachment_ids:
        raise Invalid("message.empty")
    limit = book.settings.message_limit_chars
    if len(body) > limit:
        raise Invalid("message.too_long", limit=limit, came=len(body))
    return redact(body)


def claim_attachments(book: Book, attachment_ids: tuple[str, ...], ticket: Ticket) -> None:
    """Tie files that were sent beforehand to the ticket. Raises Invalid for one that is not ready, not the sender's, or used."""
    for attachment_id in attachment_ids:
        file = book.get(ATTACHMENTS, attachment_id)
        if (
            file is None
            or file.state != "ready"
            or file.uploader != book.actor.name
            or file.entry_id is not None
        ):
            raise Invalid("attachment.not_ready", id=attachment_id)
        attachments.rekey(book, file.id, book.must(CUSTOMERS, ticket.customer_id).key_id)
        book.put(ATTACHMENTS, _claimed(book.must(ATTACHMENTS, file.id), ticket_id=ticket.id))


def claim_entry(book: Book, attachment_ids: tuple[str, ...], entry_id: str) -> None:
    """Tie files to the entry they came with."""
    for attachment_id in attachment_ids:
        book.put(ATTACHMENTS, _claimed(book.must(ATTACHMENTS, attachment_id), entry_id=entry_id))


def _claimed(file: Attachment, *, ticket_id: str | None = None, entry_id: str | None = None) -> Attachment:
    return replace(file, ticket_id=ticket_id or file.ticket_id, entry_id=entry_id)


def _wake(book: Book, ticket: Ticket) -> None:
    """What a customer's message does to a ticket that does not wait for us: it wants somebody again."""
    if ticket.status in ("waiting_customer", "waiting_other", "snoozed", "solved"):
        ownership.resume(book, ticket, "customer wrote")
    elif ticket.assignee_id is not None and not ownership.is_present(book, ticket.assignee_id):
        ownership.back_to_queue(book, ticket, "owner away")
