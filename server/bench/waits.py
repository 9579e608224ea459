"""The leader's look for due timers when a million are set and none is due, beside the cheapest query there is."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from server.base.clock import DAY
from server.bench.desk_kit import desk_on
from server.bench.measure import Figure, paired
from server.store.tables.infra import TIMERS

TIMERS_SET = 1_000_000
CHUNK = 50_000
LOOKS = 300
ONE = sa.select(sa.literal(1))


def figures(kinds: tuple[str, ...]) -> Iterator[Figure]:
    """Yield the CPU of a tick against `SELECT 1`."""
    for kind in kinds:
        with desk_on(kind) as desk:
            now = desk.core.clock.now()
            with desk.core.database.writing() as connection:
                for start in range(0, TIMERS_SET, CHUNK):
                    rows = [
                        {
                            "id": f"clock:{n}",
                            "kind": "clock",
                            "subject": str(n),
                            "due_at": now + DAY + n,
                            "detail": {},
                        }
                        for n in range(start, start + CHUNK)
                    ]
                    connection.execute(sa.insert(TIMERS.sql), rows)
            due = sa.select(TIMERS.c.id, TIMERS.c.kind).where(TIMERS.c.due_at <= now)
            tick = due.order_by(TIMERS.c.due_at, TIMERS.c.id).limit(200)
            with desk.core.database.reading() as connection:
                pair = paired(
                    lambda tick=tick: [connection.execute(tick).all() for _ in range(LOOKS)],  # type: ignore[misc]
                    lambda: [connection.execute(ONE).all() for _ in range(LOOKS)],
                )
        each = 1e6 / LOOKS
        yield Figure(
            f"tick at a million timers ({kind})",
            pair.subject_s * each,
            pair.reference_s * each,
            "µs",
            pair.ratio,
            "<= 3 x SELECT 1",
            pair.ratio <= 3,
        )
