"""Many consoles in a process of their own: they connect, greet, answer pings and count the changes they are told.

`python -m server.bench.crowd` reads one order a line from its input and answers each with one line; `gathered.py` gives the orders.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import sys
import time
from typing import Any, NamedTuple

TEXT, PING, PONG = 0x81, 0x9, 0x8A
MASKED = 0x80
ALIVE_S = 10.0
AT_ONCE = 20
CLOSED_S = 0.2
HELLO = b'{"say":"hello","cursor":0,"watch":[]}'
ALIVE = b'{"say":"alive","active":true}'
CHANGE, CURRENT = b'{"frame":"change"', b'{"frame":"beat"'


class Door(NamedTuple):
    """Where the consoles connect: the port, the path, and the cookies they bring in turn."""

    port: int
    path: str
    cookies: list[str]


class Console(asyncio.Protocol):
    """One socket. `current` is set once it was told everything, or once it is open where nothing is told by itself."""

    def __init__(self, crowd: Crowd, cookie: str) -> None:
        self.current = asyncio.Event()
        self._crowd = crowd
        self._cookie = cookie
        self._open = False
        self._got = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a socket, as a browser on the desk's own pages does."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        door = self._crowd.door
        lines = (
            f"GET {door.path} HTTP/1.1",
            f"Host: 127.0.0.1:{door.port}",
            f"Origin: http://127.0.0.1:{door.port}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}",
            f"Cookie: {self._cookie}",
        )
        transport.write("\r\n".join((*lines, "", "")).encode())

    def data_received(self, data: bytes) -> None:
        """Take in what came, frame by frame."""
        self._got += data
        if not self._open and not self._opened():
            return
        while (frame := _first(self._got)) is not None:
            code, payload = frame
            if code == PING:
                self._send(PONG, payload)
            elif payload.startswith(CHANGE):
                self._crowd.count()
            elif payload.startswith(CURRENT):
                self.current.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Remember that somebody was lost: a figure without everybody is no figure."""
        self._crowd.lose()
        self.current.set()

    def say(self, words: bytes) -> None:
        """Send a text."""
        self._send(TEXT, words)

    def close(self) -> None:
        """End the socket."""
        if self._transport is not None:
            self._transport.abort()

    def _opened(self) -> bool:
        head, end, rest = self._got.partition(b"\r\n\r\n")
        if not end:
            return False
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionRefusedError(head.decode())
        self._open, self._got = True, rest
        if self._crowd.greets:
            self.say(HELLO)
        else:
            self.current.set()
        return True

    def _send(self, code: int, payload: bytes) -> None:
        """Write a frame of at most 125 bytes. A mask of zeros is a mask, and leaves the payload as it is."""
        assert self._transport is not None
        self._transport.write(bytes((code, MASKED | len(payload))) + bytes(4) + payload)


class Crowd:
    """The consoles of this process. `greets`: they say hello and are told a desk; without, they only listen."""

    def __init__(self, door: Door, greets: bool) -> None:
        self.door = door
        self.greets = greets
        self.changes = 0
        self.lost = 0
        self.consoles: list[Console] = []
        self._wanted = 0
        self._enough = asyncio.Event()

    def count(self) -> None:
        """Note a change that somebody was told."""
        self.changes += 1
        if self.changes == self._wanted:
            self._enough.set()

    def lose(self) -> None:
        """Note that a socket ended, which nobody should wait any longer for."""
        self.lost += 1
        self._enough.set()

    async def join(self, count: int) -> dict[str, Any]:
        """Open so many sockets more; answer when all of them are current."""
        loop = asyncio.get_running_loop()
        for start in range(0, count, AT_ONCE):
            some = []
            for number in range(start, min(start + AT_ONCE, count)):
                cookie = self.door.cookies[(len(self.consoles) + number - start) % len(self.door.cookies)]
                made = Console(self, cookie)
                await loop.create_connection(lambda made=made: made, "127.0.0.1", self.door.port)  # type: ignore[misc]
                some.append(made)
            for one in some:
                await one.current.wait()
            self.consoles += some
        return {"changes": self.changes, "lost": self.lost}

    async def leave(self) -> dict[str, Any]:
        """Close every socket."""
        for one in self.consoles:
            one.close()
        await asyncio.sleep(CLOSED_S)
        self.consoles.clear()
        self.lost = 0
        return {"changes": self.changes, "lost": 0}

    async def heard(self, changes: int, within_s: float) -> dict[str, Any]:
        """Answer when so many changes were heard in all, with the moment (monotonic seconds), or when the time is over."""
        self._wanted = changes
        self._enough.clear()
        if self.changes < changes and not self.lost:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._enough.wait(), within_s)
        return {"changes": self.changes, "lost": self.lost, "at": time.monotonic()}

    async def live(self) -> None:
        """Say every ten seconds that somebody is there."""
        while True:
            await asyncio.sleep(ALIVE_S)
            for one in self.consoles:
                one.say(ALIVE)


def _first(got: bytearray) -> tuple[int, bytes] | None:
    """Take the first whole frame off what was got: its code and payload. A server's frames are not masked."""
    if len(got) < 2:
        return None
    length, head = got[1] & 0x7F, 2
    if length >= 126:
        head = 4 if length == 126 else 10
        if len(got) < head:
            return None
        length = int.from_bytes(got[2:head], "big")
    if len(got) < head + length:
        return None
    frame = got[0] & 0x0F, bytes(got[head : head + length])
    del got[: head + length]
    return frame


async def main() -> None:
    """Follow orders until the input ends."""
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    first = json.loads(await lines.readline())
    crowd = Crowd(Door(first["port"], first["path"], first["cookies"]), first["greets"])
    living = asyncio.create_task(crowd.live()) if crowd.greets else None
    while line := await lines.readline():
        order = json.loads(line)
        told = await getattr(crowd, order.pop("do"))(**order)
        print(json.dumps(told), flush=True)
    if living is not None:
        living.cancel()


if __name__ == "__main__":
    asyncio.run(main())
