"""What people do to tickets: open, answer, note, solve, reopen, wait, snooze, mark, sort. Who has them is in `handover.py`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec.structs import replace

from server.base.clock import DAY, Ms
from server.base.errors import Conflict, Invalid
from server.desk import (
    access,
    chats_idle,
    drafts,
    entries,
    intake,
    notices,
    ownership,
    required,
    supervision_state,
    wrap_up_state,
)
from server.desk.access import DESK, TICKET
from server.desk.asking import barred
from server.desk.book import Book
from server.desk.clocks import settling
from server.desk.events.tickets import ConversationEnded, PrioritySet, Renamed, Tagged, TicketRead
from server.desk.secrets import TicketSecret
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.infra import KEYS
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import USERS
from server.store.tables.supervision import SUPERVISIONS
from server.store.tables.work import CONVERSATIONS, TICKETS, WORK, Conversation, Priority, Ticket

Text = Annotated[str, msgspec.Meta(max_length=8_000)]
ClientId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Tag = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Files = Annotated[tuple[str, ...], msgspec.Meta(max_length=10)]
SNOOZE_LIMIT_DAYS = 366


class OfTicket(Body, frozen=True, kw_only=True):
    """A command about one ticket."""

    ticket_id: str


class Open(Body, frozen=True, kw_only=True):
    """A ticket made by hand or by a program."""

    customer_id: str
    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    queue_id: str | None = None
    priority: Priority = "normal"
    note: Text = ""
    assign_to_me: bool = False


class Opened(Answer, frozen=True, kw_only=True):
    """The new ticket."""

    ticket_id: str
    number: int


class Written(Answer, frozen=True, kw_only=True):
    """The new entry."""

    entry_id: str


class Reply(OfTicket, frozen=True, kw_only=True):
    """A message to the customer. `seen_seq`: the newest entry its writer had before their eyes; `anyway` after they were shown more."""

    conversation_id: str
    body: Text
    client_id: ClientId
    seen_seq: int
    attachment_ids: Files = ()
    then: Literal["solve", "wait"] | None = None
    anyway: bool = False


class Note(OfTicket, frozen=True, kw_only=True):
    """A line the customer never sees. `mentions`: colleagues it names, who are told of it."""

    body: Text
    client_id: ClientId
    attachment_ids: Files = ()
    mentions: Annotated[tuple[str, ...], msgspec.Meta(max_length=20)] = ()


class Wait(OfTicket, frozen=True, kw_only=True):
    """Whom the ticket waits for."""

    on: Literal["customer", "other"]


class Snooze(OfTicket, frozen=True, kw_only=True):
    """Until when nobody wants to see the ticket."""

    until: Ms


class SetPriority(OfTicket, frozen=True, kw_only=True):
    """The new priority."""

    priority: Priority


class SetTags(OfTicket, frozen=True, kw_only=True):
    """All tags the ticket has from now on."""

    tags: Annotated[tuple[Tag, ...], msgspec.Meta(max_length=20)]


class SetSubject(OfTicket, frozen=True, kw_only=True):
    """The new subject."""

    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Read(OfTicket, frozen=True, kw_only=True):
    """Everything up to entry `upto` has been seen."""

    upto: int


def ticket_rows(book: Book, body: OfTicket) -> Iterable[Need]:
    """Name what nearly every ticket command reads: the ticket, its work, its customer and the customer's key."""
    yield Need(WORK, ("ticket_id",), (body.ticket_id,))
    yield from settling.needs(book, body.ticket_id)
    ticket = book.peek(TICKETS, body.ticket_id)
    if ticket is not None:
        yield Need(CUSTOMERS, ("id",), (ticket.customer_id,))
        customer = book.peek(CUSTOMERS, ticket.customer_id)
        if customer is not None:
            yield Need(KEYS, ("id",), (customer.key_id,))


def note_rows(book: Book, body: OfTicket) -> Iterable[Need]:
    """Name a note's rows: also the draft it was."""
    yield from drafts.draft_rows(book, body.ticket_id)
    yield from ticket_rows(book, body)


