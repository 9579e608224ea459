"""What a customer does in the chat widget: arrive, start, write, see, end. The channel has checked signatures and rates before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec

from server.base.clock import DAY
from server.base.errors import Conflict, Invalid
from server.desk import chats_who, entries, identify, intake, wrap_up_state
from server.desk.access import SYSTEM_ONLY, VISITOR, VISITOR_CHAT
from server.desk.book import Book
from server.desk.chats_who import Signed
from server.desk.clocks import settling
from server.desk.events.tickets import ConversationEnded, Delivered, ReadByCustomer
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.channels import WIDGET_ID, WIDGETS
from server.store.tables.infra import KEYS
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import TOKENS, Token
from server.store.tables.work import CONVERSATIONS, ENTRIES, TICKETS, WORK, Conversation, Entry

VISITOR_PURPOSE = "visitor"
VISIT_DAYS = 30
SUBJECT_CHARS = 80

Text = Annotated[str, msgspec.Meta(max_length=8_000)]
Line = Annotated[str, msgspec.Meta(max_length=200)]
ClientId = Annotated[str, msgspec.Meta(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$")]
Files = Annotated[tuple[str, ...], msgspec.Meta(max_length=10)]


class Arrive(Body, frozen=True, kw_only=True):
    """The fingerprint of the secret a browser was just given."""

    fingerprint: str


class Arrived(Answer, frozen=True, kw_only=True):
    """The visitor this browser is from now on."""

    visitor_id: str


class Start(Body, frozen=True, kw_only=True):
    """The form before a chat. `address` is an e-mail or phone the visitor claims; `left`: nobody is there, answer it later."""

    message: Text
    client_id: ClientId
    language: Literal["en", "zh"]
    name: Line = ""
    address: Line = ""
    queue_id: str | None = None
    page: Annotated[str, msgspec.Meta(max_length=500)] = ""
    time_zone: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    attachment_ids: Files = ()
    left: bool = False
    signed: Signed | None = None


class Started(Answer, frozen=True, kw_only=True):
    """The conversation the visitor is in, and the entry made of the first message."""

    conversation_id: str
    entry_id: str


class OfChat(Body, frozen=True, kw_only=True):
    """Something about one of the visitor's own conversations."""

    conversation_id: str


class Write(OfChat, frozen=True, kw_only=True):
    """A message. The same `client_id` in the same conversation is the same message, whatever key it comes under."""

    body: Text
    client_id: ClientId
    attachment_ids: Files = ()


class Written(Answer, frozen=True, kw_only=True):
    """The entry made of the message."""

    entry_id: str


class Upto(OfChat, frozen=True, kw_only=True):
    """The newest entry (its seq) that reached the device, or was seen."""

    upto: int


def start_rows(book: Book, body: Start) -> Iterable[Need]:
    """Name what a start reads first: the widget's settings and whom the site signed for."""
    yield Need(WIDGETS, ("id",), (WIDGET_ID,))
    if body.signed is not None:
        for kind, value in body.signed.addresses():
            yield from identify.needs(book, kind, value)


def chat_rows(book: Book, body: OfChat) -> Iterable[Need]:
    """Name what a command on a chat reads: its ticket, work, customer and key."""
    conversation = book.peek(CONVERSATIONS, body.conversation_id)
    if conversation is None:
        return
    yield Need(TICKETS, ("id",), (conversation.ticket_id,))
    yield Need(WORK, ("ticket_id",), (conversation.ticket_id,))
    yield from settling.needs(book, conversation.ticket_id, message=True)
    yield Need(CUSTOMERS, ("id",), (conversation.customer_id,))
    if customer := book.peek(CUSTOMERS, conversation.customer_id):
        yield Need(KEYS, ("id",), (customer.key_id,))


def write_rows(book: Book, body: Write) -> Iterable[Need]:
    """Name what a message reads: the same, and whether it came before."""
    yield from chat_rows(book, body)
    yield Need(ENTRIES, ("conversation_id", "client_id"), (body.conversation_id, body.client_id))


@verb("visitor.arrive", Arrive, SYSTEM_ONLY, answer=Arrived)
def arrive(book: Book, body: Arrive) -> Arrived:
    """Know a browser again by the secret it was given; who sits before it stays unknown."""
    visitor_id = book.new_id("vis")
    token = Token(
        id=body.fingerprint,
        purpose=VISITOR_PURPOSE,
        subject=visitor_id,
        created_at=book.now,
        expires_at=book.now + VISIT_DAYS * DAY,
    )
    book.put(TOKENS, token)
    return Arrived(visitor_id=visitor_id)


