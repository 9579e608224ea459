"""A desk for faults: its database, its people, and what must be true of it when everybody has stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from server.base.clock import SystemClock
from server.base.ids import SystemIds
from server.base.passwords import hashed
from server.base.settings import Settings
from server.desk import all_verbs
from server.desk.actors import SYSTEM, Actor
from server.desk.core import build
from server.desk.readings.records import ticket_records
from server.desk.readings.registry import ask
from server.desk.readings.snapshot import OfScreen
from server.desk.verbs import VERBS, Command
from server.desk.verify import verify
from server.store import append
from server.store.tables.clocks import CLOCK_STEPS, CLOCKS, ClockStep
from server.store.tables.infra import LOG, TIMERS
from server.store.tables.staff import USERS
from server.store.tables.work import ENTRIES, OFFERS, TICKETS, WORK
from tests.faults.people import Agent, Customer

__all__ = ["Desk", "all_verbs"]
PASSWORD = "kept-for-the-tests"
LEFT_MS = 3_000
BY_HEAD = {"offer", "agent", "queue", "team", "skill", "rules", "wrap_up_code", "ticket_field", "macro"}


class Desk:
    """One team, one queue, as many agents as wanted."""

    def __init__(self, url: str, agents: int) -> None:
        self.settings = Settings(database_url=url, demo=True)
        self.core = build(self.settings, clock=SystemClock(), ids=SystemIds())
        self.team = self.ask("teams.create", name="Floor")["id"]
        self.queue = self.ask(
            "queues.create", name="Floor", team_id=self.team, channels=["chat", "voice", "email"]
        )["id"]
        password = hashed(PASSWORD, self.core.ids)
        self.logins = [f"agent{number:02d}@example.com" for number in range(agents)]
        for login in self.logins:
            fields = {"name": login, "email": login, "role": "agent", "password": password}
            self.ask("users.add", **fields, team_ids=[self.team], capacity={"chat": 20})

    def ask(self, verb: str, /, **fields: Any) -> dict[str, Any]:
        """Return the answer of a verb the desk gives itself."""
        return self.core.executor.ask(Command(verb, SYSTEM, msgspec.convert(fields, VERBS[verb].body)))

    def promise(self, seconds: int) -> None:
        """Promise every reply within so many seconds: half-way the ticket is tagged, when late it is urgent."""
        targets = {clock: {"seconds": seconds} for clock in ("first_response", "next_reply")}
        half = {"percent": 50, "actions": [{"kind": "tag", "to": "half"}]}
        late = {"percent": 100, "actions": [{"kind": "raise_priority"}]}
        steps = [
            {"id": f"{clock}-{step['percent']}", "clock": clock, **step}
            for clock in targets
            for step in (half, late)
        ]
        self.ask("policies.create", name="Everybody", targets=targets, steps=steps)

    def steps(self) -> list[ClockStep]:
        """Return every step that was done, in the order they were."""
        with self.core.database.reading() as connection:
            lines = connection.execute(sa.select(CLOCK_STEPS.sql).order_by(CLOCK_STEPS.c.version)).all()
        return [CLOCK_STEPS.read(line) for line in lines]

    def assert_steps(self) -> None:
        """Every step was done at most once and never early, and nothing that has come to its time was left."""
        done = self.steps()
        assert [one for one in done if one.fired_at < one.reached_at] == []
        with self.core.database.reading() as connection:
            said = sa.select(LOG.c.body).where(LOG.c.kind == "clock.stepped")
            keys = Counter(
                (body["clock"], body["cycle"], body["step"], body["ticket_id"])
                for body in connection.scalars(said)
            )
            passed = sa.select(CLOCKS.c.ticket_id).where(CLOCKS.c.next_at <= self.core.clock.now() - LEFT_MS)
            left = list(connection.scalars(passed))
        assert [key for key, count in keys.items() if count > 1] == []
        assert sum(keys.values()) == len(done)
        assert left == []

    def assert_messages(self, customers: Iterable[Customer]) -> None:
        """Every acknowledged message is there once, in the order in which it was acknowledged."""
        with self.core.database.reading() as connection:
            for customer in customers:
                query = sa.select(ENTRIES.c.client_id).where(
                    ENTRIES.c.conversation_id == customer.conversation,
                    ENTRIES.c.kind == "message",
                    ENTRIES.c.author_kind == "customer",
                )
                assert list(connection.scalars(query.order_by(ENTRIES.c.seq))) == customer.acknowledged

    def assert_replies(self, agents: Iterable[Agent]) -> None:
        """Every acknowledged reply is there once."""
        with self.core.database.reading() as connection:
            query = sa.select(ENTRIES.c.client_id).where(
                ENTRIES.c.kind == "message", ENTRIES.c.author_kind == "user"
            )
            written = Counter(connection.scalars(query))
        assert [name for name, count in written.items() if count > 1] == []
        missing = [one for agent in agents for one in agent.acknowledged if one not in written]
        assert missing == []

    def assert_work(self) -> None:
        """No ticket has two owners, and every offer has ended or ends by its timer."""
        with self.core.database.reading() as connection:
            owned = sa.select(TICKETS.c.id, TICKETS.c.assignee_id, WORK.c.agent_id).join(
                WORK.sql, WORK.c.ticket_id == TICKETS.c.id
            )
            wrong = [
                row for row in connection.execute(owned.where(WORK.c.state == "assigned")) if row[1] != row[2]
            ]
            assert wrong == []
            running = list(connection.scalars(sa.select(OFFERS.c.id).where(OFFERS.c.state == "open")))
            timed = set(connection.scalars(sa.select(TIMERS.c.subject).where(TIMERS.c.kind == "offer")))
        assert set(running) <= timed

    def assert_console(self, agent: Agent) -> None:
        """The records a console holds are those of a fresh snapshot."""
        assert agent.wall is not None
        with self.core.database.reading() as connection:
            row = USERS.read(
                connection.execute(sa.select(USERS.sql).where(USERS.c.email == agent.login)).one()
            )
        with self.core.looking(Actor("user", row.id, row.epoch)) as look:
            fresh = msgspec.to_builtins(ask(look, "snapshot", OfScreen()))["records"]
            held = look.by_id(TICKETS, agent.wall.of("ticket"))
            cards = msgspec.to_builtins(ticket_records(look, list(held.values())))
        for record in fresh:
            kept = agent.wall.records.get((record["type"], record["id"]))
            assert kept is not None, (record["type"], record["id"])
            assert _plain(kept) == _plain(record), (_plain(kept), _plain(record))
        for card in cards:
            assert agent.wall.records["ticket", card["id"]] == card

    def assert_whole(self) -> None:
        """The rows are the fold of the log, and every other invariant that holds at rest."""
        report = verify(self.core.database, self.core.master)
        assert report.good, report.text()

    def close(self) -> None:
        """Give back the database."""
        self.core.database.close()

    def head(self) -> int:
        """Return the newest seq."""
        with self.core.database.reading() as connection:
            return append.head(connection)


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """A record without the version where that only says when it was read."""
    return {k: v for k, v in record.items() if k != "version"} if record["type"] in BY_HEAD else record
