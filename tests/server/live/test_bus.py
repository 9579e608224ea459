"""Several processes of one desk: what happens in one is told on the screens of the other, and who is there is known to both."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from server.base.ids import SystemIds
from server.live.bus import COMMITS, Bus
from tests.server.live.served import Served, serving
from tests.server.live.staffed import LIN, MARTA, ORDERS, StaffedDesk, staff


@pytest.fixture
def pair(postgres_url: str, redis_url: str) -> Iterator[tuple[Served, Served]]:
    """Two processes' worth of desk over one PostgreSQL and one Redis."""
    first = StaffedDesk(postgres_url, heartbeat_s=1, redis_url=redis_url)
    second = StaffedDesk(postgres_url, ids=SystemIds(), empty=False, heartbeat_s=1, redis_url=redis_url)
    with serving(first) as one, serving(second) as two:
        yield one, two
    first.close()
    second.close()


def test_what_one_process_commits_is_told_by_the_other(pair: tuple[Served, Served]) -> None:
    here, there = pair
    lin = there.screen(LIN)
    lin.settle(0)
    ticket = here.desk.ticket(here.desk.customer("Mei"), "Parcel", ORDERS)
    assert lin.until("change", kind="ticket.opened")["records"][0]["id"] == ticket
    there.desk.do(staff(LIN), "ticket.take", ticket_id=ticket)
    assert lin.until("change", kind="ticket.assigned")["records"][0]["assignee_id"] == LIN


def test_colleagues_on_different_processes_see_each_other_and_who_writes(pair: tuple[Served, Served]) -> None:
    here, there = pair
    ticket = here.desk.ticket(here.desk.customer("Mei"), "Parcel", ORDERS)
    lin, marta = here.screen(LIN, watch=(ticket,)), there.screen(MARTA, watch=(ticket,))
    lin.until("viewing", user_ids=[LIN, MARTA])
    marta.say(say="typing", ticket_id=ticket, on=True)
    assert lin.until("viewing", typing_ids=[MARTA])["user_ids"] == [LIN, MARTA]
    marta.close()
    lin.until("viewing", user_ids=[LIN], typing_ids=[])


def test_a_silent_bus_is_no_error_and_a_lost_redis_neither() -> None:
    for url in ("", "redis://127.0.0.1:1/0"):
        bus = Bus(url)
        bus.heard[COMMITS] = lambda _message: None
        bus.start()
        for n in range(3_000):
            bus.say(COMMITS, b"%d" % n)
        bus.stop()
        assert not [one for one in threading.enumerate() if one.name.startswith("bus")]
