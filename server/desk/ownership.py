"""Who has a ticket: waiting in a queue, held out in an offer, owned, finished. Every change of hands goes through here."""

from __future__ import annotations

from typing import Any, Literal

from server.base.clock import SECOND, Ms
from server.base.errors import Invalid
from server.desk import callbacks_state, calls_lines, supervision_state
from server.desk.asking import barred, planning
from server.desk.book import Book
from server.desk.events.tickets import (
    Assigned,
    Moved,
    OfferEnded,
    StatusSet,
    Unassigned,
    WorkBoosted,
    WorkEnded,
    WorkQueued,
)
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import QUEUES, SKILLS, Queue
from server.store.tables.work import OFFERS, PRESENCE, TICKETS, WORK, Status, Ticket, Work

FINISHED = ("solved", "closed", "spam")
WAITING = ("waiting_customer", "waiting_other", "snoozed")
LIVE_CHANNELS = ("chat", "voice")


def enqueue(book: Book, ticket: Ticket, *, reason: str, entered_at: Ms | None = None) -> None:
    """Put the ticket into its queue, with the age `entered_at` when it has waited before."""
    queue = book.must(QUEUES, ticket.queue_id)
    entered = entered_at if entered_at is not None else book.now
    fact = WorkQueued(
        ticket_id=ticket.id,
        queue_id=queue.id,
        channel="desk"
        if ticket.channel == "voice" and not calls_lines.live(book, ticket.id)
        else ticket.channel,
        priority=ticket.priority,
        skills=wanted_skills(book, queue, ticket.customer_id),
        entered_at=entered,
        due_at=_due_at(ticket) or entered + queue.target_s * SECOND,
        target_s=queue.target_s,
        reason=reason,
    )
    book.emit(fact)


def _due_at(ticket: Ticket) -> Ms | None:
    """When the ticket's clocks say; none while no clock runs, and the queue's own target counts."""
    return ticket.due_at if ticket.due_state in ("running", "breached") else None


def assign(
    book: Book,
    ticket: Ticket,
    user_id: str,
    by: Literal["offer", "router", "user"],
    *,
    why: dict[str, Any] | None = None,
) -> None:
    """Give the ticket to an agent. A hand beats the router: an open offer to somebody else is withdrawn. `why`: the router's reasons."""
    barred.refuse_rated(book, ticket, user_id)
    work = book.get(WORK, ticket.id)
    if work is not None and work.state == "offered" and by == "user":
        end_offer(book, work, "withdrawn")
    if ticket.status in ("new", *WAITING):
        set_status(book, ticket, "open")
    fact = Assigned(
        ticket_id=ticket.id,
        user_id=user_id,
        was=ticket.assignee_id,
        queue_id=ticket.queue_id,
        by=by,
        why=why or {},
    )
    book.emit(fact)
    calls_lines.follow(book, ticket.id, user_id)
    if stay := supervision_state.stay_of(book, ticket.id, user_id):
        supervision_state.end(book, stay, "own")


def release(book: Book, ticket: Ticket, reason: str) -> None:
    """Take the ticket from its owner, if it has one."""
    if ticket.assignee_id is not None:
        book.emit(Unassigned(ticket_id=ticket.id, user_id=ticket.assignee_id, reason=reason))


def back_to_queue(book: Book, ticket: Ticket, reason: str, *, queue_id: str | None = None) -> None:
    """Let the ticket wait again, in another queue when given. In its own it keeps its age: the customer has waited all along."""
    work = book.get(WORK, ticket.id)
    here = queue_id in (None, ticket.queue_id)
    wanted = work is not None and (work.state in ("queued", "offered") or (work.state == "assigned" and here))
    entered = work.entered_at if work is not None and wanted else None
    if work is not None and work.state == "offered":
        end_offer(book, work, "withdrawn")
    release(book, ticket, reason)
    if queue_id is not None and queue_id != ticket.queue_id:
        book.emit(Moved(ticket_id=ticket.id, queue_id=queue_id, was=ticket.queue_id))
        supervision_state.end_all(book, ticket.id, "moved")
    if ticket.status in (*WAITING, "solved"):
        set_status(book, ticket, "open")
    calls_lines.put_back(book, ticket.id, queue_id or ticket.queue_id)
    enqueue(book, book.must(TICKETS, ticket.id), reason=reason, entered_at=entered)


