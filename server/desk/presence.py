"""What agents are doing, who says so, and the lease their screens renew. Silence takes offers back at once, open chats after a grace."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec

from server.base.clock import SECOND
from server.base.errors import Invalid
from server.desk import access, entries, ownership, wrap_up_state
from server.desk.access import FLOOR, OWN_PRESENCE, SYSTEM_ONLY
from server.desk.book import Book
from server.desk.events.staff import PresenceSet
from server.desk.timers import Fire, claim, fires
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.staff import USERS
from server.store.tables.work import BEATS, PRESENCE, TICKETS, WORK, Beat, Presence, Presence_

Chosen = Literal["available", "busy", "away", "wrap_up", "offline"]
LAPSED = "lapsed:"
fires("absent", "presence.absent")


class SetPresence(Body, frozen=True, kw_only=True):
    """The state an agent chooses; a reason is wanted for away."""

    state: Chosen
    reason: Annotated[str, msgspec.Meta(max_length=40)] | None = None


class SetFor(SetPresence, frozen=True, kw_only=True):
    """The state a supervisor sets for somebody else."""

    user_id: str


class Beats(Body, frozen=True, kw_only=True):
    """Whose screens were heard since the last time."""

    user_ids: Annotated[tuple[str, ...], msgspec.Meta(max_length=5_000)]


def beat_rows(_book: Book, body: Beats) -> Iterable[Need]:
    """Name the leases and the states of those who were heard."""
    for user_id in body.user_ids:
        yield Need(BEATS, ("user_id",), (user_id,))
        yield Need(PRESENCE, ("user_id",), (user_id,))


@verb("presence.set", SetPresence, OWN_PRESENCE, path="/presence")
def set_own(book: Book, body: SetPresence) -> Answer:
    """Say what one is doing; available means work may come."""
    if book.actor.kind != "user":
        raise Invalid("presence.people_only")
    _renew(book, book.actor.id)
    presence = book.get(PRESENCE, book.actor.id)
    if body.state in wrap_up_state.AT_WORK and presence is not None and presence.state == "wrap_up":
        wrap_up_state.refuse_uncoded(book, presence)
    change(book, book.actor.id, body.state, body.reason, "self")
    return Answer()


@verb("presence.set_for", SetFor, FLOOR, path="/users/{user_id}/presence")
def set_for(book: Book, body: SetFor) -> Answer:
    """Set another person's state; the board shows who did."""
    user = access.led(book, body.user_id)
    change(book, user.id, body.state, body.reason, "supervisor")
    book.audit("presence.set_for", user.id, state=body.state)
    return Answer()


@verb("presence.beat", Beats, SYSTEM_ONLY, reads=beat_rows)
def beat(book: Book, body: Beats) -> Answer:
    """Renew leases; somebody who had lapsed is what they were before."""
    for user_id in body.user_ids:
        _renew(book, user_id)
        presence = book.get(PRESENCE, user_id)
        if (
            presence is not None
            and presence.state == "offline"
            and (presence.reason or "").startswith(LAPSED)
        ):
            book.stop_timer("absent", user_id)
            before = (presence.reason or "").removeprefix(LAPSED)
            _emit(book, presence, user_id, msgspec.convert(before, Presence_), None, "rule")
    return Answer()


@verb("presence.lapse", Beats, SYSTEM_ONLY, reads=beat_rows)
def lapse(book: Book, body: Beats) -> Answer:
    """End the presence of those whose lease ran out: offers return at once, open work after a grace."""
    for user_id in body.user_ids:
        lease = book.get(BEATS, user_id)
        presence = book.get(PRESENCE, user_id)
        if lease is None or lease.until > book.now or presence is None or presence.state == "offline":
            continue
        was = (presence.then or "available") if presence.state == "wrap_up" else presence.state
        _emit(book, presence, user_id, "offline", f"{LAPSED}{was}", "rule")
        _leave(book, user_id)
    return Answer()


@verb("presence.grace", Beats, SYSTEM_ONLY, reads=beat_rows)
def grace(book: Book, body: Beats) -> Answer:
    """Give everybody who was there time to come back after a restart of the desk."""
    for user_id in body.user_ids:
        lease = book.get(BEATS, user_id)
        until = book.now + book.settings.presence_grace_s * SECOND
        if lease is not None and lease.until < until:
            book.put(BEATS, Beat(user_id=user_id, until=until))
    return Answer()


@verb("presence.absent", Fire, SYSTEM_ONLY)
def absent(book: Book, body: Fire) -> Answer:
    """Give an absent agent's live work back to its queues, but for what waits for its customer: their word wakes it."""
    timer = claim(book, body)
    if timer is None:
        return Answer()
    if not ownership.is_present(book, timer.subject):
        for work in book.find(WORK, agent_id=timer.subject, state="assigned"):
            ticket = book.must(TICKETS, work.ticket_id)
            if work.channel in ownership.LIVE_CHANNELS and ticket.status in ("new", "open"):
                ownership.back_to_queue(book, ticket, "owner away")
                entries.note_event(book, ticket.id, ticket.customer_id, ticket.channel, "owner_away")
    return Answer()


def change(book: Book, user_id: str, state: Chosen, reason: str | None, by: str) -> None:
    """Put an agent into a state. Raises Invalid when away lacks its reason, or for staff without work."""
    user = book.must(USERS, user_id)
    if user.role not in access.DESK_ROLES or user.deactivated_at is not None:
        raise Invalid("presence.no_agent", name=user.name)
    if state == "away" and not reason:
        raise Invalid("presence.reason_missing")
    presence = book.get(PRESENCE, user_id)
    if presence is None or (presence.state, presence.reason) != (state, reason):
        _emit(book, presence, user_id, state, reason, by)
    if state == "offline":
        _leave(book, user_id)
    else:
        book.stop_timer("absent", user_id)


def _emit(
    book: Book, presence: Presence | None, user_id: str, state: Presence_, reason: str | None, by: str
) -> None:
    was: Presence_ = presence.state if presence else "offline"
    if was == "wrap_up":
        book.stop_timer(wrap_up_state.TIMER, user_id)
    setter = book.actor.id if by == "supervisor" and book.actor.kind == "user" else None
    book.emit(PresenceSet(user_id=user_id, state=state, was=was, reason=reason, by=by, setter_id=setter))


def _renew(book: Book, user_id: str) -> None:
    until = book.now + book.settings.presence_lease_s * SECOND
    book.put(BEATS, Beat(user_id=user_id, until=until))


def _leave(book: Book, user_id: str) -> None:
    for work in book.find(WORK, agent_id=user_id, state="offered"):
        ownership.end_offer(book, work, "withdrawn")
    book.timer("absent", user_id, book.now + book.settings.presence_grace_s * SECOND)
