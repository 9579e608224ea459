"""Whether a supervisor is in a conversation, what that forbids, and the end of it when the conversation ends or moves on."""

from __future__ import annotations

from typing import Literal

from server.base.errors import Conflict
from server.desk.book import Book
from server.desk.events.supervision import SupervisionEnded
from server.store.tables.supervision import SUPERVISIONS, Supervision

TIMER = "supervision"


def stay_of(book: Book, ticket_id: str, user_id: str) -> Supervision | None:
    """Return the supervisor's stay in the conversation, if they are there now."""
    stay = book.get(SUPERVISIONS, ticket_id, user_id)
    return stay if stay is not None and stay.ended_at is None else None


def refuse_watcher(book: Book, ticket_id: str) -> None:
    """Raise Conflict `supervision.read_only` when the sender only watches this conversation."""
    stay = stay_of(book, ticket_id, book.actor.id) if book.actor.kind == "user" else None
    if stay is not None and stay.mode == "watch":
        raise Conflict("supervision.read_only")


def end(book: Book, stay: Supervision, reason: Literal["left", "finished", "moved", "own", "time"]) -> None:
    """End a stay."""
    book.stop_timer(TIMER, f"{stay.ticket_id}:{stay.user_id}")
    book.emit(SupervisionEnded(ticket_id=stay.ticket_id, user_id=stay.user_id, reason=reason))


def end_all(book: Book, ticket_id: str, reason: Literal["finished", "moved"]) -> None:
    """End everybody's stay in a conversation that is over or goes elsewhere."""
    for stay in book.find(SUPERVISIONS, ticket_id=ticket_id):
        if stay.ended_at is None:
            end(book, stay, reason)