def reply_rows(book: Book, body: Reply) -> Iterable[Need]:
    """Name a reply's rows: also the conversation it goes to, and the draft it was."""
    yield Need(CONVERSATIONS, ("id",), (body.conversation_id,))
    yield Need(SUPERVISIONS, ("ticket_id", "user_id"), (body.ticket_id, book.actor.id))
    yield from note_rows(book, body)


@verb("ticket.open", Open, DESK, path="/tickets", answer=Opened)
def open_by_hand(book: Book, body: Open) -> Opened:
    """Open a ticket for a customer, in a queue or straight for oneself."""
    customer = book.must(CUSTOMERS, body.customer_id)
    mine = body.assign_to_me and book.actor.kind == "user"
    ticket = intake.open_ticket(
        book,
        customer=customer,
        channel="desk" if book.actor.kind == "user" else "api",
        subject=body.subject,
        queue_id=body.queue_id,
        priority=body.priority,
    )
    if body.note:
        _note(book, ticket, body.note)
    if mine:
        ownership.assign(book, ticket, book.actor.id, "user")
    return Opened(ticket_id=ticket.id, number=ticket.number)


@verb("ticket.reply", Reply, TICKET, path="/tickets/{ticket_id}/reply", answer=Written, reads=reply_rows)
def reply(book: Book, body: Reply) -> Written:
    """Answer the customer, and solve or wait in the same step when asked to."""
    ticket = book.must(TICKETS, body.ticket_id)
    conversation = _written_conversation(book, ticket, body.conversation_id)
    supervision_state.refuse_watcher(book, ticket.id)
    _refuse_unseen(ticket, body, book.actor.id)
    if ticket.status == "new" and ticket.assignee_id is None and book.actor.kind == "user":
        ownership.assign(book, ticket, book.actor.id, "user")
    entry = intake.add_message(
        book,
        ticket,
        conversation,
        author_kind="user" if book.actor.kind == "user" else "api",
        author_id=book.actor.id,
        body=body.body,
        client_id=body.client_id,
        attachment_ids=body.attachment_ids,
    )
    drafts.end(book, ticket.id, "reply")
    if body.then != "solve":
        chats_idle.begin(book, conversation)
    if body.then is not None:
        _finish_with(book, book.must(TICKETS, ticket.id), body.then)
    return Written(entry_id=entry.id)


@verb("ticket.note", Note, TICKET, path="/tickets/{ticket_id}/note", answer=Written, reads=note_rows)
def note(book: Book, body: Note) -> Written:
    """Write a note that the customer never sees."""
    ticket = book.must(TICKETS, body.ticket_id)
    entry_id = _note(book, ticket, body.body, body.client_id, body.attachment_ids)
    drafts.end(book, ticket.id, "note")
    told = [one for one in body.mentions if one != book.actor.id and _reads(book, ticket, one)]
    facts = {"user_id": book.actor.id} if book.actor.kind == "user" else {}
    notices.tell(book, told, "mention", ticket_id=ticket.id, key=entry_id, facts=facts)
    return Written(entry_id=entry_id)


@verb("ticket.solve", OfTicket, TICKET, path="/tickets/{ticket_id}/solve", reads=ticket_rows)
def solve(book: Book, body: OfTicket) -> Answer:
    """Mark the ticket solved; its customer may still write within the reopening time."""
    ticket = book.must(TICKETS, body.ticket_id)
    if ticket.status in ownership.FINISHED:
        return Answer()
    _finish_with(book, ticket, "solve")
    return Answer()


@verb("ticket.reopen", OfTicket, TICKET, path="/tickets/{ticket_id}/reopen", reads=ticket_rows)
def reopen(book: Book, body: OfTicket) -> Answer:
    """Take up a finished, waiting or snoozed ticket again."""
    ticket = book.must(TICKETS, body.ticket_id)
    if ticket.merged_into is not None:
        raise Conflict("ticket.merged", number=book.must(TICKETS, ticket.merged_into).number)
    if ticket.status in ("new", "open"):
        return Answer()
    ownership.resume(book, ticket, "reopened")
    entries.note_event(book, ticket.id, ticket.customer_id, ticket.channel, "reopened")
    return Answer()


