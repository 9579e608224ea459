"""Forgets the receipts of commands whose senders will not ask again, a few at a time. Nobody's work depends on it."""

from __future__ import annotations

import sqlalchemy as sa

from server.base.clock import DAY, MINUTE, Ms
from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.upkeep import Forget
from server.desk.verbs import Command
from server.store.tables.infra import RECEIPTS

BATCH = 500
REST: Ms = 10 * MINUTE


class Forgetting:
    """Looks every ten minutes for receipts older than `settings.receipt_days`."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._next: Ms = 0

    def step(self) -> int:
        """Forget a batch and return how many receipts it was; 0 while resting or when none is old enough."""
        now = self._core.clock.now()
        if now < self._next:
            return 0
        old = RECEIPTS.c.at < now - self._core.settings.receipt_days * DAY
        with self._core.database.reading() as connection:
            lines = connection.execute(
                sa.select(RECEIPTS.c.scope, RECEIPTS.c.key).where(old).limit(BATCH)
            ).all()
        if not lines:
            self._next = now + REST
            return 0
        keys = tuple((line.scope, line.key) for line in lines)
        self._core.executor.ask(Command("receipts.forget", SYSTEM, Forget(keys=keys)))
        return len(keys)
