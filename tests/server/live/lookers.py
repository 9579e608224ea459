"""Screens without sockets: the real relay, hub and sessions, whose frames are kept instead of sent; and what SQL says beside them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import msgspec

from console.protocol import AnySaid, Refused
from console.session import Greeted, Looker, Session
from server.desk.access import visible
from server.desk.core import Core
from server.desk.readings.records import ticket_records
from server.desk.readings.registry import ask
from server.desk.readings.snapshot import OfScreen
from server.desk.readings.threads import OfTicket
from server.live.frames import Framed
from server.live.hub import Hub
from server.live.relay import Relay
from server.live.screens import Screen
from server.live.source import Interest, Source
from server.store.tables.work import TICKETS
from tests.server.live.staffed import StaffedDesk, staff

Said = dict[str, Any]


class Paper:
    """A wire that writes down what it is given."""

    def __init__(self) -> None:
        self.on_drained: Callable[[], None] | None = None
        self.last_word: Framed | None = None
        self.full = False
        self.frames: list[Said] = []

    def put(self, frame: Framed) -> None:
        """Write one frame down."""
        self.frames.append(json.loads(frame.payload))

    def write(self, frames: Sequence[Framed]) -> None:
        """Write several down."""
        for frame in frames:
            self.put(frame)

    def limit(self, high: int) -> None:
        """Paper takes everything."""

    def close(self, code: int) -> None:
        """A screen of these tests is never sent away."""
        raise AssertionError(f"closed with {code}")

    def abort(self) -> None:
        """Nor given up."""
        raise AssertionError("given up")


class Onlooker:
    """One person's screen, and what a fresh one of theirs would show."""

    def __init__(self, desk: StaffedDesk, user_id: str) -> None:
        self.desk = desk
        self.user_id = user_id
        self.paper = Paper()
        session = Session(Looker(user_id, False, frozenset()), _read)
        self.screen = Screen(staff(user_id), "ses_1", session, self.paper, lambda: True)
        self.opened: frozenset[str] = frozenset()

    def fresh(self) -> Said:
        """Return what SQL says now: the snapshot, the opened threads, the cards of every ticket in sight."""
        with self.desk.look(staff(self.user_id)) as look:
            seen = look.rows(TICKETS, visible(look.viewer))
            shown = sorted(self.opened & {one.id for one in seen})
            threads = [ask(look, "ticket.thread", OfTicket(ticket_id=one)) for one in shown]
            found: Said = msgspec.to_builtins(
                {
                    "snapshot": ask(look, "snapshot", OfScreen()),
                    "threads": threads,
                    "cards": {one.id: one for one in ticket_records(look, seen)},
                }
            )
        return found


class Room:
    """Several screens on one live path that is stepped by hand. Lives on a running event loop."""

    def __init__(self, desk: StaffedDesk, onlookers: Sequence[Onlooker]) -> None:
        self.onlookers = onlookers
        core = Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)
        source = Source(core)
        self.hub = Hub(source, settings=desk.settings, clock=desk.clock)
        self.relay = Relay(source, interest=self._interest, deliver=self.hub.deliver)
        self.relay.cursor = self.hub.position = source.head()

    async def enter(self) -> None:
        """Let everybody come in with an empty screen."""
        for one in self.onlookers:
            self.hub.join(one.screen)
            for action in one.screen.session.hear(b'{"say":"hello","cursor":0}', self.hub.clock.now()):
                assert isinstance(action, Greeted)
                self.hub.greet(one.screen, action)
        await self.settle()

    def open(self, one: Onlooker, ticket_ids: AbstractSet[str]) -> bool:
        """Let a screen have these tickets open and no others; return whether that is new."""
        before, one.opened = one.opened, frozenset(ticket_ids)
        one.screen.session.watch = one.opened
        self.hub.rewatch(one.screen, before)
        return before != one.opened

    async def settle(self) -> None:
        """Tell everybody what there is to tell."""
        while self.relay.step() > 0:
            pass
        while self.hub._tasks:
            await asyncio.gather(*self.hub._tasks)
        assert {one.screen.state for one in self.onlookers} == {"live"}

    def _interest(self) -> Interest:
        return Interest(self.hub.screens.users(), self.hub.screens.watched())


def _read(data: bytes) -> AnySaid | Refused:
    said: AnySaid = msgspec.json.decode(data, type=AnySaid)
    return said
