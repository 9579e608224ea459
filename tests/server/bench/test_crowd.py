"""Consoles of the bench hear what a server sends, however it is cut, and somebody who is lost is told."""

from __future__ import annotations

import asyncio

import pytest

from server.bench.crowd import CHANGE, CURRENT, Console, Crowd, Door

OPENED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
DOOR = Door(8_000, "/socket", ["desk=secret"])


class Far(asyncio.Transport):
    """The other end of a console's line: keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep it."""
        self.written.append(bytes(data))


def frame(payload: bytes, code: int = 1) -> bytes:
    """A frame as servers send it."""
    length = len(payload)
    if length < 126:
        return bytes((0x80 | code, length)) + payload
    return bytes((0x80 | code, 126)) + length.to_bytes(2, "big") + payload


def connected(crowd: Crowd) -> tuple[Console, Far]:
    """A console whose line is open."""
    console, far = Console(crowd, DOOR.cookies[0]), Far()
    console.connection_made(far)
    return console, far


@pytest.mark.parametrize("piece", [1, 2, 7, 100_000])
def test_changes_are_counted_in_whatever_pieces_they_come(piece: int) -> None:
    async def told() -> None:
        crowd = Crowd(DOOR, greets=True)
        console, far = connected(crowd)
        assert b"Cookie: desk=secret\r\n" in far.written[0]
        sent = b"".join(
            (OPENED, frame(CHANGE + b"x" * 40), frame(CHANGE + b"y" * 4_000), frame(CURRENT), frame(b"other"))
        )
        for start in range(0, len(sent), piece):
            console.data_received(sent[start : start + piece])
        assert crowd.changes == 2
        assert console.current.is_set()
        assert far.written[1].endswith(b'"watch":[]}')

    asyncio.run(told())


def test_a_ping_is_answered_with_its_payload() -> None:
    async def told() -> None:
        console, far = connected(Crowd(DOOR, greets=False))
        console.data_received(OPENED + frame(b"are you there", 9))
        assert far.written[-1] == b"\x8a\x8d\0\0\0\0are you there"

    asyncio.run(told())


def test_a_refused_socket_is_said_with_the_answer() -> None:
    async def told() -> None:
        console, _ = connected(Crowd(DOOR, greets=True))
        with pytest.raises(ConnectionRefusedError, match="403"):
            console.data_received(b"HTTP/1.1 403 Forbidden\r\n\r\n")

    asyncio.run(told())


def test_waiting_ends_with_the_last_change_or_with_a_lost_console() -> None:
    async def told() -> None:
        crowd = Crowd(DOOR, greets=False)
        console, _ = connected(crowd)
        waiting = asyncio.create_task(crowd.heard(2, 5.0))
        await asyncio.sleep(0)
        console.data_received(OPENED + frame(CHANGE) + frame(CHANGE))
        assert (await waiting)["changes"] == 2
        waiting = asyncio.create_task(crowd.heard(3, 5.0))
        await asyncio.sleep(0)
        console.connection_lost(None)
        assert (await waiting)["lost"] == 1

    asyncio.run(told())
