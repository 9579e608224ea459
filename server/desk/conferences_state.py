"""Who is in a call besides its agent, and what the provider's reports about them mean. The verbs of agents are in `conferences.py`."""

from __future__ import annotations

from server.base.clock import Ms
from server.desk import calls_lines, entries, ownership, wrap_up_state
from server.desk.book import Book
from server.desk.events.calls import CallChanged
from server.desk.events.conferences import PartyChanged
from server.desk.events.staff import PresenceSet
from server.store.tables.calls import CALL_PARTIES, CallParty, PartyState
from server.store.tables.work import PRESENCE, TICKETS, WORK, Call, Work

HERE = ("ringing", "joined")
IN_CALL = "conference"
"""Why a colleague in somebody else's call is busy; they are what they were when they leave."""


def here(book: Book, call_id: str) -> list[CallParty]:
    """Return who is in the call or being called into it."""
    return [one for one in book.find(CALL_PARTIES, call_id=call_id) if one.state in HERE]


def of_user(book: Book, call_id: str, user_id: str) -> CallParty | None:
    """Return the colleague's part in the call, while they have one."""
    return next((one for one in here(book, call_id) if one.user_id == user_id), None)


def voice_work(book: Book, user_id: str) -> list[Work]:
    """Return the calls that somebody talks in."""
    return [one for one in book.find(WORK, agent_id=user_id, state="assigned") if one.channel == "voice"]


def joined(book: Book, call: Call, party_id: str) -> None:
    """Note that somebody answered and is in the call."""
    party = book.get(CALL_PARTIES, party_id)
    if party is None or party.call_id != call.id or party.state != "ringing":
        return
    _change(book, party, "joined")
    presence = book.get(PRESENCE, party.user_id) if party.user_id else None
    if presence is not None and presence.state == "available":
        fact = PresenceSet(
            user_id=presence.user_id,
            state="busy",
            was="available",
            reason=IN_CALL,
            by="rule",
            then="available",
            about=call.ticket_id,
        )
        book.emit(fact)


def gone(book: Book, call: Call, party_id: str, *, failed: bool = False) -> None:
    """Note that somebody left the call, or never came."""
    party = book.get(CALL_PARTIES, party_id)
    if party is None or party.call_id != call.id or party.state not in HERE:
        return
    never = party.state == "ringing"
    _change(book, party, "failed" if failed or never else "left")
    code = "call_party_failed" if failed or never else "call_party_left"
    name = f"{code}_number" if party.user_id is None else code
    entries.note_event(
        book, call.ticket_id, call.customer_id, calls_lines.CHANNEL, name, user_id=party.user_id
    )


def owner_left(book: Book, call: Call, at: Ms) -> None:
    """Give the call and its ticket to a colleague who is in it; with none, it goes on outside and is over for the desk."""
    wrap_up_state.begin(book, call.agent_id, call.ticket_id, "voice")
    ticket = book.must(TICKETS, call.ticket_id)
    heir = next((one for one in here(book, call.id) if one.state == "joined" and one.user_id), None)
    if heir is None or heir.user_id is None:
        outside = CallChanged(
            call_id=call.id,
            ticket_id=call.ticket_id,
            state="ended",
            reason="left_outside",
            held=False,
            muted=False,
            happened_at=at,
        )
        book.emit(outside)
        return
    _change(book, heir, "left")
    taken = CallChanged(
        call_id=call.id, ticket_id=call.ticket_id, state="answered", user_id=heir.user_id, happened_at=at
    )
    book.emit(taken)
    ownership.assign(book, book.must(TICKETS, ticket.id), heir.user_id, "user")
    facts = {"user_id": heir.user_id, "was": call.agent_id}
    entries.note_event(book, ticket.id, ticket.customer_id, "voice", "assigned", **facts)


def all_gone(book: Book, call: Call) -> None:
    """The call is over: nobody is in it any more."""
    for party in here(book, call.id):
        _change(book, party, "left" if party.state == "joined" else "failed")


def _change(book: Book, party: CallParty, state: PartyState) -> None:
    fact = PartyChanged(
        party_id=party.id,
        call_id=party.call_id,
        ticket_id=party.ticket_id,
        user_id=party.user_id,
        state=state,
    )
    book.emit(fact)
    presence = book.get(PRESENCE, party.user_id) if party.user_id and state != "joined" else None
    if presence is not None and presence.state == "busy" and presence.reason == IN_CALL:
        then = presence.then or "available"
        book.emit(PresenceSet(user_id=presence.user_id, state=then, was="busy", reason=None, by="rule"))
