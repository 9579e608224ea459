"""Calls that nobody answered: the caller is promised a call back, and the ticket waits as that. Not a list of calls."""

from __future__ import annotations

from server.base.clock import SECOND
from server.desk import callbacks_state, calls_lines, conferences_state, entries, ownership, wrap_up_state
from server.desk.access import SYSTEM_ONLY
from server.desk.book import Book
from server.desk.events.callbacks import Vain
from server.desk.events.calls import CallChanged
from server.desk.events.tickets import WorkEnded
from server.desk.rules import rules
from server.desk.secrets import CallSecret
from server.desk.timers import Fire, claim, fires
from server.desk.verbs import Answer, verb
from server.store.tables.calls import CallBack
from server.store.tables.work import CALLS, TICKETS, WORK, Call, Ticket

LOST = "call_lost"
fires(LOST, "call.lost")


def promise(book: Book, call: Call) -> None:
    """Turn a call that ended unanswered into a promise to call back, which waits with the age the call had unless somebody has it.

    Nobody can be called at a withheld number, and nobody is called twice for calling twice.
    """
    ticket = book.must(TICKETS, call.ticket_id)
    secret = book.open(call.id, CallSecret)
    earlier = [
        one for one in callbacks_state.of_customer(book, call.customer_id) if one.ticket_id != ticket.id
    ]
    if ticket.assignee_id is None and (secret is None or not secret.number):
        _close(book, ticket, "call_withheld")
    elif ticket.assignee_id is None and earlier:
        _close(book, ticket, "call_again", number=book.must(TICKETS, earlier[0].ticket_id).number)
    else:
        due_at = book.now + rules(book).callback_due_s * SECOND
        callbacks_state.owe(book, ticket, "missed", book.now, due_at)
        _wait(book, ticket)


def tried(book: Book, call: Call) -> None:
    """Note that a customer was called in vain, if a call was what they were promised."""
    busy = call.end_reason in ("busy", "rejected")
    outcome: Vain = "busy" if busy else "failed" if call.state == "failed" else "no_answer"
    callbacks_state.tried(book, call, outcome)


def reached(book: Book, call: Call) -> None:
    """Keep every promise to this customer: they are on the line now, whoever called."""
    for owed in callbacks_state.of_customer(book, call.customer_id):
        callbacks_state.end(book, owed, "reached")
        if owed.ticket_id != call.ticket_id:
            _spoken_to(book, owed, call)


def answered_after_all(book: Book, call: Call) -> None:
    """Take the promise back: a late report says that the call was answered."""
    ticket = book.must(TICKETS, call.ticket_id)
    if ticket.call_back_at is not None:
        callbacks_state.drop(book, ticket)
        _leave_queue(book, book.must(TICKETS, ticket.id))


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
    conferences_state.all_gone(book, call)
    over(book, book.must(CALLS, call.id))
    return Answer()


def over(book: Book, call: Call) -> None:
    """Do what the end of a call asks for: a wrap-up, a promise, or the note that an attempt was vain."""
    if call.answered_at is not None:
        wrap_up_state.begin(book, call.agent_id, call.ticket_id, "voice")
    elif call.direction == "in":
        promise(book, call)
    else:
        tried(book, call)


def _wait(book: Book, ticket: Ticket) -> None:
    """Let a ticket that nobody has wait, with the age of the call."""
    if ticket.assignee_id is None:
        work = book.get(WORK, ticket.id)
        _leave_queue(book, ticket)
        entered = work.entered_at if work is not None else None
        ownership.enqueue(book, book.must(TICKETS, ticket.id), reason="call back", entered_at=entered)


def _close(book: Book, ticket: Ticket, code: str, **facts: int) -> None:
    """Close the ticket of a call that leaves nothing to do, and say why."""
    entries.note_event(book, ticket.id, ticket.customer_id, calls_lines.CHANNEL, code, **facts)
    ownership.finish(book, ticket, "closed", outcome="abandoned", reason="missed_call")


def _spoken_to(book: Book, owed: CallBack, call: Call) -> None:
    """Let go of a ticket that only waited to call somebody who is on the line by another way."""
    ticket = book.must(TICKETS, owed.ticket_id)
    number = book.must(TICKETS, call.ticket_id).number
    entries.note_event(book, ticket.id, ticket.customer_id, "voice", "call_back_spoken", number=number)
    if ticket.assignee_id is None and ticket.status in ("new", "snoozed"):
        ownership.finish(book, ticket, "closed", reason="missed_call")


def _leave_queue(book: Book, ticket: Ticket) -> None:
    work = book.get(WORK, ticket.id)
    if work is None or work.state in ("done", "abandoned"):
        return
    if work.state == "offered":
        ownership.end_offer(book, work, "withdrawn")
    book.emit(WorkEnded(ticket_id=ticket.id, outcome="abandoned"))