def finish(
    book: Book,
    ticket: Ticket,
    status: Status,
    *,
    outcome: Literal["done", "abandoned"] = "done",
    until: Ms | None = None,
    reason: str | None = None,
) -> None:
    """Set a status in which nobody is wanted (solved, closed, spam, snoozed, waiting) and end waiting and offers.

    `reason`: why, when no person did it (idle).
    """
    work = book.get(WORK, ticket.id)
    if work is not None and work.state == "offered":
        end_offer(book, work, "withdrawn")
    if work is not None and work.state not in ("done", "abandoned"):
        book.emit(WorkEnded(ticket_id=ticket.id, outcome=outcome))
    if status in FINISHED:
        supervision_state.end_all(book, ticket.id, "finished")
    if status in FINISHED and ticket.call_back_at is not None:
        callbacks_state.drop(book, ticket)
    set_status(book, book.must(TICKETS, ticket.id), status, until=until, reason=reason)


def resume(book: Book, ticket: Ticket, reason: str) -> None:
    """Wake a ticket that nobody was wanted for: to its owner when they are there or do it themselves, else to its queue."""
    set_status(book, ticket, "open")
    owner = ticket.assignee_id
    if owner is not None and (owner == book.actor.id or is_present(book, owner)):
        book.emit(
            Assigned(ticket_id=ticket.id, user_id=owner, was=owner, queue_id=ticket.queue_id, by="router")
        )
    else:
        back_to_queue(book, book.must(TICKETS, ticket.id), reason)


def boost(book: Book, ticket_id: str, reason: str, seconds: int) -> None:
    """Have the ticket served as if it were due `seconds` sooner (negative: later) for this reason; 0 takes the boost away."""
    work = book.get(WORK, ticket_id)
    if work is not None and work.boosts.get(reason, 0) != seconds:
        book.emit(WorkBoosted(ticket_id=ticket_id, reason=reason, seconds=seconds))


def set_status(
    book: Book, ticket: Ticket, status: Status, *, until: Ms | None = None, reason: str | None = None
) -> None:
    """Set the status if it differs; a snooze that ends early loses its timer."""
    if ticket.status == "snoozed":
        book.stop_timer("snooze", ticket.id)
    if ticket.status != status or until is not None:
        fact = StatusSet(
            ticket_id=ticket.id, status=status, was=ticket.status, snoozed_until=until, reason=reason
        )
        book.emit(fact)
        _ask(book, ticket, status, reason)


def _ask(book: Book, ticket: Ticket, status: Status, reason: str | None) -> None:
    """A solution may be asked about; work that goes on takes the question back."""
    if status == "solved":
        planning.solved(book, book.must(TICKETS, ticket.id), by_rule=reason is not None)
    elif status == "spam" or (ticket.status in FINISHED and status not in FINISHED):
        planning.unsolved(book, ticket, "spam" if status == "spam" else "reopened")


def end_offer(
    book: Book, work: Work, outcome: Literal["accepted", "declined", "timed_out", "withdrawn"]
) -> None:
    """End the work's open offer, once."""
    offer = book.must(OFFERS, work.offer_id)
    if offer.state == "open":
        book.stop_timer("offer", offer.id)
        book.emit(
            OfferEnded(offer_id=offer.id, ticket_id=work.ticket_id, user_id=offer.agent_id, outcome=outcome)
        )


def wanted_skills(book: Book, queue: Queue, customer_id: str) -> dict[str, int]:
    """Return the queue's skills and, where the desk has such a skill, the customer's language at level 1."""
    wanted = dict(queue.skills)
    customer = book.must(CUSTOMERS, customer_id)
    if customer.language:
        for skill in book.find(SKILLS, language=customer.language):
            if skill.removed_at is None:
                wanted.setdefault(skill.id, 1)
    return wanted


def is_present(book: Book, user_id: str) -> bool:
    """Return whether the agent is at work (whatever they do just now)."""
    presence = book.get(PRESENCE, user_id)
    return presence is not None and presence.state != "offline"


def writable_queue(book: Book, queue_id: str) -> Queue:
    """Return a queue that work may be put into. Raises Unknown or Invalid for a removed one."""
    queue = book.must(QUEUES, queue_id)
    if queue.removed_at is not None:
        raise Invalid("queue.removed", queue=queue.name)
    return queue
