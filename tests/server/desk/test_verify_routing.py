"""The proof sees work that waits beside a free agent while somebody leads, and marks that were left over."""

from __future__ import annotations

import sqlalchemy as sa

from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.verify import verify
from server.jobs.leader import Leader
from server.store.tables.work import WORK
from tests.server.live.staffed import LIN, ORDERS, StaffedDesk


def codes(desk: StaffedDesk) -> list[str]:
    return [one.code for one in verify(desk.database, desk.master).findings]


def led(desk: StaffedDesk) -> Leader:
    core = Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)
    leader = Leader(core, "one")
    leader.step()
    return leader


def test_work_that_nobody_hands_out_beside_a_free_agent_is_found(desk: StaffedDesk) -> None:
    desk.do(SYSTEM, "leader.lead", holder="one", lease_s=60)
    desk.arrive(LIN)
    desk.ticket(desk.customer("Mei"), "Kettle", ORDERS)
    assert codes(desk) == [], "it came a moment ago"
    desk.clock.advance(6_000)
    desk.customer("Ana")
    assert codes(desk) == ["work.beside_free_agent"]


def test_work_that_is_handed_out_or_cannot_be_is_no_finding(desk: StaffedDesk) -> None:
    leader = led(desk)
    desk.ticket(desk.customer("Mei"), "Kettle", ORDERS)
    desk.arrive(LIN)
    leader.step()
    desk.ticket(desk.customer("Bo"), "Another", ORDERS)
    desk.clock.advance(6_000)
    desk.do(SYSTEM, "presence.beat", user_ids=[LIN])
    desk.customer("Ana")
    assert codes(desk) == []


def test_a_desk_that_nobody_leads_hands_nothing_out(desk: StaffedDesk) -> None:
    desk.arrive(LIN)
    desk.ticket(desk.customer("Mei"), "Kettle", ORDERS)
    desk.clock.advance(6_000)
    desk.customer("Ana")
    assert codes(desk) == []


def test_a_mark_on_work_that_is_in_a_hand_is_found(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Kettle", ORDERS)
    desk.arrive(LIN)
    desk.offer(ticket, LIN)
    with desk.database.writing() as connection:
        connection.execute(sa.update(WORK.sql).values(unroutable="nobody_on_shift"))
    assert "work.mark_left_over" in codes(desk)
