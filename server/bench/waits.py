"""The leader's look for what is due with a million open clocks and none due, beside the cheapest query there is."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from server.base.clock import DAY, Ms
from server.bench.desk_kit import desk_on
from server.bench.measure import Figure, paired
from server.desk.clocks.settling import TIMER
from server.store.tables.clocks import CLOCKS, Clock
from server.store.tables.infra import TIMERS, Timer

OPEN = 1_000_000
CHUNK = 50_000
LOOKS = 300
ONE = sa.select(sa.literal(1))


def figures(kinds: tuple[str, ...]) -> Iterator[Figure]:
    """Yield the CPU of a tick against `SELECT 1`."""
    for kind in kinds:
        with desk_on(kind) as desk:
            now = desk.core.clock.now()
            with desk.core.database.writing() as connection:
                for start in range(0, OPEN, CHUNK):
                    numbers = range(start, start + CHUNK)
                    connection.execute(
                        sa.insert(CLOCKS.sql), [CLOCKS.values(_clock(n, now)) for n in numbers]
                    )
                    connection.execute(
                        sa.insert(TIMERS.sql), [TIMERS.values(_timer(n, now)) for n in numbers]
                    )
            due = sa.select(TIMERS.c.id, TIMERS.c.kind).where(TIMERS.c.due_at <= now)
            tick = due.order_by(TIMERS.c.due_at, TIMERS.c.id).limit(200)
            with desk.core.database.reading() as connection:
                pair = paired(
                    lambda tick=tick: [connection.execute(tick).all() for _ in range(LOOKS)],  # type: ignore[misc]
                    lambda: [connection.execute(ONE).all() for _ in range(LOOKS)],
                )
        each = 1e6 / LOOKS
        yield Figure(
            f"tick at a million open clocks ({kind})",
            pair.subject_s * each,
            pair.reference_s * each,
            "µs",
            pair.ratio,
            "<= 3 x SELECT 1",
            pair.ratio <= 3,
        )


def _clock(number: int, now: Ms) -> Clock:
    """A clock that runs, due some time after tomorrow."""
    due_at = now + DAY + number
    return Clock(
        ticket_id=f"tic_{number:07d}",
        clock="resolution",
        cycle=1,
        state="running",
        started_at=now,
        target_s=DAY // 1000,
        due_at=due_at,
        warn_at=due_at,
        next_at=due_at,
        queue_id="que_bench",
        version=1,
    )


def _timer(number: int, now: Ms) -> Timer:
    subject = f"tic_{number:07d}"
    return Timer(id=f"{TIMER}:{subject}", kind=TIMER, subject=subject, due_at=now + DAY + number)