@verb("ticket.wait", Wait, TICKET, path="/tickets/{ticket_id}/wait", reads=ticket_rows)
def wait(book: Book, body: Wait) -> Answer:
    """Say that the ticket waits for its customer or for others."""
    ticket = _unfinished(book, body.ticket_id)
    _pause(book, ticket, "waiting_customer" if body.on == "customer" else "waiting_other")
    return Answer()


@verb("ticket.snooze", Snooze, TICKET, path="/tickets/{ticket_id}/snooze", reads=ticket_rows)
def snooze(book: Book, body: Snooze) -> Answer:
    """Put the ticket out of sight until an instant; a customer's message brings it back earlier."""
    ticket = _unfinished(book, body.ticket_id)
    if not book.now < body.until <= book.now + SNOOZE_LIMIT_DAYS * DAY:
        raise Invalid("ticket.snooze_range", days=SNOOZE_LIMIT_DAYS)
    ownership.finish(book, ticket, "snoozed", until=body.until)
    book.timer("snooze", ticket.id, body.until)
    return Answer()


@verb("ticket.close", OfTicket, TICKET, path="/tickets/{ticket_id}/close", reads=ticket_rows)
def close(book: Book, body: OfTicket) -> Answer:
    """Close the ticket for good; a later message becomes a new one."""
    ticket = book.must(TICKETS, body.ticket_id)
    barred.refuse_unrecorded(book, ticket)
    if ticket.status != "closed":
        _end_conversations(book, ticket)
        ownership.finish(book, ticket, "closed")
        entries.note_event(book, ticket.id, ticket.customer_id, ticket.channel, "closed")
    return Answer()


@verb("ticket.spam", OfTicket, TICKET, path="/tickets/{ticket_id}/spam", reads=ticket_rows)
def spam(book: Book, body: OfTicket) -> Answer:
    """Mark the ticket as spam: nobody works on it, nothing is asked about it."""
    ticket = book.must(TICKETS, body.ticket_id)
    if ticket.status != "spam":
        _end_conversations(book, ticket)
        ownership.finish(book, ticket, "spam")
        entries.note_event(book, ticket.id, ticket.customer_id, ticket.channel, "spam")
    return Answer()


@verb("ticket.set_priority", SetPriority, TICKET, path="/tickets/{ticket_id}/priority", reads=ticket_rows)
def set_priority(book: Book, body: SetPriority) -> Answer:
    """Set the priority."""
    ticket = book.must(TICKETS, body.ticket_id)
    if ticket.priority != body.priority:
        book.emit(PrioritySet(ticket_id=ticket.id, priority=body.priority, was=ticket.priority))
        entries.note_event(
            book,
            ticket.id,
            ticket.customer_id,
            ticket.channel,
            "priority",
            priority=body.priority,
            was=ticket.priority,
        )
    return Answer()


@verb("ticket.set_tags", SetTags, TICKET, path="/tickets/{ticket_id}/tags", reads=ticket_rows)
def set_tags(book: Book, body: SetTags) -> Answer:
    """Set the tags: lower-cased, trimmed, without doubles, in the order given."""
    ticket = book.must(TICKETS, body.ticket_id)
    tags = tuple(dict.fromkeys(tag.strip().lower() for tag in body.tags if tag.strip()))
    if tags != ticket.tags:
        book.emit(Tagged(ticket_id=ticket.id, tags=tags))
    return Answer()


@verb("ticket.set_subject", SetSubject, TICKET, path="/tickets/{ticket_id}/subject", reads=ticket_rows)
def set_subject(book: Book, body: SetSubject) -> Answer:
    """Change what the ticket is called."""
    ticket = book.must(TICKETS, body.ticket_id)
    key_id = book.must(CUSTOMERS, ticket.customer_id).key_id
    secret = book.open(ticket.id, TicketSecret) or TicketSecret(subject="")
    book.seal(ticket.id, key_id, replace(secret, subject=intake.checked_text(book, body.subject)))
    book.emit(Renamed(ticket_id=ticket.id))
    return Answer()


