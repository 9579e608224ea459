"""Kill -9 at random moments while fifty customers and twenty agents work through the public interfaces."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

import pytest

from tests.faults.desk import PASSWORD, Desk
from tests.faults.people import Agent, Customer, join
from tests.faults.processes import Process, running

pytestmark = pytest.mark.faults
CUSTOMERS, AGENTS, MESSAGES = 50, 20, 8
TAKEN_OVER_S, CURRENT_S = 10.0, 5.0
REPLY_S = 4


@pytest.mark.parametrize("seed", [1])
def test_a_killed_server_loses_and_doubles_nothing(sqlite_url: str, tmp_path: Path, seed: int) -> None:
    desk = Desk(sqlite_url, AGENTS)
    server = Process("serve", tmp_path, database_url=sqlite_url)
    chance = random.Random(seed)
    with running(server):
        day = Day(desk, [server])
        for _ in range(3):
            time.sleep(1 + 2 * chance.random())
            server.kill()
            server.start()
        day.finish()


@pytest.mark.parametrize("seed", [2])
def test_any_process_of_several_may_be_killed(
    postgres_url: str, redis_url: str, tmp_path: Path, seed: int
) -> None:
    desk = Desk(postgres_url, AGENTS)
    settings = {"database_url": postgres_url, "redis_url": redis_url}
    servers = [Process("serve", tmp_path, **settings) for _ in range(2)]
    workers = [Process("work", tmp_path, **settings) for _ in range(2)]
    chance = random.Random(seed)
    with running(*servers, *workers):
        day = Day(desk, servers)
        for _ in range(4):
            time.sleep(1 + 2 * chance.random())
            unlucky = chance.choice([*servers, *workers])
            unlucky.kill()
            time.sleep(chance.random())
            unlucky.start()
        day.finish()


class Day:
    """Everybody at work, until it is over; then everything is looked at."""

    def __init__(self, desk: Desk, servers: list[Process]) -> None:
        self.desk = desk
        desk.promise(REPLY_S)
        self.over = threading.Event()
        chance = random.Random(7)

        def address() -> str:
            return chance.choice(servers).address

        self.agents = [Agent(login, PASSWORD, address, self.over) for login in desk.logins]
        self.customers = [Customer(f"cust{n:03d}", address, MESSAGES, desk.queue) for n in range(CUSTOMERS)]
        for one in (*self.agents, *self.customers):
            one.start()

    def finish(self) -> None:
        """Let everybody finish; work goes on within the time a new leader may take, and every console is current."""
        join(self.customers, 120)
        assert [one.error for one in self.customers if one.error] == []
        time.sleep(TAKEN_OVER_S + CURRENT_S)
        self._wait_quiet()
        self.over.set()
        join(self.agents, 30)
        assert [one.error for one in self.agents if one.error] == []
        self.desk.assert_messages(self.customers)
        self.desk.assert_replies(self.agents)
        self.desk.assert_work()
        self.desk.assert_steps()
        for agent in self.agents:
            self.desk.assert_console(agent)
        self.desk.assert_whole()
        self.desk.close()

    def _wait_quiet(self) -> None:
        """Wait until nothing happens any more and every console has heard the last event told to it."""
        until = time.monotonic() + 60
        head = -1
        while time.monotonic() < until:
            before, head = head, self.desk.head()
            if before == head:
                return
            time.sleep(2)
        raise AssertionError("the desk does not come to rest")
