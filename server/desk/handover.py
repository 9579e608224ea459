"""How a ticket changes hands by hand: take, assign, release, transfer. A hand always beats the router, and one command decides."""

from __future__ import annotations

from typing import Annotated

import msgspec

from server.base.errors import Conflict, Invalid
from server.desk import access, entries, ownership
from server.desk.access import FLOOR_TICKET, TICKET
from server.desk.book import Book
from server.desk.tickets import OfTicket, Text, ticket_rows
from server.desk.verbs import Answer, verb
from server.store.tables.staff import QUEUES, TEAMS, USERS, User
from server.store.tables.work import TICKETS, WORK, Ticket


class Assign(OfTicket, frozen=True, kw_only=True):
    """The agent who gets it."""

    user_id: str
    note: Text = ""


class Transfer(OfTicket, frozen=True, kw_only=True):
    """Exactly one of an agent, a team or a queue; the note says why."""

    user_id: str | None = None
    team_id: str | None = None
    queue_id: str | None = None
    note: Annotated[str, msgspec.Meta(max_length=8_000)] = ""


@verb("ticket.take", OfTicket, TICKET, path="/tickets/{ticket_id}/take", reads=ticket_rows)
def take(book: Book, body: OfTicket) -> Answer:
    """Take a ticket that waits, or a colleague's with them knowing."""
    ticket = _takeable(book, body.ticket_id)
    if book.actor.kind != "user":
        raise Invalid("ticket.take_by_person")
    if ticket.assignee_id == book.actor.id and _held(book, ticket):
        return Answer()
    _give(book, ticket, book.actor.id, "")
    return Answer()


@verb("ticket.assign", Assign, FLOOR_TICKET, path="/tickets/{ticket_id}/assign", reads=ticket_rows)
def assign(book: Book, body: Assign) -> Answer:
    """Give the ticket to an agent who can see it, whatever the router would do."""
    ticket = _takeable(book, body.ticket_id)
    receiver = _receiver(book, ticket, body.user_id)
    _give(book, ticket, receiver.id, body.note)
    return Answer()


@verb("ticket.release", OfTicket, TICKET, path="/tickets/{ticket_id}/release", reads=ticket_rows)
def release(book: Book, body: OfTicket) -> Answer:
    """Give the ticket back to its queue; a solved one waits for nobody."""
    ticket = _takeable(book, body.ticket_id)
    if ticket.status == "solved":
        raise Conflict("ticket.finished", status=ticket.status)
    if ticket.assignee_id is None:
        return Answer()
    ownership.back_to_queue(book, ticket, "released")
    entries.note_event(book, ticket.id, ticket.customer_id, ticket.channel, "released")
    return Answer()


@verb("ticket.transfer", Transfer, TICKET, path="/tickets/{ticket_id}/transfer", reads=ticket_rows)
def transfer(book: Book, body: Transfer) -> Answer:
    """Hand the ticket to an agent, a team's first queue for its channel, or a queue, with a note."""
    ticket = _takeable(book, body.ticket_id)
    if sum(part is not None for part in (body.user_id, body.team_id, body.queue_id)) != 1:
        raise Invalid("ticket.transfer_target")
    if body.user_id is not None:
        _give(book, ticket, _receiver(book, ticket, body.user_id, anywhere=True).id, body.note)
        return Answer()
    queue_id = body.queue_id or _team_queue(book, body.team_id or "", ticket)
    queue = ownership.writable_queue(book, queue_id)
    _note(book, ticket, body.note)
    entries.note_event(
        book, ticket.id, ticket.customer_id, ticket.channel, "transferred_queue", queue_id=queue.id
    )
    ownership.back_to_queue(book, book.must(TICKETS, ticket.id), "transferred", queue_id=queue.id)
    return Answer()


def _takeable(book: Book, ticket_id: str) -> Ticket:
    ticket = book.must(TICKETS, ticket_id)
    if ticket.status in ("closed", "spam"):
        raise Conflict("ticket.finished", status=ticket.status)
    return ticket


def _held(book: Book, ticket: Ticket) -> bool:
    work = book.get(WORK, ticket.id)
    return work is not None and work.state == "assigned"


def _receiver(book: Book, ticket: Ticket, user_id: str, *, anywhere: bool = False) -> User:
    """Return who gets the ticket. A colleague of another team may get it only by transfer: it becomes visible to them so."""
    user = book.must(USERS, user_id)
    if user.deactivated_at is not None or user.role not in access.DESK_ROLES:
        raise Invalid("ticket.receiver", name=user.name)
    if not anywhere and not access.sees(access.viewer(book, user), ticket.queue_id):
        raise Invalid("ticket.receiver_blind", name=user.name)
    return user


def _give(book: Book, ticket: Ticket, user_id: str, note: str) -> None:
    _note(book, ticket, note)
    before = ticket.assignee_id
    if ticket.status in ("solved", "waiting_customer", "waiting_other"):
        ownership.set_status(book, ticket, "open")
    ownership.assign(book, book.must(TICKETS, ticket.id), user_id, "user")
    if user_id != book.actor.id or before not in (None, user_id):
        entries.note_event(
            book, ticket.id, ticket.customer_id, ticket.channel, "assigned", user_id=user_id, was=before
        )


def _team_queue(book: Book, team_id: str, ticket: Ticket) -> str:
    book.must(TEAMS, team_id)
    queues = [queue for queue in book.find(QUEUES, team_id=team_id) if queue.removed_at is None]
    fitting = [queue for queue in queues if ticket.channel in queue.channels] or queues
    if not fitting:
        raise Invalid("team.no_queue")
    return fitting[0].id


def _note(book: Book, ticket: Ticket, text: str) -> None:
    if text.strip():
        entries.write(
            book,
            customer_id=ticket.customer_id,
            kind="note",
            channel=ticket.channel,
            author_kind="user" if book.actor.kind == "user" else "api",
            author_id=book.actor.id,
            ticket_id=ticket.id,
            body=text.strip(),
        )
