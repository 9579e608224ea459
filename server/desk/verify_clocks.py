"""Whether clocks are watched and steps were never early: what a clock waits for has a timer, no later than that. SQL only."""

from __future__ import annotations

import sqlalchemy as sa

from server.desk.clocks.settling import TIMER
from server.desk.findings import Findings
from server.store.tables.clocks import CLOCK_STEPS, CLOCKS
from server.store.tables.infra import TIMERS


def clocks_are_watched(connection: sa.Connection, findings: Findings) -> None:
    """Every clock that waits for a step or for its due time has a timer that comes no later."""
    timer = TIMERS.c.id == sa.literal(f"{TIMER}:") + CLOCKS.c.ticket_id
    waits = sa.select(CLOCKS.c.ticket_id).outerjoin(TIMERS.sql, timer).where(CLOCKS.c.next_at.is_not(None))
    unwatched = waits.where(sa.or_(TIMERS.c.id.is_(None), TIMERS.c.due_at > CLOCKS.c.next_at)).distinct()
    for ticket_id in connection.scalars(unwatched):
        findings.add("clock.unwatched", CLOCKS.name, ticket_id)
    findings.count("clock.unwatched", 1)


def steps_were_not_early(connection: sa.Connection, findings: Findings) -> None:
    """No step was done before it was reached, nor for a clock that does not exist."""
    clock = sa.and_(
        CLOCKS.c.ticket_id == CLOCK_STEPS.c.ticket_id,
        CLOCKS.c.clock == CLOCK_STEPS.c.clock,
        CLOCKS.c.cycle == CLOCK_STEPS.c.cycle,
    )
    steps = sa.select(CLOCK_STEPS.c.ticket_id, CLOCK_STEPS.c.step).outerjoin(CLOCKS.sql, clock)
    early = sa.or_(CLOCK_STEPS.c.fired_at < CLOCK_STEPS.c.reached_at, CLOCKS.c.ticket_id.is_(None))
    for ticket_id, step in connection.execute(steps.where(early)):
        findings.add("step.early", CLOCK_STEPS.name, ticket_id, step=step)
    findings.count("step.early", 1)


CHECKS = (clocks_are_watched, steps_were_not_early)
