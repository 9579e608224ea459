"""A small desk with people in it, over a given database: the real executor, stepped inline, on a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from server.base.clock import VirtualClock
from server.base.crypto import Master
from server.base.ids import Ids, SeededIds
from server.base.settings import Settings
from server.desk import all_verbs, chats, customers, merges, notices
from server.desk.access import SYSTEM_ONLY
from server.desk.actors import SYSTEM, Actor
from server.desk.book import Book
from server.desk.executor import Executor
from server.desk.readings.look import Look
from server.desk.verbs import VERBS, Answer, Body, Command, verb
from server.store.database import Database
from server.store.tables.config import CALENDARS, Calendar
from server.store.tables.staff import QUEUES, SKILLS, TEAMS, USERS, Queue, Role, Skill, Team, User
from server.store.tables.work import CONVERSATIONS

REGISTERED = (all_verbs, chats, customers, merges)
EAST, WEST = "tea_east", "tea_west"
ORDERS, RETURNS, BILLING = "que_orders", "que_returns", "que_billing"
LIN, KOFI, MARTA, SAM, ADA = "usr_lin", "usr_kofi", "usr_marta", "usr_sam", "usr_ada"


class Furnish(Body, frozen=True, kw_only=True):
    """Put the people and queues of the tests in place."""


@verb("test.furnish", Furnish, SYSTEM_ONLY)
def furnish(book: Book, _body: Furnish) -> Answer:
    """Two teams with their queues; Lin and Marta in the east, Kofi in the west, Sam the editor, Ada the administrator."""
    for team_id in (EAST, WEST):
        book.put(TEAMS, Team(id=team_id, name=team_id))
    book.put(SKILLS, Skill(id="ski_refunds", name="Refunds"))
    for queue_id, team_id in ((ORDERS, EAST), (RETURNS, EAST), (BILLING, WEST)):
        book.put(
            QUEUES,
            Queue(id=queue_id, name=queue_id, team_id=team_id, channels=("chat", "voice", "email", "desk")),
        )
    people: list[tuple[str, Role, tuple[str, ...]]] = [
        (LIN, "agent", (EAST,)),
        (KOFI, "agent", (WEST,)),
        (MARTA, "supervisor", (EAST,)),
        (SAM, "editor", (EAST,)),
        (ADA, "administrator", ()),
    ]
    for user_id, role, team_ids in people:
        book.put(USERS, _person(user_id, role, team_ids))
    return Answer()


class Tell(Body, frozen=True, kw_only=True):
    """A notice for somebody."""

    user_id: str
    key: str
    kind: str = "unroutable"
    ticket_id: str | None = None
    urgent: bool = False
    facts: dict[str, Any] = {}


@verb("test.tell", Tell, SYSTEM_ONLY)
def tell(book: Book, body: Tell) -> Answer:
    """Tell somebody something."""
    notices.tell(
        book,
        [body.user_id],
        body.kind,
        ticket_id=body.ticket_id,
        key=body.key,
        urgent=body.urgent,
        facts=body.facts,
    )
    return Answer()


class Hours(Body, frozen=True, kw_only=True):
    """Somebody's hours of work, as in `sla.Calendar`; none: always."""

    user_id: str
    weekly: dict[str, list[list[str]]] | None = None
    on_call: bool = False


@verb("test.hours", Hours, SYSTEM_ONLY)
def hours(book: Book, body: Hours) -> Answer:
    """Give somebody hours of their own, in London."""
    user = book.must(USERS, body.user_id)
    calendar_id = f"cal_{body.user_id}" if body.weekly is not None else None
    if calendar_id is not None:
        plain = {"time_zone": "Europe/London", "weekly": body.weekly}
        book.put(CALENDARS, Calendar(id=calendar_id, name="Hours", body=plain))
    book.put(USERS, replace(user, calendar_id=calendar_id, on_call=body.on_call))
    return Answer()


def _person(user_id: str, role: Role, team_ids: tuple[str, ...]) -> User:
    name = user_id.removeprefix("usr_").title()
    return User(
        id=user_id,
        email=f"{name.lower()}@example.com",
        name=name,
        role=role,
        language="en",
        time_zone="Europe/London",
        team_ids=team_ids,
        capacity={"chat": 3, "voice": 1, "email": 5, "desk": 5},
        created_at=1,
    )


class StaffedDesk:
    """The desk's parts, and shorthand for asking it things."""

    def __init__(self, url: str, *, ids: Ids | None = None, empty: bool = True, **settings: Any) -> None:
        self.settings = Settings(database_url=url, **settings)
        self.clock = VirtualClock()
        self.pace = 1_000
        self.ids = ids or SeededIds(7)
        self.master = Master(b"m" * 32, self.ids)
        self.database = Database(self.settings)
        self.executor = Executor(
            self.database, settings=self.settings, clock=self.clock, ids=self.ids, master=self.master
        )
        if empty:
            self.do(SYSTEM, "test.furnish")

    def do(self, actor: Actor, verb_name: str, /, **fields: Any) -> dict[str, Any]:
        """Have a command decided and return its answer."""
        self.clock.advance(self.pace)
        return self.executor.ask(self.command(actor, verb_name, **fields))

    def command(self, actor: Actor, verb_name: str, /, **fields: Any) -> Command:
        """Return the command of a verb with these fields."""
        return Command(verb_name, actor, msgspec.convert(fields, VERBS[verb_name].body))

    @contextmanager
    def look(self, actor: Actor) -> Iterator[Look]:
        """Yield a read in progress."""
        with self.database.reading() as connection:
            yield Look(connection, actor, master=self.master, settings=self.settings, now=self.clock.now())

    def customer(self, name: str, **fields: Any) -> str:
        """Add a customer and return the id."""
        return str(self.do(staff(ADA), "customers.add", name=name, **fields)["customer_id"])

    def ticket(self, customer_id: str, subject: str, queue_id: str = ORDERS, **fields: Any) -> str:
        """Open a ticket and return its id."""
        answer = self.do(
            staff(ADA), "ticket.open", customer_id=customer_id, subject=subject, queue_id=queue_id, **fields
        )
        return str(answer["ticket_id"])

    def visitor(self) -> Actor:
        """Let a browser arrive and return it as a sender."""
        arrived = self.do(SYSTEM, "visitor.arrive", fingerprint=self.ids.token())
        return Actor("visitor", str(arrived["visitor_id"]))

    def ticket_of(self, conversation_id: str) -> str:
        """Return the ticket a conversation belongs to."""
        with self.database.reading() as connection:
            query = sa.select(CONVERSATIONS.c.ticket_id).where(CONVERSATIONS.c.id == conversation_id)
            return str(connection.execute(query).scalar_one())

    def arrive(self, user_id: str) -> None:
        """Make somebody available, their screen heard of."""
        self.do(staff(user_id), "presence.set", state="available")

    def offer(self, ticket_id: str, user_id: str) -> str:
        """Hold a ticket out to somebody and return the offer's id."""
        return str(self.do(SYSTEM, "offer.make", ticket_id=ticket_id, user_id=user_id)["offer_id"])

    def close(self) -> None:
        """Give back the database."""
        self.database.close()


def staff(user_id: str, epoch: int = 1) -> Actor:
    """Return a member of staff as the sender of commands."""
    return Actor("user", user_id, epoch)
