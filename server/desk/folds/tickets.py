"""Tickets, conversations and entries as they follow from the log."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from server.desk.events import tickets as said
from server.desk.events.base import Stamp
from server.desk.folds.base import must, on
from server.store.pages import Pages
from server.store.tables.work import CALLS, CONVERSATIONS, ENTRIES, TICKETS, WORK, Conversation, Entry, Ticket


@on(said.TicketOpened)
def opened(pages: Pages, fact: said.TicketOpened, stamp: Stamp) -> None:
    """A new ticket, status new."""
    ticket = Ticket(
        id=fact.ticket_id,
        number=fact.number,
        customer_id=fact.customer_id,
        channel=fact.channel,
        queue_id=fact.queue_id,
        status="new",
        priority=fact.priority,
        tags=fact.tags,
        created_at=stamp.at,
        updated_at=stamp.at,
        version=stamp.seq,
    )
    pages.put(TICKETS, ticket)


@on(said.StatusSet)
def status_set(pages: Pages, fact: said.StatusSet, stamp: Stamp) -> None:
    """The status, with when it was solved and how often it came back."""
    ticket = must(pages, TICKETS, fact.ticket_id)
    finished = fact.status in ("solved", "closed", "spam")
    returned = not finished and fact.was in ("solved", "closed")
    _put(
        pages,
        ticket,
        stamp,
        status=fact.status,
        snoozed_until=fact.snoozed_until,
        solved_at=(ticket.solved_at or stamp.at) if finished else None,
        reopened=ticket.reopened + returned,
        unanswered_since=None if finished else ticket.unanswered_since,
        unread=0 if finished else ticket.unread,
    )


@on(said.PrioritySet)
def priority_set(pages: Pages, fact: said.PrioritySet, stamp: Stamp) -> None:
    """The priority, of the ticket and of its place in the queue."""
    _put(pages, must(pages, TICKETS, fact.ticket_id), stamp, priority=fact.priority)
    if work := pages.get(WORK, fact.ticket_id):
        pages.put(WORK, replace(work, priority=fact.priority, version=stamp.seq))


@on(said.Tagged)
def tagged(pages: Pages, fact: said.Tagged, stamp: Stamp) -> None:
    """The tags."""
    _put(pages, must(pages, TICKETS, fact.ticket_id), stamp, tags=fact.tags)


@on(said.Renamed)
def renamed(pages: Pages, fact: said.Renamed, stamp: Stamp) -> None:
    """Only the version: the words are sealed elsewhere."""
    _put(pages, must(pages, TICKETS, fact.ticket_id), stamp)


@on(said.FieldsSet)
def fields_set(pages: Pages, fact: said.FieldsSet, stamp: Stamp) -> None:
    """The values of the fields, all of them."""
    _put(pages, must(pages, TICKETS, fact.ticket_id), stamp, fields=fact.values)


@on(said.WrappedUp)
def wrapped_up(pages: Pages, fact: said.WrappedUp, stamp: Stamp) -> None:
    """How the last conversation ended, and when that was said."""
    changes = {"wrap_up_code_id": fact.code_id, "wrapped_up_at": stamp.at}
    _put(pages, must(pages, TICKETS, fact.ticket_id), stamp, **changes)


@on(said.Moved)
def moved(pages: Pages, fact: said.Moved, stamp: Stamp) -> None:
    """The queue."""
    _put(pages, must(pages, TICKETS, fact.ticket_id), stamp, queue_id=fact.queue_id)


@on(said.TicketRead)
def read(pages: Pages, fact: said.TicketRead, stamp: Stamp) -> None:
    """Nothing is unread."""
    _put(pages, must(pages, TICKETS, fact.ticket_id), stamp, unread=0)


@on(said.TicketCustomerChanged)
def customer_changed(pages: Pages, fact: said.TicketCustomerChanged, stamp: Stamp) -> None:
    """The ticket, its conversations, entries and calls belong to somebody else; who called is settled."""
    _put(pages, must(pages, TICKETS, fact.ticket_id), stamp, customer_id=fact.customer_id)
    for conversation_id in fact.conversation_ids:
        conversation = must(pages, CONVERSATIONS, conversation_id)
        pages.put(CONVERSATIONS, replace(conversation, customer_id=fact.customer_id, version=stamp.seq))
    for entry_id in fact.entry_ids:
        entry = must(pages, ENTRIES, entry_id)
        pages.put(ENTRIES, replace(entry, customer_id=fact.customer_id, version=stamp.seq))
    for call_id in fact.call_ids:
        call = must(pages, CALLS, call_id)
        pages.put(CALLS, replace(call, customer_id=fact.customer_id, candidates=(), version=stamp.seq))


@on(said.ConversationOpened)
def conversation_opened(pages: Pages, fact: said.ConversationOpened, stamp: Stamp) -> None:
    """A new thread of the ticket."""
    conversation = Conversation(
        id=fact.conversation_id,
        ticket_id=fact.ticket_id,
        customer_id=fact.customer_id,
        channel=fact.channel,
        visitor_id=fact.visitor_id,
        created_at=stamp.at,
        version=stamp.seq,
    )
    pages.put(CONVERSATIONS, conversation)


@on(said.ConversationEnded)
def conversation_ended(pages: Pages, fact: said.ConversationEnded, stamp: Stamp) -> None:
    """The thread is over."""
    conversation = must(pages, CONVERSATIONS, fact.conversation_id)
    pages.put(CONVERSATIONS, replace(conversation, ended_at=stamp.at, version=stamp.seq))


@on(said.Delivered)
def delivered(pages: Pages, fact: said.Delivered, stamp: Stamp) -> None:
    """The customer's device has it; never goes back."""
    conversation = must(pages, CONVERSATIONS, fact.conversation_id)
    upto = max(conversation.delivered_seq, fact.upto)
    pages.put(CONVERSATIONS, replace(conversation, delivered_seq=upto, version=stamp.seq))


