"""The live path on an event loop of its own, with consoles on it, and batches of one event ready to be delivered."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

import msgspec
import uvicorn
import uvloop
from starlette.applications import Starlette

from server.bench.desk_kit import BenchDesk
from server.desk.actors import Actor
from server.live.happenings import Happening
from server.live.path import LivePath
from server.live.source import Batch, Interest
from server.live.wire import DirectProtocol

T = TypeVar("T")
CALL_S = 120.0
SMALL_ROOM = 8_192


class Admitted(NamedTuple):
    """Who is signed in."""

    actor: Actor
    session_id: str


class Loop:
    """An event loop in a thread, as the server has one; what is asked of it is waited for."""

    def __init__(self) -> None:
        self.loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="stage", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what a coroutine returns on the loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(CALL_S)

    def stop(self) -> None:
        """End the thread."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


class Stage:
    """A served live path. `narrow_port` takes connections into which little fits before they are full."""

    def __init__(self, desk: BenchDesk, loop: Loop) -> None:
        self.loop = loop
        self.listening, self.narrow = _listening(), _listening(SMALL_ROOM)
        self.port, self.narrow_port = _port(self.listening), _port(self.narrow)
        ports = (self.port, self.narrow_port)
        self.path = LivePath(
            desk.core, authenticate=_admitted, origins=frozenset(f"http://127.0.0.1:{port}" for port in ports)
        )
        config = uvicorn.Config(
            Starlette(routes=[route for route, _ in self.path.doors()]),
            ws=DirectProtocol,
            ws_per_message_deflate=False,
            lifespan="off",
            log_config=None,
        )
        self._server = uvicorn.Server(config)
        self._serving = asyncio.run_coroutine_threadsafe(
            self._server.serve([self.listening, self.narrow]), loop.loop
        )

    def batches(self, event: Happening, count: int) -> list[Batch]:
        """Return the same event so many times anew, each in a batch of its own, following where the hub is."""
        found = []
        for number in range(count):
            seq = self.path.hub.position + 1 + number
            row = msgspec.structs.replace(event.row, seq=seq)
            again = Happening(row, event.concerns, event.parts, event.floor, event.offers)
            found.append(Batch([again], frozenset(), None, {}))
        return found

    def rewind(self) -> None:
        """Let the live path stand at the end of the log again, as if nothing had been delivered since."""
        head = self.path.source.head()

        def back() -> None:
            hub = self.path.hub
            hub.position = head
            hub._recent.clear()
            for screen in hub.screens.all:
                screen.session.begin(head)

        self.on_loop(back)

    async def deliver(self, batches: list[Batch]) -> None:
        """Deliver them one after the other, with the loop's turn in between in which it writes."""
        for batch in batches:
            self.path.hub.deliver(batch)
            await asyncio.sleep(0)

    def on_loop(self, read: Callable[[], T]) -> T:
        """Return what a function returns when called on the loop."""

        async def called() -> T:
            return read()

        return self.loop.run(called())

    @property
    def started(self) -> bool:
        """Whether sockets are taken."""
        return self._server.started

    def stop(self) -> None:
        """Close every socket and end the server."""
        self.loop.run(self.path.hub.stop())
        self._server.should_exit = True
        self._serving.result(CALL_S)


@contextmanager
def staged(desk: BenchDesk) -> Iterator[Stage]:
    """Yield the live path of a desk, served on the loopback."""
    loop = Loop()
    stage = Stage(desk, loop)
    try:
        stage.path.hub.position = stage.path.source.head()
        _wait_until_up(stage)
        yield stage
    finally:
        stage.stop()
        loop.stop()


def message(desk: BenchDesk, stage: Stage) -> Happening:
    """Return a customer's message to a waiting ticket, as the live path tells it to consoles."""
    chat = desk.chats(1)
    head = stage.path.source.head()
    for command in desk.messages(chat, 1):
        desk.core.executor.ask(command)
    found = stage.path.source.batch(head, 10, Interest()).happenings
    stage.path.hub.position = stage.path.source.head()
    return next(one for one in found if one.kind == "entry.added")


def _admitted(cookies: Mapping[str, str]) -> Admitted:
    """Everybody is who their cookie says: signing in is not what is measured here."""
    return Admitted(Actor("user", cookies["who"], 1), "bench")


def _listening(room: int | None = None) -> socket.socket:
    made = socket.socket()
    if room is not None:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, room)
    made.bind(("127.0.0.1", 0))
    return made


def _port(listening: socket.socket) -> int:
    return int(listening.getsockname()[1])


def _wait_until_up(stage: Stage) -> None:
    until = time.monotonic() + CALL_S
    while not stage.started:
        if time.monotonic() > until:
            raise TimeoutError(f"the live path was not served within {CALL_S} s")
        time.sleep(0.01)
