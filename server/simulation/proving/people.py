"""Who is on the proving ground and what they know: visitors with their chats, callers, staff with the rights they signed in with."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from server.base.ids import Draws
from server.desk.actors import Actor
from server.simulation.proving.stage import Stage, staff
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import USERS
from server.store.tables.work import CONVERSATIONS, OFFERS, TICKETS


@dataclass(slots=True)
class Chatting:
    """A visitor and the chat they opened."""

    actor: Actor
    conversation_id: str


@dataclass(slots=True)
class Phoning:
    """A call as the network knows it: which reports are still to be sent, in order."""

    call_id: str
    number: str
    queue_id: str
    script: list[str]


@dataclass(slots=True)
class Cast:
    """Everybody, and a count that makes every client id and key a new one."""

    stage: Stage
    draws: Draws
    chats: list[Chatting] = field(default_factory=list)
    calls: list[Phoning] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    signed_in: dict[str, Actor] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def fresh(self, prefix: str) -> str:
        """Return a name that was not used before."""
        self.count += 1
        return f"{prefix}-{self.count:05d}"

    def key(self) -> str:
        """Return an idempotency key. Few enough that two senders use the same one, as counters of two browsers do."""
        self.count += 1
        return f"key-{self.count // 2:05d}"

    def somebody(self, *names: str) -> Actor:
        """Return one of these people (anybody without names) with the rights they signed in with."""
        known = names or tuple(self.stage.furniture.staff)
        name = known[self.draws.below(len(known))]
        if name not in self.signed_in:
            self.sign_in(name)
        return self.signed_in[name]

    def sign_in(self, name: str) -> None:
        """Sign somebody in with the rights they have now."""
        user_id = self.stage.furniture.staff[name]
        epoch = self.stage.rows(sa.select(USERS.c.epoch).where(USERS.c.id == user_id))[0].epoch
        self.signed_in[name] = staff(user_id, epoch)

    def queue(self) -> str:
        """Return one of the queues."""
        return self.stage.furniture.queues[self.draws.below(len(self.stage.furniture.queues))]

    def ticket(self, where: sa.ColumnElement[bool]) -> str | None:
        """Return one of the tickets that fit."""
        return self._one(sa.select(TICKETS.c.id).where(where).order_by(TICKETS.c.number))

    def offer(self, where: sa.ColumnElement[bool]) -> str | None:
        """Return one of the offers that fit."""
        return self._one(sa.select(OFFERS.c.id).where(where).order_by(OFFERS.c.created_at, OFFERS.c.id))

    def customer(self) -> str | None:
        """Return one of the customers."""
        return self._one(sa.select(CUSTOMERS.c.id).order_by(CUSTOMERS.c.id))

    def conversation(self, ticket_id: str) -> str | None:
        """Return a conversation of a ticket."""
        return self._one(sa.select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.ticket_id == ticket_id))

    def _one(self, query: sa.Select[tuple[str]]) -> str | None:
        found = self.stage.rows(query)
        return found[self.draws.below(len(found))].id if found else None
