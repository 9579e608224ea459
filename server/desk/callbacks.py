"""Promising a call back, by an agent or for the customer who asks in the widget; being late with it. Attempts are ordinary calls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec

from server.base import i18n
from server.base.clock import DAY, SECOND, Ms
from server.base.errors import Conflict, Invalid
from server.desk import callbacks_state, chats_who, entries, identify, intake, normal, notices, ownership
from server.desk.access import FLOOR_ROLES, SYSTEM_ONLY, TICKET, VISITOR
from server.desk.book import Book
from server.desk.chats import Line, Text
from server.desk.chats_who import Signed
from server.desk.events.callbacks import CallBackLate
from server.desk.events.tickets import PrioritySet
from server.desk.rules import rules
from server.desk.tickets import OfTicket, ticket_rows
from server.desk.timers import Fire, claim, fires
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.calls import CALL_BACKS
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import QUEUES, USERS
from server.store.tables.work import TICKETS, WORK, Ticket

AHEAD_DAYS = 30
WINDOW_HOURS = 24
PAST_S = 120
fires(callbacks_state.TIMER, "call_back.due")


class Promise(OfTicket, frozen=True, kw_only=True):
    """From when until when the customer will be called; without `from_at`, from now."""

    due_at: Ms
    from_at: Ms | None = None


class Ask(Body, frozen=True, kw_only=True):
    """A call the customer asks for, at a number they say is theirs; without times, as soon as the rules allow."""

    address: Annotated[str, msgspec.Meta(min_length=4, max_length=40)]
    language: Literal["en", "zh"]
    name: Line = ""
    message: Text = ""
    queue_id: str | None = None
    page: Annotated[str, msgspec.Meta(max_length=500)] = ""
    time_zone: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    from_at: Ms | None = None
    due_at: Ms | None = None
    signed: Signed | None = None


class Asked(Answer, frozen=True, kw_only=True):
    """When the call was promised for."""

    number: int
    from_at: Ms
    due_at: Ms


def ask_rows(book: Book, body: Ask) -> Iterable[Need]:
    """Name whom the site signed for."""
    for kind, value in body.signed.addresses() if body.signed is not None else ():
        yield from identify.needs(book, kind, value)


@verb("call_back.promise", Promise, TICKET, path="/tickets/{ticket_id}/call-back", reads=ticket_rows)
def promise(book: Book, body: Promise) -> Answer:
    """Promise the ticket's customer a call. Until it is time the ticket sleeps, then it comes back to whoever has it."""
    ticket = book.must(TICKETS, body.ticket_id)
    if ticket.status in ownership.FINISHED:
        raise Conflict("ticket.finished", status=ticket.status)
    from_at, due_at = _window(book, body.from_at, body.due_at)
    callbacks_state.owe(book, ticket, "promised", from_at, due_at)
    entries.note_event(
        book, ticket.id, ticket.customer_id, "voice", "call_back_promised", from_at=from_at, due_at=due_at
    )
    _rest(book, book.must(TICKETS, ticket.id), from_at)
    return Answer()


@verb("call_back.drop", OfTicket, TICKET, path="/tickets/{ticket_id}/call-back/drop", reads=ticket_rows)
def drop(book: Book, body: OfTicket) -> Answer:
    """Say that the customer need not be called any more."""
    ticket = book.must(TICKETS, body.ticket_id)
    if ticket.call_back_at is not None:
        callbacks_state.drop(book, ticket)
        entries.note_event(book, ticket.id, ticket.customer_id, "voice", "call_back_dropped")
    return Answer()


