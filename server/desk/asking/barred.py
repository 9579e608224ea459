"""Who may not take or finish a follow-up: those who were rated, and nobody without a record. Asked wherever tickets change hands."""

from __future__ import annotations

from server.base.errors import Conflict
from server.desk.book import Book
from server.store.tables.staff import USERS
from server.store.tables.surveys import FOLLOW_UPS
from server.store.tables.work import Ticket


def refuse_rated(book: Book, ticket: Ticket, user_id: str) -> None:
    """Raise Conflict when a rated agent would take the follow-up on their own work."""
    row = book.get(FOLLOW_UPS, ticket.id) if ticket.channel == "desk" else None
    if row is not None and user_id in row.not_for:
        user = book.get(USERS, user_id)
        raise Conflict("surveys.follow_up_own", agent=user.name if user else user_id)


def refuse_unrecorded(book: Book, ticket: Ticket) -> None:
    """Raise Conflict when a follow-up would be finished without its record."""
    row = book.get(FOLLOW_UPS, ticket.id) if ticket.channel == "desk" else None
    if row is not None and row.closed_at is None:
        raise Conflict("follow_up.unrecorded")
