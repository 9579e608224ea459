"""Who else is in a call as it follows from the log. Colleagues see the ticket as long as they are in it."""

from __future__ import annotations

from msgspec.structs import replace

from server.desk.events import conferences as said
from server.desk.events.base import Stamp
from server.desk.folds.base import must, on
from server.store.pages import Pages
from server.store.tables.calls import CALL_PARTIES, CallParty
from server.store.tables.work import CALLS, TICKETS

HERE = ("ringing", "joined")


@on(said.PartyAsked)
def asked(pages: Pages, fact: said.PartyAsked, stamp: Stamp) -> None:
    """Somebody who is not in the call yet."""
    party = CallParty(
        id=fact.party_id,
        call_id=fact.call_id,
        ticket_id=fact.ticket_id,
        user_id=fact.user_id,
        invited_by=fact.asked_by,
        invited_at=stamp.at,
        version=stamp.seq,
    )
    _put(pages, party, stamp)


@on(said.PartyChanged)
def changed(pages: Pages, fact: said.PartyChanged, stamp: Stamp) -> None:
    """They are in it, or no more."""
    party = must(pages, CALL_PARTIES, fact.party_id)
    joined_at = stamp.at if fact.state == "joined" and party.joined_at is None else party.joined_at
    left_at = stamp.at if fact.state not in HERE and party.left_at is None else party.left_at
    _put(pages, replace(party, state=fact.state, joined_at=joined_at, left_at=left_at), stamp)


def _put(pages: Pages, party: CallParty, stamp: Stamp) -> None:
    """Put the party, and let the call and the ticket show it."""
    pages.put(CALL_PARTIES, replace(party, version=stamp.seq))
    call = must(pages, CALLS, party.call_id)
    pages.put(CALLS, replace(call, version=stamp.seq))
    if party.user_id is None:
        return
    ticket = must(pages, TICKETS, party.ticket_id)
    others = tuple(one for one in ticket.guest_ids if one != party.user_id)
    guests = (*others, party.user_id) if party.state in HERE else others
    pages.put(TICKETS, replace(ticket, guest_ids=guests, updated_at=stamp.at, version=stamp.seq))
