"""Frames straight into the transport, and the plain way that says the same."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol as Receiver
from websockets.protocol import Side

from server.live import wire
from server.live.frames import Framed, change
from tests.server.live.served import serving
from tests.server.live.staffed import LIN, ORDERS, StaffedDesk, staff


def test_uvicorn_still_has_what_the_direct_way_builds_on() -> None:
    assert wire.usable()


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_frame_built_once_is_one_whole_text_frame(size: int) -> None:
    receiver = Receiver(Side.CLIENT, max_size=None)
    receiver.receive_data(Framed(b"x" * size).frame)
    (frame,) = receiver.events_received()
    assert isinstance(frame, Frame)
    assert (frame.opcode, frame.fin, bytes(frame.data)) == (Opcode.TEXT, True, b"x" * size)


def test_a_change_around_encoded_records_is_json() -> None:
    told = change(7, 5, 1_000, "ticket.read", b'{"a":1},{"b":2}')
    assert told.payload == (
        b'{"frame":"change","seq":7,"prev":5,"at":1000,"kind":"ticket.read","records":[{"a":1},{"b":2}]}'
    )


@pytest.mark.parametrize("direct", [True, False])
def test_both_ways_tell_a_screen_the_same(sqlite_url: str, direct: bool) -> None:
    desk = StaffedDesk(sqlite_url, heartbeat_s=1)
    with serving(desk, direct=direct) as served:
        lin = served.screen(LIN)
        lin.settle(0)
        kinds = {type(screen.wire) for screen in served.path.hub.screens.all}
        assert kinds == {wire.DirectWire if direct else wire.PlainWire}
        ticket = desk.ticket(desk.customer("Mei"), "包裹在哪里", ORDERS)
        told = lin.until("change", kind="ticket.opened")["records"][0]
        assert (told["id"], told["subject"]) == (ticket, "包裹在哪里")
        desk.do(staff("usr_ada"), "users.deactivate", user_id=LIN)
        bye, code = lin.ended()
        assert bye is not None
        assert code == 4401
    desk.close()


def test_the_plain_way_keeps_order_is_full_at_its_limit_and_says_when_it_has_drained() -> None:
    async def told() -> tuple[list[str], list[bool]]:
        sent: list[str] = []
        let_through, drained, closed = asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def send(message: MutableMapping[str, Any]) -> None:
            await let_through.wait()
            sent.append(message.get("text") or message["type"])
            if message["type"] == "websocket.close":
                closed.set()

        plain = wire.PlainWire(send)
        plain.limit(5)
        plain.on_drained = drained.set
        plain.put(Framed(b"one"))
        full = [plain.full]
        plain.put(Framed(b"two"))
        full.append(plain.full)
        let_through.set()
        await drained.wait()
        full.append(plain.full)
        plain.write([Framed(b"three"), Framed(b"four")])
        plain.close(1000)
        plain.put(Framed(b"after the close"))
        await closed.wait()
        return sent, full

    sent, full = asyncio.run(told())
    assert sent == ["one", "two", "three", "four", "websocket.close"]
    assert full == [False, True, False]
