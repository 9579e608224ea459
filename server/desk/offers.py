"""Work held out to an agent until an instant. Every offer ends once: accepted, declined, timed out or withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from server.base.clock import SECOND
from server.base.errors import Conflict
from server.desk import ownership
from server.desk.access import OWN_OFFER, SYSTEM_ONLY
from server.desk.asking import barred
from server.desk.book import Book
from server.desk.events.staff import PresenceSet
from server.desk.events.tickets import OfferMade
from server.desk.router import asked
from server.desk.router.values import capacity_kind
from server.desk.timers import Fire, claim, fires
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.infra import LEASES, TIMERS
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import QUEUES, USERS, User
from server.store.tables.work import BEATS, CALLS, OFFERS, PRESENCE, TICKETS, WORK, Offer, Work

REFUSALS = {
    "presence": "offer.agent_away",
    "no_lease": "offer.agent_silent",
    "ringing": "offer.agent_ringing",
    "lacks_skill": "offer.agent_unskilled",
    "not_in_queue": "offer.agent_elsewhere",
    "not_in_team": "offer.agent_elsewhere",
}
"""How the first thing that keeps an agent from the work is refused; anything else is a full desk."""

fires("offer", "offer.expire")


class OfOffer(Body, frozen=True, kw_only=True):
    """A command about one offer."""

    offer_id: str


class Make(Body, frozen=True, kw_only=True):
    """What the router decided on, and why."""

    ticket_id: str
    user_id: str
    why: dict[str, Any] = {}


class Made(Answer, frozen=True, kw_only=True):
    """The offer, or None when the work was assigned without ringing."""

    offer_id: str | None


class Accepted(Answer, frozen=True, kw_only=True):
    """The ticket that is the agent's now."""

    ticket_id: str


def offer_rows(book: Book, body: OfOffer) -> Iterable[Need]:
    """Name the rows of an answer to an offer."""
    offer = book.peek(OFFERS, body.offer_id)
    if offer is not None:
        yield Need(TICKETS, ("id",), (offer.ticket_id,))
        yield Need(WORK, ("ticket_id",), (offer.ticket_id,))
        yield Need(CALLS, ("ticket_id",), (offer.ticket_id,))
        yield Need(TIMERS, ("id",), (f"offer:{offer.id}",))
        ticket = book.peek(TICKETS, offer.ticket_id)
        if ticket is not None:
            yield Need(CUSTOMERS, ("id",), (ticket.customer_id,))


def make_rows(book: Book, body: Make) -> Iterable[Need]:
    """Name the rows of an offer to be made."""
    yield Need(LEASES, ("name",), ("leader",))
    yield Need(WORK, ("ticket_id",), (body.ticket_id,))
    yield Need(USERS, ("id",), (body.user_id,))
    yield Need(PRESENCE, ("user_id",), (body.user_id,))
    yield Need(BEATS, ("user_id",), (body.user_id,))
    for state in ("assigned", "offered"):
        yield Need(WORK, ("agent_id", "state"), (body.user_id, state))
    yield Need(TICKETS, ("id",), (body.ticket_id,))
    yield from asked.arranged_rows(book)
    work = book.peek(WORK, body.ticket_id)
    if work is not None:
        yield Need(QUEUES, ("id",), (work.queue_id,))


@verb("offer.make", Make, SYSTEM_ONLY, answer=Made, reads=make_rows)
def make(book: Book, body: Make) -> Made:
    """Hold waiting work out to an agent, if both are still as the router believed."""
    work = book.must(WORK, body.ticket_id)
    user = book.must(USERS, body.user_id)
    if work.state != "queued":
        raise Conflict("offer.not_waiting", state=work.state)
    _refuse_unready(book, user, work)
    barred.refuse_rated(book, book.must(TICKETS, work.ticket_id), user.id)
    queue = book.must(QUEUES, work.queue_id)
    if work.channel in queue.auto_accept:
        ownership.assign(book, book.must(TICKETS, work.ticket_id), user.id, "router", why=body.why)
        return Made(offer_id=None)
    offer_id = book.new_id("off")
    expires_at = book.now + queue.offer_timeout_s * SECOND
    fact = OfferMade(
        offer_id=offer_id, ticket_id=work.ticket_id, user_id=user.id, expires_at=expires_at, why=body.why
    )
    book.emit(fact)
    book.timer("offer", offer_id, expires_at)
    return Made(offer_id=offer_id)


@verb("offer.accept", OfOffer, OWN_OFFER, path="/offers/{offer_id}/accept", answer=Accepted, reads=offer_rows)
def accept(book: Book, body: OfOffer) -> Accepted:
    """Take the offered work: wins, or says who did."""
    offer = _open_offer(book, body.offer_id)
    if offer.expires_at <= book.now:
        raise Conflict("offer.over", outcome="timed_out", winner=None)
    ticket = book.must(TICKETS, offer.ticket_id)
    ownership.end_offer(book, book.must(WORK, ticket.id), "accepted")
    ownership.assign(book, ticket, offer.agent_id, "offer")
    return Accepted(ticket_id=ticket.id)


@verb("offer.decline", OfOffer, OWN_OFFER, path="/offers/{offer_id}/decline", reads=offer_rows)
def decline(book: Book, body: OfOffer) -> Answer:
    """Pass the work on; it keeps its age and does not come back while somebody else can take it."""
    offer = _open_offer(book, body.offer_id)
    ownership.end_offer(book, book.must(WORK, offer.ticket_id), "declined")
    return Answer()


@verb("offer.expire", Fire, SYSTEM_ONLY)
def expire(book: Book, body: Fire) -> Answer:
    """End an offer nobody answered: the work goes on, the agent is not responding until they say otherwise."""
    timer = claim(book, body)
    if timer is None:
        return Answer()
    offer = book.must(OFFERS, timer.subject)
    if offer.state == "open":
        _expire(book, offer)
    return Answer()


def _refuse_unready(book: Book, user: User, work: Work) -> None:
    found = asked.obstacles(book, work, user)
    if found:
        raise Conflict(
            REFUSALS.get(found[0].code, "offer.agent_full"),
            channel=capacity_kind(work.channel),
            why=found[0].code,
        )


def _open_offer(book: Book, offer_id: str) -> Offer:
    offer = book.must(OFFERS, offer_id)
    if offer.state == "open":
        return offer
    ticket = book.must(TICKETS, offer.ticket_id)
    winner = book.get(USERS, ticket.assignee_id) if ticket.assignee_id else None
    raise Conflict("offer.over", outcome=offer.state, winner=winner.name if winner else None)


def _expire(book: Book, offer: Offer) -> None:
    ownership.end_offer(book, book.must(WORK, offer.ticket_id), "timed_out")
    _set_not_responding(book, offer.agent_id)


def _set_not_responding(book: Book, user_id: str) -> None:
    presence = book.get(PRESENCE, user_id)
    if presence is not None and presence.state == "available":
        state: Literal["not_responding"] = "not_responding"
        book.emit(PresenceSet(user_id=user_id, state=state, was=presence.state, reason=None, by="rule"))
