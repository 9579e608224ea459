"""Supervisors in conversations of their teams: watch, whisper to the agent, join, leave. All is in the audit; customers see joins only.

A whisper is no entry of the timeline, so nothing that shows, searches or sends entries can show it to anybody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from server.base.clock import HOUR
from server.base.errors import Conflict, Forbidden
from server.desk import entries, notices, ownership
from server.desk.access import FLOOR_TICKET, SYSTEM_ONLY
from server.desk.book import Book
from server.desk.events.supervision import SupervisionBegun, WhisperSaid
from server.desk.secrets import EntrySecret
from server.desk.supervision_state import TIMER, end, stay_of
from server.desk.timers import Fire, claim, fires
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.people import CUSTOMERS
from server.store.tables.supervision import SUPERVISIONS, Mode
from server.store.tables.work import TICKETS, Ticket

LONGEST = 4 * HOUR
"""A stay that nobody ends (a closed laptop) ends by itself."""

fires(TIMER, "supervision.expire")


class OfSupervised(Body, frozen=True, kw_only=True):
    """A ticket in an agent's hands."""

    ticket_id: str


class Say(OfSupervised, frozen=True, kw_only=True):
    """Words for the agent alone."""

    body: Annotated[str, Meta(min_length=1, max_length=2_000)]


class Whispered(Answer, frozen=True, kw_only=True):
    """The whisper."""

    whisper_id: str


def stay_rows(book: Book, body: OfSupervised) -> Iterable[Need]:
    """Name the stay and the customer whose key seals."""
    yield Need(SUPERVISIONS, ("ticket_id", "user_id"), (body.ticket_id, book.actor.id))
    ticket = book.peek(TICKETS, body.ticket_id)
    if ticket is not None:
        yield Need(CUSTOMERS, ("id",), (ticket.customer_id,))


@verb("supervision.watch", OfSupervised, FLOOR_TICKET, path="/tickets/{ticket_id}/watch", reads=stay_rows)
def watch(book: Book, body: OfSupervised) -> Answer:
    """Watch a conversation live without writing in it; who has joined it stays so."""
    ticket = _in_hand(book, body.ticket_id)
    if stay_of(book, ticket.id, book.actor.id) is None:
        _begin(book, ticket, "watch")
    return Answer()


@verb("supervision.join", OfSupervised, FLOOR_TICKET, path="/tickets/{ticket_id}/join", reads=stay_rows)
def join(book: Book, body: OfSupervised) -> Answer:
    """Join a conversation: the agent and the customer see it, and one may write to the customer."""
    ticket = _in_hand(book, body.ticket_id)
    before = stay_of(book, ticket.id, book.actor.id)
    if before is None or before.mode == "watch":
        _begin(book, ticket, "join")
        _note(book, ticket, "supervisor_joined")
    return Answer()


@verb(
    "supervision.whisper",
    Say,
    FLOOR_TICKET,
    path="/tickets/{ticket_id}/whisper",
    answer=Whispered,
    reads=stay_rows,
)
def whisper(book: Book, body: Say) -> Whispered:
    """Say something to the agent of a conversation one watches or has joined; nobody else ever reads it."""
    ticket = _in_hand(book, body.ticket_id)
    if stay_of(book, ticket.id, book.actor.id) is None:
        raise Conflict("supervision.not_there")
    agent_id = str(ticket.assignee_id)
    whisper_id = book.new_id("whi")
    book.seal(whisper_id, book.must(CUSTOMERS, ticket.customer_id).key_id, EntrySecret(body=body.body))
    fact = WhisperSaid(whisper_id=whisper_id, ticket_id=ticket.id, user_id=book.actor.id, to_user_id=agent_id)
    book.emit(fact)
    _note(book, ticket, "whispered", to_user_id=agent_id)
    book.audit("supervision.whisper", ticket.id, whisper_id=whisper_id, to=agent_id)
    notices.tell(
        book,
        [agent_id],
        "whisper",
        ticket_id=ticket.id,
        key=f"whisper:{whisper_id}",
        facts={"user_id": book.actor.id},
        urgent=True,
    )
    return Whispered(whisper_id=whisper_id)


@verb("supervision.leave", OfSupervised, FLOOR_TICKET, path="/tickets/{ticket_id}/leave", reads=stay_rows)
def leave(book: Book, body: OfSupervised) -> Answer:
    """Leave a conversation; who is not there has left already."""
    stay = stay_of(book, body.ticket_id, book.actor.id)
    if stay is not None:
        if stay.mode == "join":
            _note(book, book.must(TICKETS, body.ticket_id), "supervisor_left")
        end(book, stay, "left")
        book.audit("supervision.leave", body.ticket_id)
    return Answer()


@verb("supervision.expire", Fire, SYSTEM_ONLY)
def expire(book: Book, body: Fire) -> Answer:
    """End a stay that lasted too long."""
    timer = claim(book, body)
    if timer is not None:
        ticket_id, user_id = timer.subject.split(":")
        stay = stay_of(book, ticket_id, user_id)
        if stay is not None:
            end(book, stay, "time")
    return Answer()


def _begin(book: Book, ticket: Ticket, mode: Mode) -> None:
    book.emit(SupervisionBegun(ticket_id=ticket.id, user_id=book.actor.id, mode=mode))
    book.timer(TIMER, f"{ticket.id}:{book.actor.id}", book.now + LONGEST)
    book.audit(f"supervision.{mode}", ticket.id)


def _in_hand(book: Book, ticket_id: str) -> Ticket:
    """Return a ticket that somebody else is working on. Raises Forbidden for programs, Conflict when nobody is."""
    if book.actor.kind != "user":
        raise Forbidden("access.people_only")
    ticket = book.must(TICKETS, ticket_id)
    if ticket.assignee_id == book.actor.id:
        raise Conflict("supervision.own")
    if ticket.assignee_id is None or ticket.status in ownership.FINISHED:
        raise Conflict("supervision.nobody")
    return ticket


def _note(book: Book, ticket: Ticket, code: str, **facts: str) -> None:
    entries.note_event(book, ticket.id, ticket.customer_id, ticket.channel, code, **facts)
