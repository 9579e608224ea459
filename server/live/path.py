"""The live path of one process, put together: relay, hub, rooms, widgets, doors. The application starts and stops it."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Future
from typing import Any

from starlette.routing import BaseRoute, WebSocketRoute

from server.desk.access import DESK_READ, VISITOR_CHAT, Policy
from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.presence import Beats
from server.desk.verbs import Command
from server.live.bus import COMMITS, ROOMS, Bus
from server.live.endpoint import Authenticate, Endpoint
from server.live.hub import Hub
from server.live.relay import Relay
from server.live.rooms import Rooms
from server.live.source import Batch, Interest, Source
from server.live.visitors import Visitors

log = logging.getLogger(__name__)
TICK_S = 1.0
RENEW_S = 5
QUEUES_S = 3
DELIVERY_S = 30.0


class LivePath:
    """From a commit to every screen of this process.

    `authenticate(cookies)` may block and returns who is signed in (`actor`, `session_id`) or None. `origins`: of our own pages.
    """

    def __init__(self, core: Core, *, authenticate: Authenticate, origins: frozenset[str]) -> None:
        self._core = core
        self._loop: asyncio.AbstractEventLoop | None = None
        self._interest = Interest()
        self._stale = False
        self._pulse: asyncio.Task[None] | None = None
        self.bus = Bus(core.settings.redis_url)
        self.source = Source(core)
        self.hub = Hub(self.source, settings=core.settings, clock=core.clock)
        self.rooms = Rooms(self.hub.screens, self.bus, core.clock, core.ids.new("prc", core.clock.now()))
        self.visitors = Visitors(self.source, self.hub.ask, core.clock)
        self.relay = Relay(self.source, interest=lambda: self._interest, deliver=self._hand_over)
        self.endpoint = Endpoint(
            self.hub, self.rooms, self.visitors, authenticate=authenticate, origins=origins
        )
        self.hub.told += [self.rooms.moved, self.visitors.told]
        self.hub.changed = self.visitors.changed = self._note_interest
        self.rooms.on_staff_typing = self.visitors.staff_typed

    def doors(self) -> list[tuple[BaseRoute, Policy]]:
        """Return the socket routes, each with who may use it."""
        return [
            (WebSocketRoute("/socket", self.endpoint.staff), DESK_READ),
            (WebSocketRoute("/widget/socket", self.endpoint.visitor), VISITOR_CHAT),
        ]

    async def start(self) -> None:
        """Begin at the present end of the log. Called on the event loop that serves the sockets."""
        self._loop = asyncio.get_running_loop()
        head = await self.hub.ask(self.source.head)
        self.hub.position = head
        self._core.executor.on_commit.append(self._committed)
        self.bus.heard[COMMITS] = self._commit_heard
        self.bus.heard[ROOMS] = self._rooms_heard
        self.bus.start()
        self.relay.start(head)
        self._pulse = asyncio.create_task(self._beat())

    async def stop(self) -> None:
        """Say good-bye to every socket and end the threads."""
        self._core.executor.on_commit.remove(self._committed)
        if self._pulse is not None:
            self._pulse.cancel()
            await asyncio.gather(self._pulse, return_exceptions=True)
        await self.visitors.stop()
        await self.hub.stop()
        await asyncio.to_thread(self.relay.stop)
        await asyncio.to_thread(self.bus.stop)

    def renew(self) -> Future[dict[str, Any]] | None:
        """Renew the presence of everybody whose screens were heard since the last time, in one command."""
        heard, self.endpoint.alive = self.endpoint.alive, set()
        if not heard:
            return None
        return self._core.executor.submit(
            Command("presence.beat", SYSTEM, Beats(user_ids=tuple(sorted(heard))))
        )

    def _committed(self, head: int) -> None:
        self.relay.hint(head)
        self.bus.say(COMMITS, b"%d" % head)

    def _commit_heard(self, message: bytes) -> None:
        self.relay.hint(int(message))

    def _rooms_heard(self, message: bytes) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.rooms.heard, message)

    def _hand_over(self, batch: Batch) -> None:
        """Give a batch to the hub on its own thread and wait until it was told, so that a slow hub slows the relay."""
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(self._deliver(batch), self._loop).result(DELIVERY_S)

    async def _deliver(self, batch: Batch) -> None:
        self.hub.deliver(batch)

    def _note_interest(self) -> None:
        """Gather what screens look at once for all changes of this turn of the loop."""
        if not self._stale:
            self._stale = True
            asyncio.get_running_loop().call_soon(self._gather_interest)

    def _gather_interest(self) -> None:
        self._stale = False
        screens = self.hub.screens
        self._interest = Interest(screens.users(), screens.watched(), self.visitors.chats())

    async def _beat(self) -> None:
        """Do what is done every so many seconds; a failure of one thing is told and does not end the others."""
        second = 0
        while True:
            await asyncio.sleep(TICK_S)
            second += 1
            try:
                self._tick(second)
            except Exception:
                log.exception("a tick of the live path failed")

    def _tick(self, second: int) -> None:
        self.rooms.tick()
        if second % QUEUES_S == 0:
            self.visitors.tick()
        if second % RENEW_S == 0 and (renewed := self.renew()) is not None:
            renewed.add_done_callback(_note_failure)
        if second % self._core.settings.heartbeat_s == 0:
            self.hub.beat()
            self.visitors.beat(self.hub.position)


def _note_failure(renewed: Future[dict[str, Any]]) -> None:
    error = renewed.exception()
    if error is not None:
        log.warning("presence could not be renewed: %s", error)
