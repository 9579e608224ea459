"""A desk to measure: a migrated database of its own, people, queues and tickets, made by verbs or in bulk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import sqlalchemy as sa

from server.base.clock import SystemClock
from server.base.crypto import fingerprint
from server.base.ids import SystemIds
from server.base.settings import Settings, load
from server.desk import all_verbs
from server.desk.actors import SYSTEM, Actor
from server.desk.core import Core, build
from server.desk.verbs import VERBS, Command
from server.store import migrate

__all__ = ["BenchDesk", "all_verbs", "desk_on"]


class BenchDesk:
    """A desk with one team, one queue and chats of as many visitors as wanted."""

    def __init__(self, core: Core) -> None:
        self.core = core
        team = self.ask("teams.create", name="Bench")["id"]
        channels = ["chat", "voice", "email", "desk", "api"]
        self.team: str = team
        self.queue: str = self.ask("queues.create", name="Bench", team_id=team, channels=channels)["id"]
        self.sent = 0
        self._promise()

    def ask(self, verb: str, actor: Actor = SYSTEM, /, **fields: Any) -> dict[str, Any]:
        """Return the answer of a verb."""
        return self.core.executor.ask(self.command(verb, actor, **fields))

    def command(self, verb: str, actor: Actor = SYSTEM, /, **fields: Any) -> Command:
        """Return the command of a verb."""
        return Command(verb, actor, msgspec.convert(fields, VERBS[verb].body))

    def ask_all(self, commands: list[Command]) -> list[dict[str, Any]]:
        """Return the answers of many commands, written in batches."""
        executor = self.core.executor
        futures = [executor.submit(command) for command in commands]
        while not futures[-1].done():
            executor.step()
        return [future.result() for future in futures]

    def _promise(self) -> None:
        """Have every clock there is, with steps: messages are measured with everything on."""
        seconds = {"first_response": 600, "next_reply": 900, "update": 14_400, "resolution": 86_400}
        notify = [{"kind": "notify", "to": "assignee"}]
        steps = [{"id": clock, "clock": clock, "percent": 75, "actions": notify} for clock in seconds]
        targets = {clock: {"seconds": most} for clock, most in seconds.items()}
        self.ask("policies.create", name="Bench", targets=targets, steps=steps)

    def agents(self, count: int) -> list[str]:
        """Add agents of the team and return their ids. No password is theirs; see `cookies`."""
        given = {"role": "agent", "password": "none", "team_ids": [self.team]}
        commands = []
        for number in range(count):
            email = f"{self.core.ids.token()[:12].lower()}@example.com"
            many = {"chat": 20, "voice": 1}
            commands.append(
                self.command("users.add", name=f"Agent {number}", email=email, capacity=many, **given)
            )
        return [str(answer["user_id"]) for answer in self.ask_all(commands)]

    def cookies(self, user_ids: list[str]) -> list[str]:
        """Begin a sign-in of each and return the cookies their browsers would send."""
        secrets = [self.core.ids.token() for _ in user_ids]
        self.ask_all(
            [
                self.command("sessions.open", user_id=user_id, epoch=1, session_id=fingerprint(secret))
                for user_id, secret in zip(user_ids, secrets, strict=True)
            ]
        )
        return [f"desk={secret}" for secret in secrets]

    def chats(self, count: int) -> list[tuple[Actor, str]]:
        """Start chats and return each visitor with their conversation."""
        found = []
        for _ in range(count):
            visitor = Actor(
                "visitor", self.ask("visitor.arrive", fingerprint=self.core.ids.token())["visitor_id"]
            )
            said = {
                "message": "Hello",
                "client_id": self.core.ids.token()[:12],
                "language": "en",
                "queue_id": self.queue,
            }
            found.append((visitor, str(self.ask("chat.start", visitor, **said)["conversation_id"])))
        return found

    def messages(self, chats: list[tuple[Actor, str]], each: int) -> list[Command]:
        """Return customers' messages, ready to be submitted, each with a key of its own."""
        commands = []
        for _ in range(each):
            for visitor, conversation in chats:
                self.sent += 1
                said = {
                    "conversation_id": conversation,
                    "body": "The filter hums again.",
                    "client_id": f"bench-{self.sent:09d}",
                }
                commands.append(
                    self.command("chat.write", visitor, **said)._replace(key=f"bench-{self.sent:09d}")
                )
        return commands


@contextmanager
def desk_on(kind: str, **settings: Any) -> Iterator[BenchDesk]:
    """Yield a fresh desk on "sqlite", or on "postgres" when one answers on this machine."""
    with _database(kind) as url:
        made = Settings(database_url=url, demo=True, **settings)
        core = build(made, clock=SystemClock(), ids=SystemIds())
        migrate.upgrade(core.database)
        try:
            yield BenchDesk(core)
        finally:
            core.executor.stop()
            core.database.close()


@contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'bench.sqlite'}"
        return
    name = "desk_bench"
    server = load().bench_postgres_url
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield str(sa.make_url(server).set(database=name).render_as_string(hide_password=False))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
