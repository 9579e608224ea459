"""Receipts are forgotten when they are old, not before."""

from __future__ import annotations

import sqlalchemy as sa

from server.jobs.forgetting import REST, Forgetting
from server.store.tables.infra import RECEIPTS
from tests.server.jobs.test_leader import core_of
from tests.server.live.staffed import LIN, ORDERS, StaffedDesk, staff


def kept(desk: StaffedDesk) -> int:
    with desk.database.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(RECEIPTS.sql)).scalar_one())


def test_only_old_receipts_are_forgotten(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    forgetting = Forgetting(core_of(desk))
    ticket = desk.command(staff(LIN), "ticket.open", customer_id=mei, subject="Filter", queue_id=ORDERS)
    desk.executor.ask(ticket._replace(key="key-old-0001"))
    desk.clock.advance(desk.settings.receipt_days * 86_400_000)
    desk.executor.ask(ticket._replace(key="key-new-0001"))
    assert forgetting.step() == 0
    desk.clock.advance(REST)
    assert (forgetting.step(), kept(desk)) == (1, 1)
    assert forgetting.step() == 0
