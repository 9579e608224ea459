"""Calls that nobody answered: the caller is promised a call back, and the ticket waits as that. Not a list of calls."""

from __future__ import annotations

from server.base.clock import SECOND
from server.desk import calls_lines, entries, ownership
from server.desk.access import SYSTEM_ONLY
from server.desk.book import Book
from server.desk.events.calls import CallChanged
from server.desk.events.tickets import PrioritySet, Tagged, WorkEnded
from server.desk.timers import Fire, claim, fires
from server.desk.verbs import Answer, verb
from server.store.tables.work import CALLS, TICKETS, WORK, Call, Ticket

CALL_BACK = "call-back"
LATE = "call-back-late"
TIMER = "call_back"
LOST = "call_lost"


def promise(book: Book, call: Call) -> None:
    """Turn a call that ended unanswered into a promise to call back. It waits with the age the call had, unless somebody has it."""
    ticket = book.must(TICKETS, call.ticket_id)
    _tag(book, ticket, CALL_BACK)
    book.timer(TIMER, ticket.id, book.now + book.settings.callback_promise_s * SECOND)
    if ticket.assignee_id is None:
        work = book.get(WORK, ticket.id)
        _leave_queue(book, ticket)
        entered = work.entered_at if work is not None else None
        ownership.enqueue(book, book.must(TICKETS, ticket.id), reason="call back", entered_at=entered)


def answered_after_all(book: Book, call: Call) -> None:
    """Take the promise back: a late report says that the call was answered."""
    ticket = book.must(TICKETS, call.ticket_id)
    if CALL_BACK in ticket.tags:
        keep_promise(book, ticket)
        _leave_queue(book, book.must(TICKETS, ticket.id))


def keep_promise(book: Book, ticket: Ticket) -> None:
    """Note that the customer has been called back, or need not be."""
    book.stop_timer(TIMER, ticket.id)
    if CALL_BACK in ticket.tags:
        kept = tuple(tag for tag in ticket.tags if tag not in (CALL_BACK, LATE))
        book.emit(Tagged(ticket_id=ticket.id, tags=kept))


@verb("call.back_due", Fire, SYSTEM_ONLY)
def back_due(book: Book, body: Fire) -> Answer:
    """Make a call back that was promised and is late more urgent, once."""
    timer = claim(book, body)
    if timer is None:
        return Answer()
    ticket = book.must(TICKETS, timer.subject)
    if CALL_BACK in ticket.tags and ticket.status not in ownership.FINISHED:
        _tag(book, ticket, LATE)
        if ticket.priority in ("low", "normal"):
            book.emit(PrioritySet(ticket_id=ticket.id, priority="high", was=ticket.priority))
        entries.note_event(book, ticket.id, ticket.customer_id, "voice", "call_back_late")
    return Answer()


@verb("call.lost", Fire, SYSTEM_ONLY)
def lost(book: Book, body: Fire) -> Answer:
    """End a call of which nothing was heard for too long: its provider is gone, or its reports are."""
    timer = claim(book, body)
    if timer is None:
        return Answer()
    call = book.must(CALLS, timer.subject)
    if call.state not in calls_lines.LIVE:
        return Answer()
    fact = CallChanged(
        call_id=call.id, ticket_id=call.ticket_id, state="failed", reason="silence", happened_at=book.now
    )
    book.emit(fact)
    if call.direction == "in" and call.answered_at is None:
        promise(book, book.must(CALLS, call.id))
    return Answer()


def _leave_queue(book: Book, ticket: Ticket) -> None:
    work = book.get(WORK, ticket.id)
    if work is None or work.state in ("done", "abandoned"):
        return
    if work.state == "offered":
        ownership.end_offer(book, work, "withdrawn")
    book.emit(WorkEnded(ticket_id=ticket.id, outcome="abandoned"))


def _tag(book: Book, ticket: Ticket, tag: str) -> None:
    if tag not in ticket.tags:
        book.emit(Tagged(ticket_id=ticket.id, tags=(*ticket.tags, tag)))


fires(TIMER, "call.back_due")
fires(LOST, "call.lost")
