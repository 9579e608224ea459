"""Waiting work, offers, ownership and the queues' counts as they follow from the log."""

from __future__ import annotations

from msgspec.structs import replace

from server.base.clock import SECOND, Ms
from server.desk.events import tickets as said
from server.desk.events.base import Stamp
from server.desk.folds import floor
from server.desk.folds.base import must, on
from server.store.pages import Pages
from server.store.tables.floor import Hand
from server.store.tables.work import OFFERS, PRESENCE, QUEUE_COUNTS, TICKETS, WORK, Offer, QueueCount, Work


@on(said.WorkQueued)
def queued(pages: Pages, fact: said.WorkQueued, stamp: Stamp) -> None:
    """The ticket waits; who declined it or had it before is remembered while it stays the same piece of work."""
    before = pages.get(WORK, fact.ticket_id)
    work = Work(
        ticket_id=fact.ticket_id,
        queue_id=fact.queue_id,
        channel=fact.channel,
        priority=fact.priority,
        skills=fact.skills,
        state="queued",
        entered_at=fact.entered_at,
        due_at=fact.due_at,
        last_agent_id=(before.agent_id or before.last_agent_id) if before else None,
        boosts=before.boosts if before else {},
        version=stamp.seq,
    )
    _put(pages, before, work, stamp, target=fact.target_s * SECOND)
    ticket = must(pages, TICKETS, fact.ticket_id)
    pages.put(TICKETS, replace(ticket, updated_at=stamp.at, version=stamp.seq))


@on(said.WorkBoosted)
def boosted(pages: Pages, fact: said.WorkBoosted, stamp: Stamp) -> None:
    """The ticket's boosts, one for each reason."""
    before = must(pages, WORK, fact.ticket_id)
    others = {name: seconds for name, seconds in before.boosts.items() if name != fact.reason}
    mine = {fact.reason: fact.seconds} if fact.seconds else {}
    pages.put(WORK, replace(before, boosts={**others, **mine}, version=stamp.seq))


@on(said.WorkOverflowed)
def overflowed(pages: Pages, fact: said.WorkOverflowed, stamp: Stamp) -> None:
    """It waits in the other queue, with its age, its boosts and those who declined it."""
    before = must(pages, WORK, fact.ticket_id)
    work = replace(
        before,
        queue_id=fact.queue_id,
        skills=fact.skills,
        also_queue_ids=fact.also_queue_ids,
        hops=fact.hops,
        relax_from=fact.since,
        version=stamp.seq,
    )
    _put(pages, before, work, stamp)


@on(said.WorkUnroutable)
def unroutable(pages: Pages, fact: said.WorkUnroutable, stamp: Stamp) -> None:
    """Nobody can take it; since when is kept while only the reason changes."""
    before = must(pages, WORK, fact.ticket_id)
    since = before.unroutable_at if before.unroutable else stamp.at
    pages.put(WORK, replace(before, unroutable=fact.code, unroutable_at=since, version=stamp.seq))


@on(said.WorkRoutable)
def routable(pages: Pages, fact: said.WorkRoutable, stamp: Stamp) -> None:
    """Somebody can take it again."""
    before = must(pages, WORK, fact.ticket_id)
    pages.put(WORK, replace(before, unroutable=None, unroutable_at=None, version=stamp.seq))


@on(said.WorkEnded)
def ended(pages: Pages, fact: said.WorkEnded, stamp: Stamp) -> None:
    """Nobody is wanted for the ticket now."""
    before = must(pages, WORK, fact.ticket_id)
    if before.state == "assigned" and before.agent_id is not None:
        _idle_from_now(pages, before.agent_id, stamp)
    _put(
        pages,
        before,
        replace(
            before, state=fact.outcome, offer_id=None, unroutable=None, unroutable_at=None, version=stamp.seq
        ),
        stamp,
    )


