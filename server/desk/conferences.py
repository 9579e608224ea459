"""More than two in a call: a colleague or a number outside is brought in, taken out, or goes; the others talk on."""

from __future__ import annotations

from typing import Annotated

import msgspec

from server.base.errors import Conflict, Forbidden, Invalid
from server.desk import access, calls_lines, conferences_state, entries, normal, ownership
from server.desk.access import CALL
from server.desk.book import Book
from server.desk.calls import OfCall, call_rows, talking
from server.desk.events.conferences import PartyAsked
from server.desk.secrets import CallSecret
from server.desk.verbs import Answer, verb
from server.store.tables.calls import CALL_PARTIES
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import USERS
from server.store.tables.work import CALLS, Call

MOST = 4


class Add(OfCall, frozen=True, kw_only=True):
    """Exactly one of a colleague and a number outside."""

    user_id: str | None = None
    number: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class Remove(OfCall, frozen=True, kw_only=True):
    """Somebody who is in the call, or is being called."""

    party_id: str


@verb("call.add", Add, CALL, path="/calls/{call_id}/add", reads=call_rows)
def add(book: Book, body: Add) -> Answer:
    """Bring a third party into one's call. The customer hears them as soon as they answer."""
    call = talking(book, body.call_id)
    if (body.user_id is None) == (body.number is None):
        raise Invalid("call.party_target")
    if len(conferences_state.here(book, call.id)) >= MOST:
        raise Conflict("call.parties_full", most=MOST)
    party_id = book.new_id("pty")
    if body.user_id is not None:
        _refuse_colleague(book, call, body.user_id)
    else:
        number = normal.must("phone", body.number or "", book.settings.default_region)
        key_id = book.must(CUSTOMERS, call.customer_id).key_id
        book.seal(party_id, key_id, CallSecret(number=number))
    fact = PartyAsked(
        party_id=party_id,
        call_id=call.id,
        ticket_id=call.ticket_id,
        user_id=body.user_id,
        asked_by=book.actor.id,
    )
    book.emit(fact)
    sealed = None if body.user_id else party_id
    book.job(calls_lines.LANE, "add", call.id, user_id=body.user_id, sealed=sealed, party_id=party_id)
    code = "call_party_asked" if body.user_id else "call_party_number"
    entries.note_event(
        book, call.ticket_id, call.customer_id, calls_lines.CHANNEL, code, user_id=body.user_id
    )
    return Answer()


@verb("call.remove", Remove, CALL, path="/calls/{call_id}/parties/{party_id}/remove", reads=call_rows)
def remove(book: Book, body: Remove) -> Answer:
    """Take a third party out of one's call; somebody who is still being called is called no more."""
    call = talking(book, body.call_id)
    party = book.must(CALL_PARTIES, body.party_id)
    if party.call_id != call.id:
        raise Invalid("call.party_elsewhere")
    if party.state in conferences_state.HERE:
        book.job(calls_lines.LANE, "remove", call.id, party_id=party.id, key=f"{party.id}.remove")
    return Answer()


@verb("call.leave", OfCall, CALL, path="/calls/{call_id}/leave", reads=call_rows)
def leave(book: Book, body: OfCall) -> Answer:
    """Go out of a call that goes on without one: for a colleague in it, or between the customer and a number outside."""
    call = book.must(CALLS, body.call_id)
    if call.state != "answered":
        raise Conflict("call.not_answered", state=call.state)
    mine = conferences_state.of_user(book, call.id, book.actor.id)
    if mine is not None:
        book.job(calls_lines.LANE, "remove", call.id, party_id=mine.id, key=f"{mine.id}.remove")
    elif call.agent_id != book.actor.id:
        raise Forbidden("call.not_yours")
    elif not any(one.state == "joined" for one in conferences_state.here(book, call.id)):
        raise Conflict("call.nobody_else")
    else:
        book.job(
            calls_lines.LANE, "leave", call.id, user_id=book.actor.id, key=f"{call.id}.leave.{book.head}"
        )
    return Answer()


def _refuse_colleague(book: Book, call: Call, user_id: str) -> None:
    """Raise Invalid or Conflict for somebody who cannot be brought in: not of the desk, away, in it already, or on another call."""
    user = book.must(USERS, user_id)
    if user.deactivated_at is not None or user.role not in access.DESK_ROLES or user.id == call.agent_id:
        raise Invalid("ticket.receiver", name=user.name)
    if conferences_state.of_user(book, call.id, user.id) is not None:
        raise Conflict("call.party_here", name=user.name)
    if not ownership.is_present(book, user.id):
        raise Conflict("call.party_offline", name=user.name)
    tickets = {work.ticket_id for work in conferences_state.voice_work(book, user.id)}
    if tickets - {call.ticket_id}:
        raise Conflict("call.party_busy", name=user.name)
