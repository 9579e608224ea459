"""A floor with service policies: what the tests of clocks speak of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from server.base.clock import SECOND, Ms
from server.desk.access import SYSTEM_ONLY
from server.desk.actors import SYSTEM
from server.desk.book import Book
from server.desk.readings.clocks import ClocksOf, TicketClocks
from server.desk.readings.registry import ask
from server.desk.rules import Rules
from server.desk.verbs import Answer, Body, verb
from server.desk.verify import verify
from server.store.tables.clocks import CLOCK_STEPS, CLOCKS, Clock, ClockStep
from server.store.tables.config import (
    CALENDARS,
    DESK_RULES,
    SLA_POLICIES,
    Calendar,
    DeskRules,
    SlaPolicy,
)
from server.store.tables.infra import LOG, TIMERS
from server.store.tables.staff import USERS
from tests.flows.floor import Floor
from tests.server.live.staffed import LIN, staff

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE: dict[str, Any] = {
    "time_zone": "Europe/London",
    "weekly": {day: [["09:00", "17:00"]] for day in WEEKDAYS},
}


class Promise(Body, frozen=True, kw_only=True):
    """Calendars by id, policies in order."""

    calendars: dict[str, dict[str, Any]] = {}
    policies: tuple[dict[str, Any], ...] = ()
    calendar_id: str | None = None


@verb("test.promise", Promise, SYSTEM_ONLY)
def promise(book: Book, body: Promise) -> Answer:
    """Put calendars and policies in place, each a version further than before."""
    for calendar_id, plain in body.calendars.items():
        before = book.get(CALENDARS, calendar_id)
        version = before.version + 1 if before else 1
        book.put(CALENDARS, Calendar(id=calendar_id, name=calendar_id, body=plain, version=version))
    for position, one in enumerate(body.policies):
        before_policy = book.get(SLA_POLICIES, one["id"])
        row = SlaPolicy(
            id=one["id"],
            name=one["id"].title(),
            position=position,
            calendar_id=one.get("calendar_id"),
            body=one["body"],
            version=before_policy.version + 1 if before_policy else 1,
        )
        book.put(SLA_POLICIES, row)
    rules = msgspec.to_builtins(Rules(calendar_id=body.calendar_id))
    book.put(DESK_RULES, DeskRules(body=rules, version=1))
    return Answer()


class Hours(Body, frozen=True, kw_only=True):
    """Somebody's own hours."""

    user_id: str
    calendar_id: str


@verb("test.own_hours", Hours, SYSTEM_ONLY)
def hours(book: Book, body: Hours) -> Answer:
    """Give somebody hours of their own."""
    book.put(USERS, replace(book.must(USERS, body.user_id), calendar_id=body.calendar_id))
    return Answer()


def at(text: str) -> Ms:
    """Return the instant of `2026-03-06 16:30` in UTC."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


class Promising:
    """A floor and what its tickets were promised."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        floor.desk.pace = 0

    def promises(
        self, *policies: dict[str, Any], calendar: dict[str, Any] | None = OFFICE, **calendars: dict[str, Any]
    ) -> None:
        """The desk promises this, in this order; in `calendar` hours where a policy names none."""
        hours = {**({"office": calendar} if calendar else {}), **calendars}
        self.floor.does(
            SYSTEM,
            "test.promise",
            calendars=hours,
            policies=policies,
            calendar_id="office" if calendar else None,
        )

    def now_is(self, text: str) -> None:
        """It is then (UTC), and the leader does what has fallen due."""
        self.floor.desk.clock.set(at(text))
        self.leads()

    def leads(self) -> None:
        """The leader does everything that is due, however often it has to look."""
        for _ in range(20):
            if not self.floor.leader.step():
                return

    def after(self, seconds: int) -> None:
        """So many seconds later, in one go, and the leader does what has fallen due."""
        self.floor.desk.clock.advance(seconds * SECOND)
        self.leads()

    def clocks(self, ticket: str) -> dict[str, Clock]:
        """Return the newest cycle of each clock as stored."""
        return {one.clock: one for one in self.cycles(ticket)}

    def cycles(self, ticket: str) -> list[Clock]:
        """Return every cycle of a ticket's clocks."""
        query = sa.select(CLOCKS.sql).where(CLOCKS.c.ticket_id == ticket)
        with self.floor.desk.database.reading() as connection:
            lines = connection.execute(query.order_by(CLOCKS.c.clock, CLOCKS.c.cycle)).all()
        return [CLOCKS.read(line) for line in lines]

    def steps(self, ticket: str) -> list[ClockStep]:
        """Return the steps that were done, in their order."""
        query = sa.select(CLOCK_STEPS.sql).where(CLOCK_STEPS.c.ticket_id == ticket)
        with self.floor.desk.database.reading() as connection:
            lines = connection.execute(query.order_by(CLOCK_STEPS.c.version)).all()
        return [CLOCK_STEPS.read(line) for line in lines]

    def said(self, ticket: str, *kinds: str) -> list[str]:
        """Return which of these events the log holds of a ticket."""
        query = sa.select(LOG.c.kind).where(LOG.c.ticket_id == ticket, LOG.c.kind.in_(kinds))
        with self.floor.desk.database.reading() as connection:
            return list(connection.scalars(query.order_by(LOG.c.seq)))

    def looks_at(self, ticket: str) -> Ms | None:
        """Return when the ticket's clocks are looked at next."""
        query = sa.select(TIMERS.c.due_at).where(TIMERS.c.id == f"clocks:{ticket}")
        with self.floor.desk.database.reading() as connection:
            return connection.execute(query).scalar()

    def proof(self, ticket: str, person: str = LIN) -> TicketClocks:
        """Return what somebody reads of a ticket's clocks."""
        with self.floor.desk.look(staff(person)) as look:
            found = ask(look, "ticket.clocks", ClocksOf(ticket_id=ticket))
        assert isinstance(found, TicketClocks)
        return found

    def holds(self) -> None:
        """The desk is what its log says."""
        report = verify(self.floor.desk.database, self.floor.desk.master)
        assert report.good, report.text()


def policy(name: str = "standard", **targets: int) -> dict[str, Any]:
    """Return a policy with these targets in seconds, for all work."""
    return {
        "id": name,
        "body": {"targets": {clock: {"seconds": seconds} for clock, seconds in targets.items()}},
    }


def with_steps(made: dict[str, Any], *steps: dict[str, Any]) -> dict[str, Any]:
    """Return the policy with steps."""
    return {**made, "body": {**made["body"], "steps": list(steps)}}


def step(name: str, clock: str, *actions: tuple[str, str], **when: int) -> dict[str, Any]:
    """Return a step that does these things."""
    return {"id": name, "clock": clock, "actions": [{"kind": kind, "to": to} for kind, to in actions], **when}