@on(said.OfferMade)
def made(pages: Pages, fact: said.OfferMade, stamp: Stamp) -> None:
    """The ticket is held out to one agent."""
    offer = Offer(
        id=fact.offer_id,
        ticket_id=fact.ticket_id,
        agent_id=fact.user_id,
        created_at=stamp.at,
        expires_at=fact.expires_at,
        state="open",
        why=fact.why,
        version=stamp.seq,
    )
    pages.put(OFFERS, offer)
    before = must(pages, WORK, fact.ticket_id)
    _put(
        pages,
        before,
        replace(
            before,
            state="offered",
            offer_id=offer.id,
            agent_id=fact.user_id,
            unroutable=None,
            unroutable_at=None,
            version=stamp.seq,
        ),
        stamp,
    )


@on(said.OfferEnded)
def offer_ended(pages: Pages, fact: said.OfferEnded, stamp: Stamp) -> None:
    """The offer is over; unless accepted the ticket waits again with its age."""
    offer = must(pages, OFFERS, fact.offer_id)
    pages.put(OFFERS, replace(offer, state=fact.outcome, ended_at=stamp.at, version=stamp.seq))
    before = must(pages, WORK, fact.ticket_id)
    if fact.outcome == "accepted" or before.offer_id != fact.offer_id:
        return
    declined = fact.outcome == "declined"
    work = replace(
        before,
        state="queued",
        offer_id=None,
        agent_id=None,
        declined_by=(*before.declined_by, fact.user_id) if declined else before.declined_by,
        skip_once=fact.user_id if fact.outcome == "timed_out" else None,
        version=stamp.seq,
    )
    _put(pages, before, work, stamp)


@on(said.Assigned)
def assigned(pages: Pages, fact: said.Assigned, stamp: Stamp) -> None:
    """The ticket has an owner and waits no more."""
    ticket = must(pages, TICKETS, fact.ticket_id)
    pages.put(TICKETS, replace(ticket, assignee_id=fact.user_id, updated_at=stamp.at, version=stamp.seq))
    if before := pages.get(WORK, fact.ticket_id):
        work = replace(
            before,
            state="assigned",
            agent_id=fact.user_id,
            offer_id=None,
            declined_by=(),
            skip_once=None,
            unroutable=None,
            unroutable_at=None,
            version=stamp.seq,
        )
        _put(pages, before, work, stamp, hand=_hand(fact, stamp))


@on(said.Unassigned)
def unassigned(pages: Pages, fact: said.Unassigned, stamp: Stamp) -> None:
    """The ticket has no owner; whether it waits again is an event of its own."""
    ticket = must(pages, TICKETS, fact.ticket_id)
    pages.put(TICKETS, replace(ticket, assignee_id=None, updated_at=stamp.at, version=stamp.seq))


def _hand(fact: said.Assigned, stamp: Stamp) -> Hand:
    """Return how the agent got the work: offered, by the router without ringing, by their own hand, by another's."""
    if fact.by != "user":
        return fact.by
    return "self" if stamp.actor == f"user:{fact.user_id}" else "other"


def _idle_from_now(pages: Pages, user_id: str, stamp: Stamp) -> None:
    """Idle time counts from the last piece of work taken or finished."""
    if presence := pages.get(PRESENCE, user_id):
        pages.put(PRESENCE, replace(presence, idle_since=stamp.at, version=stamp.seq))


def _put(
    pages: Pages, before: Work | None, after: Work, stamp: Stamp, *, target: Ms = 0, hand: Hand = ""
) -> None:
    """Put the work and keep the queues' counts: waiting is what is queued or held out in an offer."""
    pages.put(WORK, after)
    floor.work_turned(pages, before, after, stamp, target=target, hand=hand)
    old = before.queue_id if before and before.state in ("queued", "offered") else None
    new = after.queue_id if after.state in ("queued", "offered") else None
    if old != new:
        _count(pages, old, -1, stamp)
        _count(pages, new, 1, stamp)


def _count(pages: Pages, queue_id: str | None, by: int, stamp: Stamp) -> None:
    if queue_id is not None:
        waiting = count.waiting if (count := pages.get(QUEUE_COUNTS, queue_id)) else 0
        pages.put(QUEUE_COUNTS, QueueCount(queue_id=queue_id, waiting=waiting + by, version=stamp.seq))
