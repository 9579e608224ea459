"""How frames reach a socket without anybody waiting: straight into uvicorn's transport, or through a queue where that is not possible.

`DirectProtocol` is passed to uvicorn as `Config(ws=DirectProtocol)`. It uses attributes of uvicorn that are not public;
`usable()` checks them at the start, and without them every socket takes the plain way.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, Protocol

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from server.live.frames import Framed

log = logging.getLogger(__name__)
EXTENSION = "desk.wire"
CLOSE_GRACE_S = 2.0
HIGH_BYTES = 65_536
ATTRIBUTES = (
    "transport",
    "scope",
    "close_sent",
    "disconnected",
    "send",
    "resume_writing",
    "handle_connect",
    "shutdown",
)
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Wire(Protocol):
    """A way to a socket. Writing never waits; what the other end does not take piles up.

    `full` from a limit on until that has drained, which `on_drained` is called for. `last_word` is said when the server
    goes down before anybody closes the socket.
    """

    on_drained: Callable[[], None] | None
    last_word: Framed | None
    full: bool

    def put(self, frame: Framed) -> None:
        """Send a frame, or keep it until it can be sent; nothing after the close."""
        ...

    def write(self, frames: Sequence[Framed]) -> None:
        """Send several frames at once."""
        ...

    def limit(self, high: int) -> None:
        """Set from how many waiting bytes on the wire is `full`, until nearly all of them were taken."""
        ...

    def close(self, code: int) -> None:
        """Close politely, and without mercy when that takes longer than two seconds."""
        ...

    def abort(self) -> None:
        """Drop the connection and what waits for it."""
        ...


class DirectProtocol(WebSocketsSansIOProtocol):
    """Uvicorn's protocol, with a wire for the application in its scope and its drain told on."""

    wire: DirectWire | None = None

    def handle_connect(self, event: Request) -> None:
        """Begin as uvicorn does, and hand the application its wire."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.wire = DirectWire(self)
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self.wire

    def pause_writing(self) -> None:
        """More waits than the other end takes."""
        super().pause_writing()
        if self.wire is not None:
            self.wire.full = True

    def resume_writing(self) -> None:
        """The other end has taken what waited."""
        super().resume_writing()
        if self.wire is not None:
            self.wire.full = False
            if self.wire.on_drained is not None:
                self.wire.on_drained()

    def shutdown(self) -> None:
        """Say the last word before uvicorn, which asks its connections to end before the application."""
        if self.wire is not None and self.wire.last_word is not None:
            self.wire.write([self.wire.last_word])
        super().shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is told of a drain any more."""
        if self.wire is not None:
            self.wire.on_drained = None
        super().connection_lost(exc)


class DirectWire:
    """Writes whole frames into the transport; one system call for any number of them."""

    def __init__(self, protocol: DirectProtocol) -> None:
        self.on_drained: Callable[[], None] | None = None
        self.last_word: Framed | None = None
        self.full = False
        self._protocol = protocol
        self._transport = protocol.transport
        self._send = protocol.transport.write
        self._closing: asyncio.Task[None] | None = None

    def put(self, frame: Framed) -> None:
        """Write the frame's bytes."""
        protocol = self._protocol
        if not (protocol.close_sent or protocol.disconnected):
            self._send(frame.frame)

    def write(self, frames: Sequence[Framed]) -> None:
        """Write the frames' bytes in one system call."""
        protocol = self._protocol
        if frames and not (protocol.close_sent or protocol.disconnected):
            self._send(b"".join([one.frame for one in frames]))

    def limit(self, high: int) -> None:
        """Let the transport say when it is full."""
        self._transport.set_write_buffer_limits(high=high)

    def close(self, code: int) -> None:
        """Send the closing frame; drop the connection if it does not end in time."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close(code))
            asyncio.get_running_loop().call_later(CLOSE_GRACE_S, self.abort)

    def abort(self) -> None:
        """Drop the connection."""
        self._transport.abort()

    async def _close(self, code: int) -> None:
        # The other end may be gone already: then it is closed, which is what was wanted.
        with contextlib.suppress(ClientDisconnected, RuntimeError):
            await self._protocol.send({"type": "websocket.close", "code": code, "reason": ""})


class PlainWire:
    """Sends through the application interface, one frame after the other, from a task of its own."""

    def __init__(self, send: Send) -> None:
        self.on_drained: Callable[[], None] | None = None
        self.last_word: Framed | None = None
        self.full = False
        self._high = HIGH_BYTES
        self._send = send
        self._waiting: deque[Framed | int] = deque()
        self._bytes = 0
        self._more = asyncio.Event()
        self._task = asyncio.ensure_future(self._run())
        self._task.add_done_callback(_note_end)

    def put(self, frame: Framed) -> None:
        """Queue a frame."""
        self.write([frame])

    def write(self, frames: Sequence[Framed]) -> None:
        """Queue the frames."""
        if self._task.done() or (self._waiting and isinstance(self._waiting[-1], int)):
            return
        self._waiting.extend(frames)
        self._bytes += sum(len(one.payload) for one in frames)
        self.full |= self._bytes > self._high
        self._more.set()

    def limit(self, high: int) -> None:
        """Be full from here on."""
        self._high = high

    def close(self, code: int) -> None:
        """Close once what is queued was sent."""
        self._waiting.append(code)
        self._more.set()
        asyncio.get_running_loop().call_later(CLOSE_GRACE_S, self.abort)

    def abort(self) -> None:
        """Stop sending; the server drops the connection when the application returns."""
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            while self._waiting:
                frame = self._waiting.popleft()
                if isinstance(frame, int):
                    await self._send({"type": "websocket.close", "code": frame, "reason": ""})
                    return
                await self._send({"type": "websocket.send", "text": frame.payload.decode()})
                self._bytes -= len(frame.payload)
            self._drained()

    def _drained(self) -> None:
        was, self.full = self.full, False
        if was and self.on_drained is not None:
            self.on_drained()


def _note_end(task: asyncio.Task[None]) -> None:
    """The other end may leave while we send; the endpoint hears of it on its own side."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.debug("a socket ended while sending: %s", type(error).__name__)


def usable() -> bool:
    """Return whether uvicorn's protocol still has what `DirectProtocol` builds on."""
    base = WebSocketsSansIOProtocol
    made = {*vars(base), *base.__init__.__code__.co_names, *base.handle_connect.__code__.co_names}
    return all(name in made for name in ATTRIBUTES)


def wire_of(scope: MutableMapping[str, Any], send: Send) -> Wire:
    """Return the direct wire of a connection, or a plain one where the server gave none."""
    direct = scope.get("extensions", {}).get(EXTENSION)
    return direct if isinstance(direct, DirectWire) else PlainWire(send)
