"""Promises to call somebody back, as other decisions make, try and end them. The verbs are in `callbacks.py`."""

from __future__ import annotations

from server.base.clock import SECOND, Ms
from server.desk import entries, identify
from server.desk.book import Book
from server.desk.events.callbacks import CallBackEnded, CallBackPromised, CallBackTried, Outcome, Reason, Vain
from server.desk.rules import rules
from server.store.tables.calls import CALL_BACKS, CallBack
from server.store.tables.work import TICKETS, Call, Ticket

TIMER = "call_back"


def owe(book: Book, ticket: Ticket, reason: Reason, from_at: Ms, due_at: Ms) -> None:
    """Promise the ticket's customer a call; a promise the ticket holds already is moved to these times."""
    held = of_ticket(book, ticket.id)
    fact = CallBackPromised(
        call_back_id=held.id if held else book.new_id("cbk"),
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        reason=reason,
        from_at=from_at,
        due_at=due_at,
    )
    book.emit(fact)
    book.timer(TIMER, fact.call_back_id, due_at)


def of_ticket(book: Book, ticket_id: str) -> CallBack | None:
    """Return the promise a ticket holds."""
    return next(iter(book.find(CALL_BACKS, ticket_id=ticket_id, state="owed")), None)


def of_customer(book: Book, customer_id: str) -> list[CallBack]:
    """Return what the customer is owed, under whichever of their merged names."""
    shown = identify.root(book, customer_id)
    return [
        one
        for person in identify.tree(book, shown.id)
        for one in book.find(CALL_BACKS, customer_id=person.id, state="owed")
    ]


def end(book: Book, promise: CallBack, outcome: Outcome) -> None:
    """End a promise: reached, given_up or dropped."""
    book.stop_timer(TIMER, promise.id)
    fact = CallBackEnded(call_back_id=promise.id, ticket_id=promise.ticket_id, outcome=outcome)
    book.emit(fact)


def drop(book: Book, ticket: Ticket) -> None:
    """Let go of what a ticket promises: it is finished, or the call is not wanted any more."""
    held = of_ticket(book, ticket.id) if ticket.call_back_at is not None else None
    if held is not None:
        end(book, held, "dropped")


def tried(book: Book, call: Call, outcome: Vain) -> None:
    """Note that the promise of a call's ticket was kept in vain; after the last attempt it is given up."""
    promise = of_ticket(book, call.ticket_id)
    if promise is None or any(one["call_id"] == call.id for one in promise.tried):
        return
    known = rules(book)
    last = len(promise.tried) + 1 >= known.callback_tries
    due_at = None if last else book.now + known.callback_again_s * SECOND
    fact = CallBackTried(
        call_back_id=promise.id, ticket_id=promise.ticket_id, call_id=call.id, outcome=outcome, due_at=due_at
    )
    book.emit(fact)
    ticket = book.must(TICKETS, promise.ticket_id)
    code = "call_back_given_up" if last else "call_back_tried"
    facts = {"tries": len(promise.tried) + 1, "call_id": call.id, "due_at": due_at}
    entries.note_event(book, ticket.id, ticket.customer_id, ticket.channel, code, **facts)
    if last:
        end(book, book.must(CALL_BACKS, promise.id), "given_up")
    elif due_at is not None:
        book.timer(TIMER, promise.id, due_at)
