"""A doorbell rings once a lane however often it is pressed, and draining runs what is due."""

from __future__ import annotations

import redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from server.jobs import bells


def test_pressing_twice_rings_once_and_the_answer_drains_the_lane(redis_url: str) -> None:
    ringing = bells.Bells(redis_url)
    ringing.ring({"mail"})
    ringing.ring({"mail", "unknown lane"})
    connection = redis.Redis.from_url(redis_url)
    queue = bells.queue("mail", connection)
    assert queue.count == 1
    left = [2, 1, 0]
    bells.drains({"mail": lambda: left.pop(0)})
    worker = SimpleWorker([queue], connection=connection, serializer=JSONSerializer)
    worker.work(burst=True, with_scheduler=False, logging_level="ERROR")
    assert left == []
    assert queue.count == 0
    ringing.ring({"mail"})
    assert queue.count == 1
    connection.close()


def test_a_bell_that_cannot_be_rung_harms_nobody() -> None:
    bells.Bells("redis://127.0.0.1:1").ring({"mail"})
