"""Due timers and lapsed presences, taken in order and asked for as leader commands."""

from __future__ import annotations

import logging

import sqlalchemy as sa

from server.base.clock import Ms
from server.base.errors import DeskError
from server.desk.actors import leader
from server.desk.core import Core
from server.desk.presence import Beats
from server.desk.timers import TIMER_VERBS, Fire
from server.desk.verbs import Command
from server.store.tables.infra import TIMERS
from server.store.tables.work import BEATS, PRESENCE

log = logging.getLogger(__name__)
BATCH = 200


class Timing:
    """The leader's watch over what is due."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def step(self, epoch: int) -> int:
        """Fire what is due, in order of due time, and return how many timers that were."""
        now = self._core.clock.now()
        with self._core.database.reading() as connection:
            due = connection.execute(_DUE.where(TIMERS.c.due_at <= now)).all()
            lapsed = tuple(connection.scalars(_LAPSED.where(BEATS.c.until <= now)))
        asked = [Command(TIMER_VERBS[kind], leader(epoch), Fire(timer_id=name)) for name, kind in due]
        if lapsed:
            asked.append(Command("presence.lapse", leader(epoch), Beats(user_ids=lapsed)))
        for future in [self._core.executor.submit(command) for command in asked]:
            try:
                self._core.executor.finish(future)
            except DeskError as refusal:
                log.warning("a due timer was refused: %s", refusal)
        return len(due)

    def give_grace(self, epoch: int) -> None:
        """Give everybody who was present time to come back: the desk was away, not they."""
        with self._core.database.reading() as connection:
            everyone = tuple(connection.scalars(_LAPSED))
        self._core.executor.ask(Command("presence.grace", leader(epoch), Beats(user_ids=everyone)))

    def next_due(self) -> Ms | None:
        """Return when the next timer or lease is due."""
        with self._core.database.reading() as connection:
            timer = connection.execute(sa.select(sa.func.min(TIMERS.c.due_at))).scalar()
            lease = connection.execute(_FIRST_LEASE).scalar()
        return min((at for at in (timer, lease) if at is not None), default=None)


_DUE = sa.select(TIMERS.c.id, TIMERS.c.kind).order_by(TIMERS.c.due_at, TIMERS.c.id).limit(BATCH)
_THERE = sa.select(PRESENCE.c.user_id).where(PRESENCE.c.state != "offline")
_LAPSED = sa.select(BEATS.c.user_id).where(BEATS.c.user_id.in_(_THERE))
_FIRST_LEASE = sa.select(sa.func.min(BEATS.c.until)).where(BEATS.c.user_id.in_(_THERE))
