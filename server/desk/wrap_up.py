"""What follows a conversation: its agent wraps up for a while by the desk's own clock, says how it ended, and is what they were before."""

from __future__ import annotations

from typing import Annotated

import msgspec

from server.base.clock import SECOND
from server.base.errors import Conflict, Invalid
from server.desk import entries, intake
from server.desk.access import OWN_PRESENCE, SYSTEM_ONLY, TICKET
from server.desk.book import Book
from server.desk.events.staff import PresenceSet
from server.desk.events.tickets import WrappedUp
from server.desk.rules import rules
from server.desk.tickets import OfTicket, Text, ticket_rows
from server.desk.timers import Fire, claim, fires
from server.desk.verbs import Answer, Body, verb
from server.desk.wrap_up_state import TIMER, end, refuse_uncoded
from server.store.tables.config import WRAP_UP_CODES, WrapUpCode
from server.store.tables.work import PRESENCE, TICKETS, Presence, Ticket

fires(TIMER, "presence.wrapped_up")


class WrapUp(OfTicket, frozen=True, kw_only=True):
    """How the conversation ended (a wrap-up code), a note about it, and whether its agent is done with it."""

    code_id: str | None = None
    note: Text = ""
    done: bool = True


class Extend(Body, frozen=True, kw_only=True):
    """How much longer."""

    seconds: Annotated[int, msgspec.Meta(ge=5, le=600)] = 60


class Nothing(Body, frozen=True, kw_only=True):
    """No more than the wish."""


@verb("ticket.wrap_up", WrapUp, TICKET, path="/tickets/{ticket_id}/wrap-up", reads=ticket_rows)
def wrap_up(book: Book, body: WrapUp) -> Answer:
    """Say how a conversation ended; whoever wraps it up is done with that, unless they say otherwise."""
    ticket = book.must(TICKETS, body.ticket_id)
    if body.code_id is not None:
        code = _code(book, ticket, body.code_id)
        book.emit(WrappedUp(ticket_id=ticket.id, user_id=book.actor.id, code_id=code.id))
        entries.note_event(
            book, ticket.id, ticket.customer_id, ticket.channel, "wrap_up", code_id=code.id, outcome=code.name
        )
    if body.note.strip():
        _note(book, ticket, body.note)
    presence = book.get(PRESENCE, book.actor.id)
    if body.done and presence is not None and presence.state == "wrap_up" and presence.about == ticket.id:
        _done(book, presence)
    return Answer()


@verb("presence.finish", Nothing, OWN_PRESENCE, path="/presence/finish")
def finish(book: Book, _body: Nothing) -> Answer:
    """Be done with wrapping up before its time has run out. Raises Conflict while a code is wanted."""
    _done(book, _wrapping(book))
    return Answer()


@verb("presence.extend", Extend, OWN_PRESENCE, path="/presence/extend")
def extend(book: Book, body: Extend) -> Answer:
    """Take longer over a wrap-up, as long as the rules allow at most."""
    presence = _wrapping(book)
    most_s = rules(book).wrap_up_most_s
    until = min(
        max(presence.until or book.now, book.now) + body.seconds * SECOND, presence.since + most_s * SECOND
    )
    if until <= (presence.until or 0):
        raise Conflict("wrap_up.longest", seconds=most_s)
    fact = PresenceSet(
        user_id=presence.user_id,
        state="wrap_up",
        was="wrap_up",
        reason=None,
        by="self",
        until=until,
        then=presence.then,
        about=presence.about,
    )
    book.emit(fact)
    book.timer(TIMER, presence.user_id, until)
    return Answer()


@verb("presence.wrapped_up", Fire, SYSTEM_ONLY)
def wrapped_up(book: Book, body: Fire) -> Answer:
    """End a wrap-up whose time has run out; one that wants a code goes on until its agent gives it."""
    timer = claim(book, body)
    presence = book.get(PRESENCE, timer.subject) if timer is not None else None
    if presence is not None and presence.state == "wrap_up":
        try:
            refuse_uncoded(book, presence)
        except Conflict:
            return Answer()
        end(book, presence, "rule")
    return Answer()


def _wrapping(book: Book) -> Presence:
    presence = book.get(PRESENCE, book.actor.id)
    if presence is None or presence.state != "wrap_up":
        raise Conflict("wrap_up.none")
    return presence


def _done(book: Book, presence: Presence) -> None:
    refuse_uncoded(book, presence)
    end(book, presence, "self")


def _code(book: Book, ticket: Ticket, code_id: str) -> WrapUpCode:
    code = book.must(WRAP_UP_CODES, code_id)
    if code.removed_at is not None or (code.queue_ids and ticket.queue_id not in code.queue_ids):
        raise Invalid("wrap_up.code_elsewhere", name=code.name)
    return code


def _note(book: Book, ticket: Ticket, text: str) -> None:
    entries.write(
        book,
        customer_id=ticket.customer_id,
        kind="note",
        channel=ticket.channel,
        author_kind="user" if book.actor.kind == "user" else "api",
        author_id=book.actor.id,
        ticket_id=ticket.id,
        body=intake.checked_text(book, text),
    )
