"""How many clocks were met in time, by clock and queue, between two instants: one definition, from the clocks' own rows.

A clock counts when it is decided: at the instant it was met, or at the instant it was due and not done (however late it was done
then). What is still open, or ended without an answer, is in no share.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, NamedTuple

import msgspec
import sqlalchemy as sa

from console.protocol import Wire
from server.base.clock import DAY, Ms
from server.desk.access import DESK_READ, visible
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.store.tables.clocks import CLOCKS
from server.store.tables.work import TICKETS

LONGEST_DAYS = 366


class Share(NamedTuple):
    """Clocks decided in a span: in time and late."""

    met: int
    failed: int

    @property
    def part(self) -> float | None:
        """Met in time of all decided, 0 to 1; None when nothing was decided: no figure, not 100 %."""
        return self.met / (self.met + self.failed) if self.met + self.failed else None


class Between(Question, frozen=True, kw_only=True):
    """From when (included) to when (not included; None: up to now); of one queue, or of all the viewer sees."""

    since: Ms
    until: Ms | None = None
    queue_id: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class Attained(Wire, frozen=True, kw_only=True):
    """One clock in one queue. `share` None: nothing was decided."""

    clock: str
    queue_id: str
    met: int
    failed: int
    share: float | None


class Attainment(Wire, frozen=True, kw_only=True):
    """The figures of a span, by clock and queue, and `all` of them together by clock."""

    since: Ms
    until: Ms
    rows: list[Attained]
    all: list[Attained]


@reading("attainment", Between, DESK_READ, path="/attainment", answer=Attainment)
def attained(look: Look, question: Between) -> Attainment:
    """Return how many clocks were met in time and how many were late, by clock and queue."""
    until = look.now + 1 if question.until is None else question.until
    since = max(question.since, until - LONGEST_DAYS * DAY)
    ids = [question.queue_id] if question.queue_id is not None else None
    found = attainment(look, since, until, queue_ids=ids)
    together: dict[str, Share] = {}
    for (clock, _), share in found.items():
        before = together.get(clock, Share(0, 0))
        together[clock] = Share(before.met + share.met, before.failed + share.failed)
    return Attainment(
        since=since,
        until=until,
        rows=[_attained(clock, queue_id, share) for (clock, queue_id), share in sorted(found.items())],
        all=[_attained(clock, "", share) for clock, share in sorted(together.items())],
    )


def attainment(
    look: Look, since: Ms, until: Ms, *, queue_ids: Iterable[str] | None = None
) -> dict[tuple[str, str], Share]:
    """Return (clock, queue) -> how many were met in time and how many were late, decided in [since, until), as the viewer sees.

    For the board: one grouped query over an index of what was decided; `Share.part` is the figure, None where nothing was
    decided. The list behind a figure: `decided_in` with the same arguments.
    """
    late = sa.func.sum(sa.case((CLOCKS.c.breached_at.is_not(None), 1), else_=0))
    counts = sa.select(CLOCKS.c.clock, CLOCKS.c.queue_id, sa.func.count(), late)
    query = _decided(look, counts, since, until, queue_ids).group_by(CLOCKS.c.clock, CLOCKS.c.queue_id)
    return {
        (clock, queue_id): Share(count - int(failed), int(failed))
        for clock, queue_id, count, failed in look.connection.execute(query)
    }


def decided_in(
    look: Look, since: Ms, until: Ms, *, queue_ids: Iterable[str] | None = None, failed: bool | None = None
) -> list[tuple[str, str, int]]:
    """Return (ticket, clock, cycle) of what `attainment` counts, newest first, at most 500; of one outcome when `failed` is given."""
    columns = sa.select(CLOCKS.c.ticket_id, CLOCKS.c.clock, CLOCKS.c.cycle)
    query = _decided(look, columns, since, until, queue_ids).order_by(CLOCKS.c.decided_at.desc()).limit(500)
    if failed is not None:
        late = CLOCKS.c.breached_at
        query = query.where(late.is_not(None) if failed else late.is_(None))
    return [(row.ticket_id, row.clock, row.cycle) for row in look.connection.execute(query)]


def _decided(look: Look, query: Any, since: Ms, until: Ms, queue_ids: Iterable[str] | None) -> Any:
    query = query.where(CLOCKS.c.decided_at >= since, CLOCKS.c.decided_at < until)
    if not look.viewer.sees_all:
        query = query.join(TICKETS.sql, TICKETS.c.id == CLOCKS.c.ticket_id).where(visible(look.viewer))
    if queue_ids is not None:
        query = query.where(CLOCKS.c.queue_id.in_(sorted(queue_ids)))
    return query


def _attained(clock: str, queue_id: str, share: Share) -> Attained:
    return Attained(clock=clock, queue_id=queue_id, met=share.met, failed=share.failed, share=share.part)
