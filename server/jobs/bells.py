"""RQ as doorbell: one unique "drain this lane" at a time, never a job per row. The job table stays the truth; RQ may forget everything."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import redis

if TYPE_CHECKING:
    from rq import Queue

log = logging.getLogger(__name__)
LANES = ("voice", "desk", "mail", "webhooks")
DRAIN = "server.jobs.bells.drain"
TIMEOUT_S = 300

Drain = Callable[[], int]
_DRAINS: dict[str, Drain] = {}


def drain(lane: str) -> int:
    """Run what is due in a lane until nothing is, and return how many jobs that were. Called by RQ in a `work` process."""
    done = 0
    while some := _DRAINS[lane]():
        done += some
    return done


class Bells:
    """Rings for lanes. A bell that cannot be rung is no harm: workers also look by themselves."""

    def __init__(self, url: str) -> None:
        connection = redis.Redis.from_url(url, socket_timeout=2)
        self._queues = {lane: queue(lane, connection) for lane in LANES}

    def ring(self, lanes: set[str]) -> None:
        """Ring once for each lane; one that rings already is left alone."""
        from rq.exceptions import DuplicateJobError  # noqa: PLC0415 - only with Redis

        for lane in lanes & self._queues.keys():
            try:
                self._queues[lane].enqueue(
                    DRAIN,
                    lane,
                    job_id=f"drain-{lane}",
                    unique=True,
                    job_timeout=TIMEOUT_S,
                    result_ttl=0,
                    failure_ttl=0,
                )
            except DuplicateJobError:
                log.debug("the bell of %s rings already", lane)
            except redis.RedisError as error:
                log.warning("the bell of %s cannot be rung: %s", lane, error)


def drains(of: dict[str, Drain]) -> None:
    """Say how this process drains its lanes."""
    _DRAINS.update(of)


def answer(url: str, lanes: tuple[str, ...]) -> None:
    """Answer the bells of these lanes in this process until it is told to stop."""
    from rq import SimpleWorker  # noqa: PLC0415 - only with Redis
    from rq.serializers import JSONSerializer  # noqa: PLC0415 - only with Redis

    connection = redis.Redis.from_url(url)
    worker = SimpleWorker(
        [queue(lane, connection) for lane in lanes], connection=connection, serializer=JSONSerializer
    )
    worker.work(with_scheduler=False, logging_level="WARNING")


def queue(lane: str, connection: redis.Redis) -> Queue:
    """Return the queue of a lane's bells."""
    from rq import Queue  # noqa: PLC0415 - only with Redis
    from rq.serializers import JSONSerializer  # noqa: PLC0415 - only with Redis

    return Queue(f"desk-{lane}", connection=connection, serializer=JSONSerializer)
