"""What every route may use, in one record that the application fills; and the two ways into the desk: a command, a look."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

import anyio
import anyio.to_thread
import sqlalchemy as sa
from starlette.requests import HTTPConnection

from console.pages import DemoLogin
from server.base.clock import Clock
from server.base.crypto import Master
from server.base.errors import Unavailable
from server.base.ids import Ids
from server.base.passwords import PasswordPool
from server.base.settings import Settings
from server.desk.actors import Actor
from server.desk.core import Core
from server.desk.executor import Executor
from server.desk.finding.finder import Finder
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, ask
from server.desk.verbs import Body, Command
from server.models.models import Models
from server.store.database import Database
from server.web.limits import Limits
from server.web.metrics import Metrics

T = TypeVar("T")
READERS = 8


@dataclass(frozen=True, slots=True)
class WebContext:
    """The desk as the routes see it. `demo_logins` are shown on the sign-in page of a demo desk."""

    database: Database
    executor: Executor
    settings: Settings
    clock: Clock
    ids: Ids
    master: Master
    passwords: PasswordPool
    limits: Limits
    metrics: Metrics
    models: Models
    finder: Finder
    demo_logins: tuple[DemoLogin, ...] = ()
    readers: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(READERS))
    painters: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(2))

    async def command(self, verb: str, actor: Actor, body: Body, key: str | None = None) -> dict[str, Any]:
        """Return the answer of a command after its commit. Raises its refusal, and Unavailable when that takes too long."""
        future = self.executor.submit(Command(verb, actor, body, key))
        future.add_done_callback(_retrieved)
        try:
            limit = self.settings.request_timeout_s
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(future)), limit)
        except TimeoutError:
            # It may still be committed: the same key, sent again, gets its answer.
            raise Unavailable("request.deadline", seconds=self.settings.request_timeout_s) from None

    async def look(self, actor: Actor, name: str, question: Question) -> Any:
        """Return the answer of a reading. Raises its refusal, and Unavailable when that takes too long."""
        return await self.read(lambda connection: ask(self.looking(connection, actor), name, question))

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        """Return what `work` makes of one snapshot of the database, in a thread."""
        try:
            async with asyncio.timeout(self.settings.request_timeout_s):
                return await anyio.to_thread.run_sync(
                    self._snapshot, work, limiter=self.readers, abandon_on_cancel=True
                )
        except TimeoutError:
            raise Unavailable("request.deadline", seconds=self.settings.request_timeout_s) from None

    def looking(self, connection: sa.Connection, actor: Actor) -> Look:
        """Return a read in progress on a connection."""
        return Look(
            connection,
            actor,
            master=self.master,
            settings=self.settings,
            now=self.clock.now(),
            finder=self.finder,
        )

    def _snapshot(self, work: Callable[[sa.Connection], T]) -> T:
        with self.database.reading() as connection:
            return work(connection)


def context_of(connection: HTTPConnection) -> WebContext:
    """Return the record of the application a request came to."""
    context = connection.app.state.context
    assert isinstance(context, WebContext)
    return context


def web_context(
    core: Core,
    *,
    demo_logins: tuple[DemoLogin, ...] = (),
    models: Models | None = None,
    finder: Finder | None = None,
) -> WebContext:
    """Return the record for one process, with its own password pool, limits and metrics."""
    return WebContext(
        database=core.database,
        executor=core.executor,
        settings=core.settings,
        clock=core.clock,
        ids=core.ids,
        master=core.master,
        passwords=PasswordPool(core.ids, core.settings.argon_workers),
        limits=Limits(core.settings, core.clock, core.master),
        metrics=Metrics(),
        models=models or Models(core.settings),
        finder=finder or Finder(core.database, core.settings.home_path),
        demo_logins=demo_logins,
    )


def _retrieved(future: Future[dict[str, Any]]) -> None:
    """A refusal nobody waits for any more is no surprise to be logged."""
    future.exception()
