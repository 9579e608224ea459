"""What everything above the desk is handed: database, executor, clock, ids, keys and settings of one process. No behaviour."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from server.base.clock import Clock
from server.base.crypto import Master
from server.base.ids import Ids
from server.base.settings import Settings
from server.desk.actors import Actor
from server.desk.executor import Executor
from server.desk.readings.look import Look
from server.store.database import Database


class Core(NamedTuple):
    """The desk of one process."""

    settings: Settings
    database: Database
    clock: Clock
    ids: Ids
    master: Master
    executor: Executor

    @contextmanager
    def looking(self, actor: Actor) -> Iterator[Look]:
        """Yield a read snapshot as seen by `actor`. Raises Unidentified when their session is void."""
        with self.database.reading() as connection:
            yield Look(connection, actor, master=self.master, settings=self.settings, now=self.clock.now())


def build(settings: Settings, *, clock: Clock, ids: Ids, hasty: bool = False) -> Core:
    """Return a core whose executor runs inline until it is started. `hasty`: see Database."""
    master = Master(settings.master_secret(), ids)
    database = Database(settings, hasty=hasty)
    executor = Executor(database, settings=settings, clock=clock, ids=ids, master=master)
    return Core(settings, database, clock, ids, master, executor)