@verb("call_back.ask", Ask, VISITOR, answer=Asked, reads=ask_rows)
def ask(book: Book, body: Ask) -> Asked:
    """Ask to be called. Who is owed a call already gets no second one: asking again moves it."""
    normal.must("phone", body.address, book.settings.default_region)
    from_at, due_at = _window(book, body.from_at, body.due_at)
    customer = chats_who.customer_of(book, body)
    intake.refuse_blocked(customer)
    owed = next(iter(callbacks_state.of_customer(book, customer.id)), None)
    ticket = book.must(TICKETS, owed.ticket_id) if owed is not None else _opened(book, body, customer.id)
    callbacks_state.owe(book, ticket, "asked", from_at, due_at)
    entries.write(
        book,
        customer_id=ticket.customer_id,
        kind="event",
        channel="voice",
        author_kind="customer",
        author_id=ticket.customer_id,
        ticket_id=ticket.id,
        body=intake.checked_text(book, body.message) if body.message.strip() else "",
        facts={"code": "call_back_asked", "from_at": from_at, "due_at": due_at},
    )
    if ticket.assignee_id is None:
        _rest(book, book.must(TICKETS, ticket.id), from_at)
    return Asked(number=ticket.number, from_at=from_at, due_at=due_at)


@verb("call_back.due", Fire, SYSTEM_ONLY)
def due(book: Book, body: Fire) -> Answer:
    """Make a promise that was not kept in time more urgent, once, and tell who can keep it."""
    timer = claim(book, body)
    owed = book.get(CALL_BACKS, timer.subject) if timer is not None else None
    if owed is None or owed.state != "owed":
        return Answer()
    ticket = book.must(TICKETS, owed.ticket_id)
    if not owed.late:
        book.emit(CallBackLate(call_back_id=owed.id, ticket_id=ticket.id))
        if ticket.priority in ("low", "normal"):
            book.emit(PrioritySet(ticket_id=ticket.id, priority="high", was=ticket.priority))
        entries.note_event(book, ticket.id, ticket.customer_id, "voice", "call_back_late")
    key = f"{owed.id}.{owed.due_at}"
    notices.tell(book, concerned(book, ticket), "callback_due", ticket_id=ticket.id, key=key, urgent=True)
    return Answer()


def concerned(book: Book, ticket: Ticket) -> list[str]:
    """Return who can see to a ticket: its owner, or while it has none the supervisors of its queue's team."""
    if ticket.assignee_id is not None:
        return [ticket.assignee_id]
    team_id = book.must(QUEUES, ticket.queue_id).team_id
    leads = (user for user in book.find(USERS, deactivated_at=None) if user.role in FLOOR_ROLES)
    return [user.id for user in leads if team_id in user.team_ids]


def _window(book: Book, from_at: Ms | None, due_at: Ms | None) -> tuple[Ms, Ms]:
    """Return the times of a promise. Raises Invalid for one in the past, too far ahead, or longer than a day."""
    start = max(from_at or book.now, book.now)
    end = due_at or start + rules(book).callback_due_s * SECOND
    if (from_at or start) < book.now - PAST_S * SECOND or end <= start:
        raise Invalid("call_back.past")
    if end > book.now + AHEAD_DAYS * DAY or end - start > WINDOW_HOURS * 3_600 * SECOND:
        raise Invalid("call_back.window", days=AHEAD_DAYS, hours=WINDOW_HOURS)
    return start, end


def _rest(book: Book, ticket: Ticket, from_at: Ms) -> None:
    """Let a ticket sleep until the call may be made; one that is due now waits in its queue, unless somebody has it."""
    if from_at > book.now:
        ownership.finish(book, ticket, "snoozed", until=from_at)
        book.timer("snooze", ticket.id, from_at)
    elif ticket.status == "snoozed":
        ownership.resume(book, ticket, "call back asked")
    elif ticket.assignee_id is None and _idle(book, ticket):
        ownership.enqueue(book, ticket, reason="call back asked")


def _idle(book: Book, ticket: Ticket) -> bool:
    work = book.get(WORK, ticket.id)
    return work is None or work.state in ("done", "abandoned")


def _opened(book: Book, body: Ask, customer_id: str) -> Ticket:
    customer = book.must(CUSTOMERS, customer_id)
    ticket = intake.open_ticket(
        book,
        customer=customer,
        channel="voice",
        subject=i18n.translate(body.language, "phone.subject.call_back"),
        queue_id=body.queue_id,
        wait=False,
    )
    intake.open_conversation(book, ticket, "voice", address=body.address.strip(), page=body.page)
    return ticket