@on(said.ReadByCustomer)
def read_by_customer(pages: Pages, fact: said.ReadByCustomer, stamp: Stamp) -> None:
    """The customer has seen it, so the device has it too; never goes back."""
    conversation = must(pages, CONVERSATIONS, fact.conversation_id)
    upto = max(conversation.read_seq, fact.upto)
    got = max(conversation.delivered_seq, upto)
    pages.put(CONVERSATIONS, replace(conversation, read_seq=upto, delivered_seq=got, version=stamp.seq))


@on(said.EntryAdded)
def entry_added(pages: Pages, fact: said.EntryAdded, stamp: Stamp) -> None:
    """A line of the timeline, and what it does to its ticket."""
    entry = Entry(
        id=fact.entry_id,
        ticket_id=fact.ticket_id,
        conversation_id=fact.conversation_id,
        customer_id=fact.customer_id,
        kind=fact.entry_kind,
        channel=fact.channel,
        author_kind=fact.author_kind,
        author_id=fact.author_id,
        at=fact.happened_at or stamp.at,
        seq=stamp.seq,
        client_id=fact.client_id,
        attachment_ids=fact.attachment_ids,
        facts=fact.facts,
        version=stamp.seq,
    )
    pages.put(ENTRIES, entry)
    if fact.ticket_id is not None:
        _touched_by(pages, must(pages, TICKETS, fact.ticket_id), entry, stamp)


def _touched_by(pages: Pages, ticket: Ticket, entry: Entry, stamp: Stamp) -> None:
    changes: dict[str, Any] = {"last_entry_id": entry.id, "last_entry_at": entry.at}
    if entry.kind == "message" and entry.author_kind == "customer":
        changes.update(unread=ticket.unread + 1, customer_seq=stamp.seq)
        changes["unanswered_since"] = ticket.unanswered_since or stamp.at
    elif entry.kind == "message" and entry.author_kind == "user":
        changes.update(unread=0, unanswered_since=None, staff_seq=stamp.seq, staff_by=entry.author_id)
    _put(pages, ticket, stamp, **changes)


def _put(pages: Pages, ticket: Ticket, stamp: Stamp, **changes: Any) -> None:
    pages.put(TICKETS, replace(ticket, updated_at=stamp.at, version=stamp.seq, **changes))