@verb("chat.start", Start, VISITOR, answer=Started, reads=start_rows)
def start(book: Book, body: Start) -> Started:
    """Open a ticket with a chat, or go on in the chat this visitor already has open."""
    if body.left and not body.address.strip():
        raise Invalid("chat.address_missing")
    running = _running(book)
    if running is not None:
        return Started(conversation_id=running.id, entry_id=_written(book, running, body.message, body).id)
    customer = chats_who.customer_of(book, body)
    ticket = intake.open_ticket(
        book,
        customer=customer,
        channel="chat",
        subject=_subject(body.message),
        queue_id=body.queue_id or _configured_queue(book),
        tags=("message-left",) if body.left else (),
    )
    conversation = intake.open_conversation(
        book, ticket, "chat", address=body.address.strip(), page=body.page, visitor_id=book.actor.id
    )
    entry = _written(book, conversation, body.message, body)
    return Started(conversation_id=conversation.id, entry_id=entry.id)


@verb("chat.write", Write, VISITOR_CHAT, answer=Written, reads=write_rows)
def write(book: Book, body: Write) -> Written:
    """Add the visitor's message to their chat, once for each client id."""
    conversation = book.must(CONVERSATIONS, body.conversation_id)
    return Written(entry_id=_written(book, conversation, body.body, body).id)


@verb("chat.delivered", Upto, VISITOR_CHAT, reads=chat_rows)
def delivered(book: Book, body: Upto) -> Answer:
    """Note that the visitor's device holds everything up to an entry."""
    conversation, upto = _seen(book, body)
    if upto > conversation.delivered_seq:
        fact = Delivered(conversation_id=conversation.id, ticket_id=conversation.ticket_id, upto=upto)
        book.emit(fact)
    return Answer()


@verb("chat.read", Upto, VISITOR_CHAT, reads=chat_rows)
def read(book: Book, body: Upto) -> Answer:
    """Note that the visitor has seen everything up to an entry."""
    conversation, upto = _seen(book, body)
    if upto > conversation.read_seq:
        fact = ReadByCustomer(conversation_id=conversation.id, ticket_id=conversation.ticket_id, upto=upto)
        book.emit(fact)
    return Answer()


@verb("chat.end", OfChat, VISITOR_CHAT, reads=chat_rows)
def end(book: Book, body: OfChat) -> Answer:
    """End the chat; the ticket stays with whoever has it."""
    conversation = book.must(CONVERSATIONS, body.conversation_id)
    if conversation.ended_at is None:
        book.emit(
            ConversationEnded(
                conversation_id=conversation.id, ticket_id=conversation.ticket_id, by="customer"
            )
        )
        entries.note_event(book, conversation.ticket_id, conversation.customer_id, "chat", "chat_ended")
        ticket = book.must(TICKETS, conversation.ticket_id)
        wrap_up_state.begin(book, ticket.assignee_id, ticket.id, "chat")
    return Answer()


def _running(book: Book) -> Conversation | None:
    """Return the visitor's newest chat that is not over, if any: two windows of one browser are one chat."""
    for conversation in sorted(
        book.find(CONVERSATIONS, visitor_id=book.actor.id), key=lambda one: one.id, reverse=True
    ):
        if conversation.ended_at is None and intake.goes_on(book, book.must(TICKETS, conversation.ticket_id)):
            return conversation
    return None


def _written(book: Book, conversation: Conversation, text: str, body: Start | Write) -> Entry:
    for entry in book.find(ENTRIES, conversation_id=conversation.id, client_id=body.client_id):
        return entry
    ticket = book.must(TICKETS, conversation.ticket_id)
    if conversation.ended_at is not None or not intake.goes_on(book, ticket):
        raise Conflict("conversation.ended")
    intake.refuse_blocked(identify.root(book, conversation.customer_id))
    return intake.add_message(
        book,
        ticket,
        conversation,
        author_kind="customer",
        author_id=conversation.customer_id,
        body=text,
        client_id=body.client_id,
        attachment_ids=body.attachment_ids,
    )


def _configured_queue(book: Book) -> str | None:
    widget = book.get(WIDGETS, WIDGET_ID)
    return widget.queue_id if widget else None


def _subject(message: str) -> str:
    first = next((line.strip() for line in message.splitlines() if line.strip()), "")
    return first if len(first) <= SUBJECT_CHARS else first[: SUBJECT_CHARS - 1] + "…"


def _seen(book: Book, body: Upto) -> tuple[Conversation, int]:
    """Return the conversation and the seq, which cannot be newer than the log."""
    return book.must(CONVERSATIONS, body.conversation_id), min(body.upto, book.head)
