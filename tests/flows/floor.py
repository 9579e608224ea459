"""The floor as the stories speak of it: Mei writes and calls, Lin and Marta answer, Kofi is in another team, time passes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from server.desk.actors import Actor
from server.desk.core import Core
from server.desk.readings.history import HistoryQuestion
from server.desk.readings.registry import ask
from server.desk.readings.threads import OfTicket as OfThread
from server.jobs.leader import Leader
from server.store.tables.work import CALLS, OFFERS, PRESENCE, TICKETS, WORK, Offer, Ticket
from tests.server.live.staffed import LIN, ORDERS, StaffedDesk, staff

SEEN_ALL = 1 << 40
NETWORK = Actor("provider", "test")


class Chat:
    """A chat of somebody's, from their side."""

    def __init__(self, floor: Floor, visitor: Actor, conversation: str, ticket: str) -> None:
        self.floor = floor
        self.visitor = visitor
        self.conversation = conversation
        self.ticket = ticket

    def writes(self, text: str) -> None:
        """The customer writes."""
        self.floor.count += 1
        said = {
            "conversation_id": self.conversation,
            "body": text,
            "client_id": f"client-{self.floor.count:04d}",
        }
        self.floor.does(self.visitor, "chat.write", **said)


class Floor:
    """People at work and customers who come, with a leader that acts after everything that happens."""

    def __init__(self, desk: StaffedDesk) -> None:
        self.desk = desk
        self.count = 0
        self.core = Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)
        self.leader = Leader(self.core, "one")

    def does(self, actor: Actor, verb: str, /, **fields: Any) -> dict[str, Any]:
        """Somebody does something, and the leader follows."""
        answer = self.desk.do(actor, verb, **fields)
        self.leader.step()
        return answer

    def comes(self, *people: str) -> None:
        """People begin their shift."""
        for person in people:
            self.does(staff(person), "presence.set", state="available")

    def starts_chat(self, text: str, queue_id: str = ORDERS, language: str = "en") -> Chat:
        """A customer nobody knows writes in the widget."""
        self.count += 1
        visitor = self.desk.visitor()
        said = {
            "message": text,
            "client_id": f"client-{self.count:04d}",
            "language": language,
            "queue_id": queue_id,
        }
        conversation = self.does(visitor, "chat.start", **said)["conversation_id"]
        return Chat(self, visitor, conversation, self.desk.ticket_of(conversation))

    def calls(self, call: str, number: str) -> str:
        """A telephone rings at the desk; returns its ticket."""
        rang = self.reports(call, "ringing", number)
        with self.desk.database.reading() as connection:
            return str(
                connection.execute(sa.select(CALLS.c.ticket_id).where(CALLS.c.id == rang)).scalar_one()
            )

    def reports(self, call: str, kind: str, number: str = "", **fields: Any) -> str:
        """The network reports something about a call; returns the desk's id of it."""
        said = {
            "type": kind,
            "call_id": call,
            "number": number,
            "queue_id": ORDERS,
            "at": self.desk.clock.now(),
        }
        verb = "call.rang" if kind == "ringing" else "call.reported"
        return str(self.does(NETWORK, verb, **said, **fields)["call_id"])

    def accepts(self, person: str) -> str:
        """Somebody takes what rings at them; returns the ticket."""
        return str(self.does(staff(person), "offer.accept", offer_id=self.ringing(person).id)["ticket_id"])

    def replies(self, chat: Chat, text: str, person: str = LIN, then: str | None = None) -> None:
        """An agent answers a chat."""
        self.count += 1
        said = {"ticket_id": chat.ticket, "conversation_id": chat.conversation, "body": text}
        self.does(
            staff(person), "ticket.reply", **said, client_id=f"a{self.count}", seen_seq=SEEN_ALL, then=then
        )

    def passes(self, seconds: int) -> None:
        """Time goes by, with everybody's screens alive, and the leader does what falls due."""
        for _ in range(seconds):
            self.desk.clock.advance(1_000)
            self.leader.step()

    def passes_by(self, milliseconds: int) -> None:
        """A stretch of time goes by at once, with everybody's screens alive at its end."""
        self.desk.clock.advance(milliseconds)
        with self.desk.database.reading() as connection:
            there = list(connection.scalars(sa.select(PRESENCE.c.user_id)))
        self.stay(*there)

    def rings_at(self) -> str:
        """Return at whom something rings."""
        return next(iter(self.rings()))

    def stay(self, *people: str) -> None:
        """The screens of these people are heard of."""
        self.does(Actor("system", "desk"), "presence.beat", user_ids=list(people))

    def ringing(self, person: str) -> Offer:
        """Return what rings at somebody."""
        found = self._offers(OFFERS.c.agent_id == person)
        assert found, f"nothing rings at {person}"
        return found[0]

    def rings(self) -> dict[str, str]:
        """Return who is being offered which ticket."""
        return {offer.agent_id: offer.ticket_id for offer in self._offers(sa.true())}

    def ticket(self, ticket_id: str) -> Ticket:
        """Return a ticket as it is now."""
        with self.desk.database.reading() as connection:
            query = sa.select(TICKETS.sql).where(TICKETS.c.id == ticket_id)
            return TICKETS.read(connection.execute(query).one())

    def work(self, ticket_id: str) -> str:
        """Return how a ticket stands with the router."""
        with self.desk.database.reading() as connection:
            return str(
                connection.execute(sa.select(WORK.c.state).where(WORK.c.ticket_id == ticket_id)).scalar_one()
            )

    def presence(self, person: str) -> str:
        """Return what somebody is doing."""
        with self.desk.database.reading() as connection:
            query = sa.select(PRESENCE.c.state).where(PRESENCE.c.user_id == person)
            return str(connection.execute(query).scalar_one())

    def lines(self, ticket_id: str, person: str = LIN) -> list[str]:
        """Return what somebody reads in a ticket, oldest first: texts, or codes of what the desk wrote."""
        with self.desk.look(staff(person)) as look:
            thread = ask(look, "ticket.thread", OfThread(ticket_id=ticket_id))
        entries = [one for one in thread.records if type(one).__name__ == "EntryRecord"]
        return [one.body or str(one.facts.get("code")) for one in entries]

    def history(self, customer_id: str, person: str = LIN) -> list[str]:
        """Return what somebody reads of a customer over all channels, newest first."""
        with self.desk.look(staff(person)) as look:
            found = ask(look, "customers.history", HistoryQuestion(customer_id=customer_id))
        return [one.body or str(one.facts.get("code")) for one in found.records]

    def _offers(self, which: sa.ColumnElement[bool]) -> list[Offer]:
        with self.desk.database.reading() as connection:
            query = sa.select(OFFERS.sql).where(OFFERS.c.state == "open", which).order_by(OFFERS.c.id)
            return [OFFERS.read(line) for line in connection.execute(query)]
