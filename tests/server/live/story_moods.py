"""A chapter of the story: a customer grows upset, an agent disagrees, it gets well again, another one is erased."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from server.desk.actors import SYSTEM, Actor
from server.store.tables.work import ENTRIES, TICKETS
from tests.server.live.staffed import ADA, LIN, ORDERS, StaffedDesk, staff

UPSET, PLEASED = (0.9, 0.08, 0.02), (0.02, 0.08, 0.9)


def moods(desk: StaffedDesk) -> Iterator[str]:
    """Yield the ticket after each step."""
    visitor = desk.visitor()
    said = {"message": "Hello again", "client_id": "mood-0000", "language": "en", "queue_id": ORDERS}
    chat = str(desk.do(visitor, "chat.start", **said)["conversation_id"])
    ticket = desk.ticket_of(chat)
    yield ticket
    entry = ""
    for number, mood in enumerate((PLEASED, *[UPSET] * 4, *[PLEASED] * 5)):
        entry = _written(desk, visitor, chat, number)
        yield ticket
        desk.do(SYSTEM, "mood.judge", entry_id=entry, probabilities=mood, sure=True, engine="e5")
        yield ticket
    desk.do(staff(LIN), "mood.correct", ticket_id=ticket, entry_id=entry, label="neutral")
    yield ticket
    desk.do(staff(ADA), "customers.erase", customer_id=_customer(desk, ticket))
    yield ticket


def _written(desk: StaffedDesk, visitor: Actor, chat: str, number: int) -> str:
    client = f"mood-1{number:03d}"
    desk.do(visitor, "chat.write", conversation_id=chat, body=f"words {number}", client_id=client)
    with desk.database.reading() as connection:
        return str(connection.scalars(sa.select(ENTRIES.c.id).where(ENTRIES.c.client_id == client)).one())


def _customer(desk: StaffedDesk, ticket_id: str) -> str:
    with desk.database.reading() as connection:
        return str(
            connection.scalars(sa.select(TICKETS.c.customer_id).where(TICKETS.c.id == ticket_id)).one()
        )
