"""Where waiting work stands in its queue, about how long it will wait, and when a closed queue opens. Estimates, never promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from server.base.clock import Ms
from server.desk.readings.look import Look
from server.desk.router import hours, stored
from server.desk.router.stored import Arrangement
from server.store.tables.work import CALLS, WORK, Work


class Place(NamedTuple):
    """`position`: 1 is next; None: it does not wait. `wait_s` None: nobody can say. `opens_at`: its queue is closed until then."""

    position: int | None = None
    wait_s: int | None = None
    opens_at: Ms | None = None


class Front(NamedTuple):
    """A queue as somebody finds it who would come now. `reply_s`: how soon it answers, where it is set up to promise that."""

    ahead: int
    wait_s: int | None
    opens_at: Ms | None
    reply_s: int


def places(look: Look, waiting: Sequence[Work]) -> dict[str, Place]:
    """Return ticket -> its place, for work that is queued or rings just now. Any number costs the same few queries."""
    queued = [work for work in waiting if work.state == "queued"]
    found = {work.ticket_id: Place(1, 0) for work in waiting if work.state == "offered"}
    if not queued:
        return found
    floor = stored.arrangement(look.connection)
    queue_ids = {work.queue_id for work in queued}
    work = stored.waiting_in(look.connection, floor, queue_ids)
    router = stored.filled(floor, stored.agents(look.connection, floor), work.values(), look.now)
    for one in queued:
        wait = router.estimated_wait(one.ticket_id, look.now)
        opens_at = _opens_at(floor, one.queue_id, look.now)
        if wait is not None:
            found[one.ticket_id] = Place(wait.position, wait.seconds if opens_at is None else None, opens_at)
    return found


def place_of_call(look: Look, call_id: str) -> Place | None:
    """Return the place of a call that waits or rings at somebody; None when it does neither."""
    call = look.by_id(CALLS, [call_id]).get(call_id)
    work = look.by_id(WORK, [call.ticket_id]).get(call.ticket_id) if call is not None else None
    return places(look, [work]).get(work.ticket_id) if work is not None else None


def fronts(look: Look, queue_ids: Sequence[str]) -> dict[str, Front]:
    """Return queue -> how it stands for who comes next; the wait is that of a chat without particular wishes."""
    floor = stored.arrangement(look.connection)
    people = [one for one in stored.agents(look.connection, floor) if one.on_shift(look.now)]
    ahead = _ahead(look, queue_ids)
    found = {}
    for queue_id in queue_ids:
        queue = floor.queues[queue_id]
        room = sum(dict(one.limits).get("chat", 0) for one in people if queue_id in one.queues)
        opens_at = _opens_at(floor, queue_id, look.now)
        wait_s = -(-(ahead.get(queue_id, 0) + 1) * queue.handle_s // room) if room and not opens_at else None
        found[queue_id] = Front(ahead.get(queue_id, 0), wait_s, opens_at, queue.target_s)
    return found


def _opens_at(floor: Arrangement, queue_id: str, now: Ms) -> Ms | None:
    """When the queue is served again: nothing while it is open, or while another one serves it."""
    queue = floor.queues[queue_id]
    closed = floor.hours(now).closed
    if queue_id not in closed or queue.overflow_queue_id in floor.queues.keys() - closed:
        return None
    return hours.opens_at(queue, floor.calendars, now)


def _ahead(look: Look, queue_ids: Sequence[str]) -> dict[str, int]:
    queued = WORK.c.state == sa.literal_column("'queued'")
    query = sa.select(WORK.c.queue_id, sa.func.count()).where(WORK.c.queue_id.in_(queue_ids), queued)
    return dict(look.connection.execute(query.group_by(WORK.c.queue_id)).all())
