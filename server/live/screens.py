"""The screens connected to this process, found by whom they show and what they have open. Keeps them; tells them nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Literal

from console.session import Looker, Session
from server.base.clock import Ms
from server.desk.actors import Actor
from server.live.frames import Framed
from server.live.happenings import Happening
from server.live.wire import Wire

State = Literal["behind", "live", "lagging", "closed"]


class Screen:
    """One socket of a member of staff. `behind`: being told what it missed; `lagging`: does not take what is written.

    `still` says (blocking) whether its sign-in is good.
    """

    __slots__ = (
        "actor",
        "checked_at",
        "lagging_since",
        "out",
        "resync",
        "session",
        "session_id",
        "state",
        "still",
        "user_id",
        "wire",
    )

    def __init__(
        self, actor: Actor, session_id: str, session: Session, wire: Wire, still: Callable[[], bool]
    ) -> None:
        self.actor = actor
        self.user_id = actor.id
        self.session_id = session_id
        self.still = still
        self.checked_at: Ms = 0
        self.session = session
        self.wire = wire
        self.state: State = "behind"
        self.lagging_since: Ms = 0
        self.resync: str | None = None
        self.out: list[Framed] = []


class Screens:
    """Every screen, by user, by queue of its teams, by open ticket."""

    def __init__(self) -> None:
        self.all: set[Screen] = set()
        self._seeing_all: set[Screen] = set()
        self._by_user: dict[str, set[Screen]] = {}
        self._by_queue: dict[str, set[Screen]] = {}
        self._by_ticket: dict[str, set[Screen]] = {}

    def add(self, screen: Screen) -> None:
        """Keep a screen."""
        self.all.add(screen)
        self._by_user.setdefault(screen.user_id, set()).add(screen)
        self._place(screen)
        self.rewatch(screen, frozenset(), screen.session.watch)

    def drop(self, screen: Screen) -> None:
        """Forget a screen; one that is not kept is no error."""
        self.all.discard(screen)
        _discard(self._by_user, (screen.user_id,), screen)
        self._displace(screen)
        _discard(self._by_ticket, screen.session.watch, screen)

    def relook(self, screen: Screen, looker: Looker) -> None:
        """Let a screen look with other rights."""
        kept = screen in self.all
        self._displace(screen)
        screen.session.looker = looker
        if kept:
            self._place(screen)

    def rewatch(self, screen: Screen, before: Collection[str], after: Collection[str]) -> None:
        """Let a screen have other tickets open."""
        _discard(self._by_ticket, before, screen)
        for ticket_id in after:
            self._by_ticket.setdefault(ticket_id, set()).add(screen)

    def of_user(self, user_id: str) -> list[Screen]:
        """Return a person's screens."""
        return list(self._by_user.get(user_id, ()))

    def watching(self, ticket_id: str) -> Collection[Screen]:
        """Return the screens that have the ticket open, whether they may see it or not."""
        return self._by_ticket.get(ticket_id, ())

    def users(self) -> frozenset[str]:
        """Return whose screens are connected."""
        return frozenset(self._by_user)

    def watched(self) -> frozenset[str]:
        """Return the tickets that are open on any screen."""
        return frozenset(self._by_ticket)

    def concerned(self, happening: Happening) -> Iterable[Screen]:
        """Return every screen that may have to be told of an event; what exactly, its session decides."""
        if happening.floor:
            return self.all
        found: set[Screen] = set()
        for user_id in happening.offers:
            found |= self._by_user.get(user_id, set())
        for concern in happening.concerns:
            scope = concern.scope
            found |= self._seeing_all
            found.update(self._by_ticket.get(scope.ticket_id, ()))
            for queue_id in (scope.queue_id, *concern.lost_queues):
                found.update(self._by_queue.get(queue_id, ()))
            for user_id in scope.owners | concern.lost_users:
                found.update(self._by_user.get(user_id, ()))
        return found

    def _place(self, screen: Screen) -> None:
        if screen.session.looker.sees_all:
            self._seeing_all.add(screen)
        for queue_id in screen.session.looker.queue_ids:
            self._by_queue.setdefault(queue_id, set()).add(screen)

    def _displace(self, screen: Screen) -> None:
        self._seeing_all.discard(screen)
        _discard(self._by_queue, screen.session.looker.queue_ids, screen)


def _discard(index: dict[str, set[Screen]], keys: Iterable[str], screen: Screen) -> None:
    for key in keys:
        kept = index.get(key)
        if kept is not None:
            kept.discard(screen)
            if not kept:
                del index[key]