@verb("ticket.read", Read, TICKET, path="/tickets/{ticket_id}/read", reads=ticket_rows)
def read(book: Book, body: Read) -> Answer:
    """Note that its owner has seen the ticket; a colleague's look changes nothing."""
    ticket = book.must(TICKETS, body.ticket_id)
    if ticket.unread and ticket.assignee_id == book.actor.id and body.upto >= ticket.customer_seq:
        book.emit(TicketRead(ticket_id=ticket.id, seq_read=body.upto))
    return Answer()


def _reads(book: Book, ticket: Ticket, user_id: str) -> bool:
    """Return whether a colleague sees the ticket: a mention tells nobody of what they may not read."""
    user = book.get(USERS, user_id)
    if user is None or user.deactivated_at is not None:
        return False
    return access.sees(access.viewer(book, user), ticket.queue_id, *access.ticket_owners(book, ticket))


def _refuse_unseen(ticket: Ticket, body: Reply, writer: str) -> None:
    """The guard at send time: somebody wrote since the draft began, and its writer has not been shown it."""
    colleague = ticket.staff_seq > body.seen_seq and ticket.staff_by != writer
    if not body.anyway and (ticket.customer_seq > body.seen_seq or colleague):
        raise Conflict("ticket.moved_on", by="colleague" if colleague else "customer")


def _written_conversation(book: Book, ticket: Ticket, conversation_id: str) -> Conversation:
    conversation = book.must(CONVERSATIONS, conversation_id)
    if conversation.ticket_id != ticket.id:
        raise Invalid("conversation.of_other_ticket")
    if conversation.channel == "voice":
        raise Invalid("conversation.not_written")
    if conversation.ended_at is not None:
        raise Conflict("conversation.ended")
    return conversation


def _note(
    book: Book, ticket: Ticket, text: str, client_id: str | None = None, files: tuple[str, ...] = ()
) -> str:
    body = intake.checked_text(book, text, files)
    intake.claim_attachments(book, files, ticket)
    entry_id = entries.write(
        book,
        customer_id=ticket.customer_id,
        kind="note",
        channel=ticket.channel,
        author_kind="user" if book.actor.kind == "user" else "api",
        author_id=book.actor.id,
        ticket_id=ticket.id,
        body=body,
        client_id=client_id,
        attachment_ids=files,
    )
    intake.claim_entry(book, files, entry_id)
    return entry_id


def _finish_with(book: Book, ticket: Ticket, then: Literal["solve", "wait"]) -> None:
    if then == "wait":
        _pause(book, ticket, "waiting_customer")
        return
    required.refuse_unfilled(book, ticket)
    barred.refuse_unrecorded(book, ticket)
    ownership.finish(book, ticket, "solved")
    entries.note_event(book, ticket.id, ticket.customer_id, ticket.channel, "solved")
    _wrap_up(book, ticket)


def _wrap_up(book: Book, ticket: Ticket) -> None:
    """Solving what was written is its end, unless its customer ended the chat before: then its agent has wrapped up already."""
    running = [one for one in book.find(CONVERSATIONS, ticket_id=ticket.id) if one.ended_at is None]
    for conversation in running:
        chats_idle.end(book, conversation)
    written = next((one.channel for one in running if one.channel != "voice"), None)
    if written is not None and ticket.assignee_id == book.actor.id:
        wrap_up_state.begin(book, ticket.assignee_id, ticket.id, written)


def _pause(book: Book, ticket: Ticket, status: Literal["waiting_customer", "waiting_other"]) -> None:
    """A chat stays in its agent's hands while it waits; other work frees its place."""
    if ticket.channel in ownership.LIVE_CHANNELS and ticket.assignee_id is not None:
        ownership.set_status(book, ticket, status)
    else:
        ownership.finish(book, ticket, status)


def _unfinished(book: Book, ticket_id: str) -> Ticket:
    ticket = book.must(TICKETS, ticket_id)
    if ticket.status in ownership.FINISHED:
        raise Conflict("ticket.finished", status=ticket.status)
    return ticket


def _end_conversations(book: Book, ticket: Ticket) -> None:
    for conversation in book.find(CONVERSATIONS, ticket_id=ticket.id):
        if conversation.ended_at is None:
            book.emit(ConversationEnded(conversation_id=conversation.id, ticket_id=ticket.id, by="agent"))
