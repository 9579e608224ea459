"""What can happen to others in a call: they are asked in, join, leave."""

from __future__ import annotations

from server.desk.events.base import Event, event
from server.store.tables.calls import PartyState


@event("call.party_asked")
class PartyAsked(Event, frozen=True, kw_only=True):
    """Somebody is being brought into the call: a colleague, or with `user_id` None a number outside, sealed under the party's id."""

    party_id: str
    call_id: str
    ticket_id: str
    user_id: str | None
    asked_by: str


@event("call.party_changed")
class PartyChanged(Event, frozen=True, kw_only=True):
    """They joined, left, or could not be reached."""

    party_id: str
    call_id: str
    ticket_id: str
    user_id: str | None
    state: PartyState
