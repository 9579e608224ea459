"""A furnished desk in memory that can crash: its process is thrown away and begun anew over what was committed.

Every seed starts from the same bytes, so a thousand desks cost the furnishing of one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import cache
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from server.base.clock import VirtualClock
from server.base.crypto import Master
from server.base.errors import Unavailable
from server.base.ids import SeededIds
from server.base.settings import Settings
from server.desk import all_verbs
from server.desk.actors import SYSTEM, Actor
from server.desk.core import Core
from server.desk.executor import Executor
from server.desk.verbs import VERBS, Command
from server.jobs.leader import Leader
from server.store.database import Database
from server.store.mapping import METADATA

__all__ = ["Stage", "all_verbs", "command", "staff"]

Trouble = Literal["before", "after"]
HELD_UP = ("offer.make", "offer.expire")
KEY = b"proving ground, no real secrets."
# Name, role, team and how many chats at once.
PEOPLE = (
    ("lin", "agent", 0, 2),
    ("ning", "agent", 0, 1),
    ("kofi", "agent", 1, 1),
    ("marta", "supervisor", 0, 2),
    ("ada", "administrator", None, 0),
)
QUEUES = (("Orders", 0), ("Returns", 0), ("Billing", 1))


class Furniture(msgspec.Struct, frozen=True):
    """The ids of what every desk here begins with."""

    staff: dict[str, str]
    teams: tuple[str, ...]
    queues: tuple[str, ...]


class Shaky(Database):
    """A database whose next commit can be lost, or done and reported as failed."""

    trouble: Trouble | None = None

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Yield the writing transaction; with trouble, the commit is lost or its answer is."""
        trouble, self.trouble = self.trouble, None
        with super().writing() as connection:
            yield connection
            if trouble == "before":
                raise Unavailable("database.unavailable")
        if trouble == "after":
            raise Unavailable("database.unavailable")


class Crowded(Executor):
    """An executor in whose next batch somebody is faster than the leader: `beside` is decided just before what it asks for."""

    beside: Command | None = None
    told: Callable[[Command, Future[dict[str, Any]]], None]

    def submit(self, command: Command) -> Future[dict[str, Any]]:
        """Queue a command, after the faster one if this is an offer to be made or ended."""
        if command.verb in HELD_UP and self.beside is not None:
            faster, self.beside = self.beside, None
            self.told(faster, super().submit(faster))
        return super().submit(command)


class Stage:
    """One desk: its rows outlive `crash`, its process does not. Two leaders stand ready, as two `serve` processes would."""

    def __init__(self, seed: int) -> None:
        image, self.furniture = _furnished()
        self.settings = Settings(database_url="sqlite://", demo=True)
        self.clock = VirtualClock()
        self.ids = SeededIds(seed)
        self.master = Master(KEY, self.ids)
        self.database = Shaky(self.settings)
        _raw(self.database, lambda raw: raw.deserialize(image))
        self.executor = self._executor()
        self.leaders = self._leaders()

    @property
    def core(self) -> Core:
        """What the parts of a process are handed."""
        return Core(self.settings, self.database, self.clock, self.ids, self.master, self.executor)

    def crash(self) -> None:
        """Lose everything that was only in memory."""
        self.executor = self._executor()
        self.leaders = self._leaders()

    def ask(self, asked: Command) -> dict[str, Any]:
        """Have a command decided, and return its answer or raise its refusal."""
        return self.executor.ask(asked)

    def rows(self, query: sa.Select[Any]) -> list[Any]:
        """Return what a query finds now."""
        with self.database.reading() as connection:
            return list(connection.execute(query))

    def close(self) -> None:
        """Give back the memory."""
        self.database.close()

    def _executor(self) -> Crowded:
        return Crowded(
            self.database, settings=self.settings, clock=self.clock, ids=self.ids, master=self.master
        )

    def _leaders(self) -> list[Leader]:
        return [Leader(self.core, holder) for holder in ("one", "two")]


def command(actor: Actor, verb: str, key: str | None = None, /, **fields: Any) -> Command:
    """Return the command of a verb with these fields."""
    return Command(verb, actor, msgspec.convert(fields, VERBS[verb].body), key)


def staff(user_id: str, epoch: int = 1) -> Actor:
    """Return a member of staff as a sender."""
    return Actor("user", user_id, epoch)


@cache
def _furnished() -> tuple[bytes, Furniture]:
    settings = Settings(database_url="sqlite://", demo=True)
    database, ids = Database(settings), SeededIds(0)
    _raw(database, lambda raw: raw.execute("PRAGMA user_version"))
    with database.writing() as connection:
        METADATA.create_all(connection)
    master = Master(KEY, ids)
    executor = Executor(database, settings=settings, clock=VirtualClock(), ids=ids, master=master)

    def does(actor: Actor, verb: str, /, **fields: Any) -> dict[str, Any]:
        return executor.ask(command(actor, verb, **fields))

    ada = _hire(does, "ada", "administrator", (), 0)
    teams = tuple(str(does(staff(ada), "teams.create", name=name)["id"]) for name in ("East", "West"))
    queues = tuple(
        str(does(staff(ada), "queues.create", name=name, team_id=teams[team])["id"]) for name, team in QUEUES
    )
    hired = {
        name: _hire(does, name, role, (teams[team],), chats)
        for name, role, team, chats in PEOPLE
        if team is not None
    }
    image: bytes = _raw(database, lambda raw: raw.serialize())
    database.close()
    return image, Furniture({**hired, "ada": ada}, teams, queues)


def _hire(
    does: Callable[..., dict[str, Any]], name: str, role: str, teams: tuple[str, ...], chats: int
) -> str:
    person = {
        "name": name.title(),
        "email": f"{name}@example.com",
        "role": role,
        "password": "-",
        "team_ids": teams,
    }
    return str(
        does(SYSTEM, "users.add", **person, capacity={"chat": chats, "voice": 1, "email": 1})["user_id"]
    )


def _raw(database: Database, ask: Callable[[sqlite3.Connection], Any]) -> Any:
    """Ask SQLite's own connection, below SQLAlchemy, which knows no images."""
    with database.reading() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        connection.rollback()
        return ask(raw)
