"""Which waiting work nobody can take, as stored and as the router finds it; the difference is asked for in groups."""

from __future__ import annotations

import logging

import sqlalchemy as sa

from routing import Router
from server.base.clock import SECOND, Ms
from server.base.errors import DeskError
from server.desk.actors import leader
from server.desk.core import Core
from server.desk.verbs import Command
from server.desk.waiting import Finding, Findings
from server.store.tables.work import WORK

log = logging.getLogger(__name__)
GROUP = 100
PAUSE_MS: Ms = SECOND
"""A look costs something on a long queue: while things change all the time it is taken once in this time."""


class Marks:
    """The leader's watch over work that nobody can take. `due_at`: when to look again, if anything changed since."""

    def __init__(self, core: Core) -> None:
        self.due_at: Ms | None = None
        self._core = core
        self._marked: dict[str, str] = {}
        self._looked_at: Ms = 0

    def load(self, connection: sa.Connection) -> None:
        """Take what is stored."""
        marked = sa.select(WORK.c.ticket_id, WORK.c.unroutable).where(WORK.c.unroutable.is_not(None))
        self._marked = dict(connection.execute(marked.where(WORK.c.state == "queued")).all())
        self._looked_at = 0
        self.changed()

    def reread(self, connection: sa.Connection, tickets: frozenset[str]) -> None:
        """Take what is stored of these tickets: an event that ended their waiting ended their mark."""
        known = sorted(tickets & self._marked.keys())
        if known:
            kept = sa.select(WORK.c.ticket_id).where(
                WORK.c.ticket_id.in_(known), WORK.c.unroutable.is_not(None)
            )
            for ticket_id in set(known) - set(connection.scalars(kept)):
                del self._marked[ticket_id]
        self.changed()

    def changed(self) -> None:
        """Say that people, work or hours are others now."""
        if self.due_at is None:
            self.due_at = max(self._core.clock.now(), self._looked_at + PAUSE_MS)

    def step(self, router: Router, epoch: int) -> None:
        """Ask for what differs, a group at most; the rest is due at once."""
        now = self._core.clock.now()
        if self.due_at is None or now < self.due_at:
            return
        found = _differences(self._marked, router)
        self._looked_at, self.due_at = now, now if len(found) > GROUP else None
        if found:
            self._note(found[:GROUP], epoch)

    def _note(self, group: list[Finding], epoch: int) -> None:
        try:
            self._core.executor.ask(Command("work.mark", leader(epoch), Findings(found=tuple(group))))
        except DeskError as refusal:
            if refusal.code == "leader.deposed":
                raise
            log.warning("what nobody can take was not noted: %s", refusal)
        for one in group:
            if one.code is None:
                del self._marked[one.ticket_id]
            else:
                self._marked[one.ticket_id] = one.code


def _differences(marked: dict[str, str], router: Router) -> list[Finding]:
    """Return what is to be noted: work that cannot be taken any more, and work that can again while it waits."""
    found = {one.item: one for one in router.unroutable()}
    fresh = [
        Finding(ticket_id=one.item, code=one.code, changes_at=one.changes_at)
        for one in found.values()
        if marked.get(one.item) != one.code
    ]
    for ticket_id in sorted(marked.keys() - found.keys()):
        item = router.item(ticket_id)
        if item is not None and item.state == "queued":
            fresh.append(Finding(ticket_id=ticket_id, code=None))
    return fresh
