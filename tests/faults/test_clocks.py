"""Steps of clocks in a real process: in time while it leads, once and late after it was killed, never before their time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from server.store.tables.clocks import ClockStep
from tests.faults.desk import Desk
from tests.faults.processes import Process, running

pytestmark = pytest.mark.faults
TICKETS = 15
REPLY_S = 2
IN_TIME_MS, LATE_MS = 1_000, 2_000
"""A step is done within a second of its time while a leader lives."""


def test_steps_are_done_in_time_and_after_a_kill_once_and_late(sqlite_url: str, tmp_path: Path) -> None:
    desk = Desk(sqlite_url, 1)
    desk.promise(REPLY_S)
    server = Process("serve", tmp_path, database_url=sqlite_url)
    with running(server):
        _open(desk)
        in_time = _until(desk, 2 * TICKETS)
        server.kill()
        _open(desk)
        time.sleep(REPLY_S + 2)
        assert len(desk.steps()) == len(in_time), "nobody leads, nothing is done"
        server.start()
        late = _until(desk, 4 * TICKETS)[len(in_time) :]
    assert [one for one in in_time if one.fired_at - one.reached_at > IN_TIME_MS] == []
    assert [one for one in late if one.fired_at - one.reached_at < LATE_MS] == []
    desk.assert_steps()
    desk.assert_whole()
    desk.close()


def _open(desk: Desk) -> None:
    """Customers ask through a program, and nobody answers."""
    customer = desk.ask("customers.add", name="Mei")["customer_id"]
    for number in range(TICKETS):
        desk.ask("ticket.open", customer_id=customer, subject=f"matter {number}", queue_id=desk.queue)


def _until(desk: Desk, count: int) -> list[ClockStep]:
    """Wait until so many steps were done and return them."""
    over = time.monotonic() + 30
    while time.monotonic() < over:
        done = desk.steps()
        if len(done) >= count:
            return done
        time.sleep(0.2)
    raise AssertionError(f"expected {count} steps, {len(desk.steps())} were done")
