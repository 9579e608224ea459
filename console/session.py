"""What a screen may say on its socket and what it is to be told: decisions only. Reads no clock, no socket, no database.

The shell brings bytes in and carries the actions out; how bytes become words is given to it (`read`), since every edge reads alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from console.protocol import AnySaid, Hello, Keys, Ms, Refused, Watch

WATCH_LIMIT = 40
REFUSALS_LIMIT = 20
WINDOW_MS: Ms = 10_000
FRAMES_PER_WINDOW = 300

CARD, FULL, GONE = 1, 2, 4
View = tuple[int, ...]


class Looker(NamedTuple):
    """Who looks: their id, whether they see every ticket, and the queues of their teams."""

    user_id: str
    sees_all: bool
    queue_ids: frozenset[str]

    def sees(self, scope: Scope) -> bool:
        """Return whether the ticket is visible to them."""
        return self.sees_all or scope.queue_id in self.queue_ids or self.user_id in scope.owners


class Scope(NamedTuple):
    """Where a ticket is: what decides who sees it. `owners`: its assignee, whom it is offered to, who is in its call (`guests`).

    Its lines are seen by `assignee_id` and `guests`.
    """

    ticket_id: str
    queue_id: str
    assignee_id: str | None
    owners: frozenset[str]
    guests: frozenset[str] = frozenset()


class Concern(NamedTuple):
    """What one event means for one ticket: where it is now, and who may have lost sight of it by this event."""

    scope: Scope
    has_card: bool
    has_lines: bool
    lost_users: frozenset[str]
    lost_queues: frozenset[str]


class Greeted(NamedTuple):
    """The screen said hello: go on after `cursor`, with these tickets open."""

    cursor: int
    watch: frozenset[str]


class Watched(NamedTuple):
    """The screen has other tickets open now than `before`."""

    before: frozenset[str]
    watch: frozenset[str]


class Typed(NamedTuple):
    """The person began or stopped writing."""

    ticket_id: str
    on: bool


class Renewed(NamedTuple):
    """The screen is alive; `active`: so is its person."""

    active: bool


class Ended(NamedTuple):
    """The screen does not keep to the rules; the socket is to be closed with this code."""

    code: str


Action = Greeted | Watched | Typed | Renewed | Refused | Ended


class Session:
    """One screen's side of a socket: what it was told last, which tickets it has open, whether it keeps to the rules.

    `cursor`: the newest seq considered for this screen. `last`: the seq of the newest change it was told.
    """

    def __init__(self, looker: Looker, read: Callable[[bytes], AnySaid | Refused]) -> None:
        self.looker = looker
        self.cursor = 0
        self.last = 0
        self.watch: frozenset[str] = frozenset()
        self.greeted = False
        self._read = read
        self._refusals = 0
        self._window: Ms = 0
        self._frames = 0

    def hear(self, data: bytes, now: Ms) -> list[Action]:
        """Return what follows from one frame of the screen."""
        if self._too_often(now):
            return [Ended("socket.too_many")]
        said = self._read(data)
        if isinstance(said, Refused):
            return self._refuse(said)
        if isinstance(said, Hello) == self.greeted:
            return self._refuse(_refused("socket.hello_once" if self.greeted else "socket.hello_first"))
        return self._follow(said)

    def begin(self, cursor: int) -> None:
        """Go on after `cursor`: of a hello, or of a fresh snapshot."""
        self.cursor = self.last = cursor

    def view(self, concerns: tuple[Concern, ...]) -> View:
        """Return, for each ticket an event concerns, which parts of it this screen is told."""
        return tuple([self.parts(one) for one in concerns])

    def parts(self, concern: Concern) -> int:
        """Return which parts of one ticket this screen is told: CARD and FULL, GONE, or none."""
        scope, looker = concern.scope, self.looker
        if looker.sees(scope):
            card = CARD if concern.has_card else 0
            theirs = scope.assignee_id == looker.user_id or looker.user_id in scope.guests
            if concern.has_lines and (theirs or scope.ticket_id in self.watch):
                return card | FULL
            return card
        lost = looker.user_id in concern.lost_users or not looker.queue_ids.isdisjoint(concern.lost_queues)
        return GONE if lost else 0

    def _follow(self, said: AnySaid) -> list[Action]:
        if isinstance(said, Hello):
            if len(said.watch) > WATCH_LIMIT:
                return self._refuse(_refused("socket.watch_limit", limit=WATCH_LIMIT))
            self.greeted = True
            self.watch = frozenset(said.watch)
            return [Greeted(said.cursor, self.watch)]
        if isinstance(said, Watch):
            if len(said.ticket_ids) > WATCH_LIMIT:
                return self._refuse(_refused("socket.watch_limit", limit=WATCH_LIMIT))
            before, self.watch = self.watch, frozenset(said.ticket_ids)
            return [Watched(before, self.watch)]
        if isinstance(said, Keys):
            if said.ticket_id not in self.watch:
                return self._refuse(_refused("socket.not_watched", ticket_id=said.ticket_id))
            return [Typed(said.ticket_id, said.on)]
        return [Renewed(said.active)]

    def _refuse(self, refused: Refused) -> list[Action]:
        self._refusals += 1
        if self._refusals > REFUSALS_LIMIT or not self.greeted:
            return [refused, Ended(refused.code)]
        return [refused]

    def _too_often(self, now: Ms) -> bool:
        if now - self._window >= WINDOW_MS:
            self._window, self._frames = now, 0
        self._frames += 1
        return self._frames > FRAMES_PER_WINDOW


def _refused(code: str, **detail: Any) -> Refused:
    return Refused(code=code, detail=detail)
