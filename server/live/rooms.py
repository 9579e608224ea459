"""Who has a ticket open and who is writing on it just now, in this process and the others. Never stored."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import msgspec

from console.protocol import Frame, Typing, Viewing
from console.session import Scope
from server.base.clock import SECOND, Clock, Ms
from server.live.bus import ROOMS, Bus
from server.live.frames import framed
from server.live.screens import Screen, Screens
from server.live.source import Batch

TYPING_MS = 8 * SECOND
REMOTE_MS = 30 * SECOND
RETELL_MS = 12 * SECOND


class Elsewhere(msgspec.Struct, frozen=True):
    """What another process says of a ticket: who has it open there and who writes; `customer` writes when True."""

    process: str
    ticket_id: str
    users: list[str]
    typing: list[str]
    customer: bool | None = None


class Room:
    """One ticket that somebody has open."""

    def __init__(self) -> None:
        self.as_of = 0
        self.scope: Scope | None = None
        self.typing: dict[str, Ms] = {}
        self.customer_until: Ms = 0
        self.elsewhere: dict[str, tuple[Ms, Elsewhere]] = {}
        self.told: tuple[list[str], list[str]] = ([], [])
        self.said_at: Ms = 0


class Rooms:
    """The tickets open on screens of this process. `on_staff_typing` tells the widgets of a ticket."""

    def __init__(self, screens: Screens, bus: Bus, clock: Clock, process: str) -> None:
        self.on_staff_typing: Callable[[str, bool], None] | None = None
        self._screens = screens
        self._bus = bus
        self._clock = clock
        self._process = process
        self._rooms: dict[str, Room] = {}

    def opened(self, screen: Screen, scopes: dict[str, Scope], as_of: int) -> None:
        """Take note of where tickets are that a screen opened, read at log seq `as_of`, and tell it who else is there."""
        for ticket_id, scope in scopes.items():
            room = self._rooms.setdefault(ticket_id, Room())
            if as_of >= room.as_of:
                room.as_of, room.scope = as_of, scope
            if not self._announce(ticket_id, room) and _sees(screen, room):
                screen.wire.put(framed(_viewing(ticket_id, room)))

    def closed(self, ticket_ids: Iterable[str]) -> None:
        """Some screen does not have these tickets open any more."""
        for ticket_id in ticket_ids:
            if room := self._rooms.get(ticket_id):
                self._announce(ticket_id, room)

    def moved(self, batch: Batch) -> None:
        """Take note of where tickets are now: who may not see one any more is not told who is there."""
        for happening in batch.happenings:
            for concern in happening.concerns:
                room = self._rooms.get(concern.scope.ticket_id)
                if room is not None:
                    room.as_of, room.scope = happening.seq, concern.scope

    def typed(self, screen: Screen, ticket_id: str, on: bool) -> None:
        """A person writes on a ticket they have open, or stopped."""
        room = self._rooms.get(ticket_id)
        if room is None or not _sees(screen, room):
            return
        if on:
            room.typing[screen.user_id] = self._clock.now() + TYPING_MS
        else:
            room.typing.pop(screen.user_id, None)
        self._announce(ticket_id, room)
        self._tell_customer(ticket_id, bool(room.typing))

    def customer_typed(self, ticket_id: str, on: bool) -> None:
        """The customer writes, or stopped."""
        self._customer(ticket_id, on)
        word = Elsewhere(self._process, ticket_id, [], [], on)
        self._bus.say(ROOMS, msgspec.json.encode(word))

    def heard(self, message: bytes) -> None:
        """Take in what another process says."""
        word = msgspec.json.decode(message, type=Elsewhere)
        if word.process == self._process:
            return
        if word.customer is not None:
            self._customer(word.ticket_id, word.customer)
            return
        room = self._rooms.get(word.ticket_id)
        if room is not None:
            room.elsewhere[word.process] = (self._clock.now() + REMOTE_MS, word)
            self._announce(word.ticket_id, room)
        self._tell_customer(word.ticket_id, bool(word.typing))

    def tick(self) -> None:
        """Let go of who stopped without saying so, and remind the other processes."""
        now = self._clock.now()
        for ticket_id, room in list(self._rooms.items()):
            if 0 < room.customer_until <= now:
                self._customer(ticket_id, False)
            room.elsewhere = {one: said for one, said in room.elsewhere.items() if said[0] > now}
            self._announce(ticket_id, room)
            if not self._screens.watching(ticket_id):
                del self._rooms[ticket_id]

    def _announce(self, ticket_id: str, room: Room) -> bool:
        """Tell everybody in the room, and the other processes, when who is there has changed. Returns whether it has."""
        here = {screen.user_id for screen in self._present(ticket_id, room)}
        now = self._clock.now()
        self._forget(
            ticket_id, room, [user for user, until in room.typing.items() if until <= now or user not in here]
        )
        mine = (sorted(here), sorted(room.typing))
        others = [word for _, word in room.elsewhere.values()]
        users = sorted(here.union(*(word.users for word in others)))
        typing = sorted({*room.typing}.union(*(word.typing for word in others)))
        changed = (users, typing) != room.told
        if changed:
            room.told = (users, typing)
            self._tell(ticket_id, room, _viewing(ticket_id, room))
            room.said_at = 0
        if now - room.said_at > RETELL_MS:
            room.said_at = now
            self._bus.say(ROOMS, msgspec.json.encode(Elsewhere(self._process, ticket_id, *mine)))
        return changed

    def _forget(self, ticket_id: str, room: Room, stopped: list[str]) -> None:
        """Let go of who left while writing, or stopped without saying so."""
        for user in stopped:
            del room.typing[user]
        if stopped and not room.typing:
            self._tell_customer(ticket_id, False)

    def _customer(self, ticket_id: str, on: bool) -> None:
        room = self._rooms.get(ticket_id)
        if room is not None:
            room.customer_until = self._clock.now() + TYPING_MS if on else 0
            self._tell(ticket_id, room, Typing(ticket_id=ticket_id, who="customer", user_id=None, on=on))

    def _tell_customer(self, ticket_id: str, on: bool) -> None:
        if self.on_staff_typing is not None:
            self.on_staff_typing(ticket_id, on)

    def _tell(self, ticket_id: str, room: Room, frame: Frame) -> None:
        message = framed(frame)
        for screen in self._present(ticket_id, room):
            if screen.state in ("live", "behind"):
                screen.wire.put(message)

    def _present(self, ticket_id: str, room: Room) -> Collection[Screen]:
        return [screen for screen in self._screens.watching(ticket_id) if _sees(screen, room)]


def _viewing(ticket_id: str, room: Room) -> Viewing:
    return Viewing(ticket_id=ticket_id, user_ids=room.told[0], typing_ids=room.told[1])


def _sees(screen: Screen, room: Room) -> bool:
    return room.scope is not None and screen.session.looker.sees(room.scope)
