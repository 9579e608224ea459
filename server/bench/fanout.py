"""One event told to many consoles: CPU for each delivered frame, beside writing the same bytes raw and beside `websockets.broadcast`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

from websockets.asyncio.server import Server, ServerConnection, broadcast, serve

from server.bench.desk_kit import desk_on
from server.bench.gathered import Gathered, gathered
from server.bench.measure import PAIRS, Figure, interleaved, pair_of
from server.bench.stage import Stage, message, staged
from server.live.frames import Framed
from server.live.happenings import Happening
from server.live.wire import DirectWire

CONSOLES = 200
BURST = 40
ROUNDS = PAIRS + 2


def figures(consoles: int = CONSOLES, burst: int = BURST, rounds: int = ROUNDS) -> Iterator[Figure]:
    """Yield the CPU of a delivered frame against both references, all three over TCP on the loopback."""
    with ExitStack() as open_now:
        desk = open_now.enter_context(desk_on("sqlite"))
        stage = open_now.enter_context(staged(desk))
        cookies = [f"who={one}" for one in desk.agents(consoles)]
        event = message(desk, stage)
        crowd = open_now.enter_context(gathered(stage.port, cookies=cookies))
        crowd.join(consoles)
        plain = Plain()
        port = stage.loop.run(plain.started())
        open_now.callback(lambda: stage.loop.run(plain.stopped()))
        listeners = open_now.enter_context(gathered(port, path="/", greets=False))
        listeners.join(consoles)
        ways = Ways(stage, event, plain, crowd, listeners, burst)
        taken = interleaved((ways.told, ways.written, ways.broadcast), rounds)
    each = 1e6 / (consoles * burst)
    raw, library = pair_of(taken[0], taken[1]), pair_of(taken[0], taken[2])
    name = f"fan-out to {consoles}, beside"
    yield Figure(
        f"{name} a raw write",
        raw.subject_s * each,
        raw.reference_s * each,
        "µs a frame",
        raw.ratio,
        "<= 1.6 x",
        raw.ratio <= 1.6,
    )
    yield Figure(
        f"{name} websockets.broadcast",
        library.subject_s * each,
        library.reference_s * each,
        "µs a frame",
        library.ratio,
        "< 1 x",
        library.ratio < 1,
    )


class Plain:
    """A server of the websockets library that says nothing by itself."""

    def __init__(self) -> None:
        self.connections: set[ServerConnection] = set()
        self._server: Server | None = None

    async def started(self) -> int:
        """Listen, and return the port."""
        self._server = await serve(self._kept, "127.0.0.1", 0, compression=None, ping_interval=None)
        return int(next(iter(self._server.sockets)).getsockname()[1])

    async def stopped(self) -> None:
        """Close every connection."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _kept(self, connection: ServerConnection) -> None:
        self.connections.add(connection)
        await connection.wait_closed()


class Ways:
    """The same frames to the same number of sockets, three ways. That they arrived is waited for, which costs this process nothing."""

    def __init__(
        self,
        stage: Stage,
        event: Happening,
        plain: Plain,
        crowd: Gathered,
        listeners: Gathered,
        burst: int,
    ) -> None:
        self._stage = stage
        self._event = event
        self._plain = plain
        self._crowd = crowd
        self._listeners = listeners
        self._burst = burst
        screens = list(stage.path.hub.screens.all)
        self._sockets = len(screens)
        self._transports = [
            screen.wire._transport for screen in screens if isinstance(screen.wire, DirectWire)
        ]
        self._framed = self._one_frame()

    def told(self) -> None:
        """Through the hub, which decides for each console what it may see."""
        self._stage.loop.run(self._stage.deliver(self._stage.batches(self._event, self._burst)))
        self._crowd.heard(self._burst * self._sockets)

    def written(self) -> None:
        """The finished bytes into each transport."""
        self._stage.loop.run(self._write())
        self._crowd.heard(self._burst * self._sockets)

    def broadcast(self) -> None:
        """The finished text by the library's way to tell many."""
        self._stage.loop.run(self._broadcast())
        self._listeners.heard(self._burst * self._sockets)

    async def _write(self) -> None:
        for _ in range(self._burst):
            for transport in self._transports:
                transport.write(self._framed.frame)
            await asyncio.sleep(0)

    async def _broadcast(self) -> None:
        text = self._framed.payload.decode()
        for _ in range(self._burst):
            broadcast(self._plain.connections, text)
            await asyncio.sleep(0)

    def _one_frame(self) -> Framed:
        screen = next(iter(self._stage.path.hub.screens.all))
        view = screen.session.view(self._event.concerns)
        found = self._event.told_alone(view, screen.user_id, screen.session.last)
        assert found is not None
        return found
