"""The leader hands out work by the clock alone: offers, expiries, lapses; another takes over, and nothing is done twice."""

from __future__ import annotations

import sqlalchemy as sa

from server.desk.core import Core
from server.jobs.leader import Leader
from server.store.tables.work import OFFERS, WORK, Offer
from tests.server.desk.test_offers import presence_of, ticket_of, work_of
from tests.server.live.staffed import BILLING, KOFI, LIN, MARTA, StaffedDesk, staff


def core_of(desk: StaffedDesk) -> Core:
    return Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)


def open_offers(desk: StaffedDesk) -> list[Offer]:
    with desk.database.reading() as connection:
        query = sa.select(OFFERS.sql).where(OFFERS.c.state == "open").order_by(OFFERS.c.id)
        return [OFFERS.read(line) for line in connection.execute(query)]


def lead(desk: StaffedDesk, name: str = "one") -> Leader:
    leader = Leader(core_of(desk), name)
    leader.step()
    return leader


def test_waiting_work_is_offered_at_once_oldest_first(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    first, second = desk.ticket(mei, "First"), desk.ticket(mei, "Second")
    leader = lead(desk)
    assert not open_offers(desk)
    desk.arrive(LIN)
    assert leader.step() == 1
    assert [offer.ticket_id for offer in open_offers(desk)] == [first]
    desk.do(staff(LIN), "offer.accept", offer_id=open_offers(desk)[0].id)
    leader.step()
    assert [offer.ticket_id for offer in open_offers(desk)] == [second]


def test_each_free_agent_gets_one_bell(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    for number in range(4):
        desk.ticket(mei, f"Ticket {number}")
    desk.arrive(LIN)
    desk.arrive(MARTA)
    lead(desk)
    assert sorted(offer.agent_id for offer in open_offers(desk)) == [LIN, MARTA]


def test_nobody_is_offered_another_teams_work(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Bill", BILLING)
    desk.arrive(LIN)
    leader = lead(desk)
    assert not open_offers(desk)
    desk.arrive(KOFI)
    leader.step()
    assert [(offer.ticket_id, offer.agent_id) for offer in open_offers(desk)] == [(ticket, KOFI)]


def test_an_ignored_offer_goes_to_the_next_agent(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Filter")
    desk.arrive(LIN)
    leader = lead(desk)
    desk.arrive(MARTA)
    desk.clock.advance(20_000)
    leader.step()
    assert presence_of(desk, LIN).state == "not_responding"
    assert [(offer.ticket_id, offer.agent_id) for offer in open_offers(desk)] == [(ticket, MARTA)]


def test_declined_work_goes_to_somebody_else_and_not_back(desk: StaffedDesk) -> None:
    desk.ticket(desk.customer("Mei"), "Filter")
    desk.arrive(LIN)
    desk.arrive(MARTA)
    leader = lead(desk)
    first = open_offers(desk)[0]
    desk.do(staff(first.agent_id), "offer.decline", offer_id=first.id)
    leader.step()
    assert [offer.agent_id for offer in open_offers(desk)] == [MARTA if first.agent_id == LIN else LIN]


def test_a_silent_agents_offer_returns_within_a_round(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Filter")
    desk.arrive(LIN)
    leader = lead(desk)
    desk.clock.advance(desk.settings.presence_lease_s * 1_000)
    leader.step()
    assert work_of(desk, ticket).state == "queued"
    assert presence_of(desk, LIN).state in ("offline", "not_responding")


def test_a_snoozed_ticket_wakes_at_its_time(desk: StaffedDesk) -> None:
    desk.arrive(LIN)
    ticket = desk.ticket(desk.customer("Mei"), "Filter")
    desk.do(staff(LIN), "ticket.take", ticket_id=ticket)
    until = desk.clock.now() + 30_000
    desk.do(staff(LIN), "ticket.snooze", ticket_id=ticket, until=until)
    leader = lead(desk)
    assert ticket_of(desk, ticket).status == "snoozed"
    desk.clock.set(until)
    leader.step()
    woken = ticket_of(desk, ticket)
    assert (woken.status, woken.assignee_id, woken.snoozed_until) == ("open", LIN, None)


def test_another_process_takes_over_and_the_old_leader_does_nothing_more(desk: StaffedDesk) -> None:
    first = lead(desk, "one")
    second = lead(desk, "two")
    assert (first.epoch, second.epoch) == (1, None)
    desk.clock.advance(desk.settings.leader_lease_s * 1_000)
    second.step()
    assert second.epoch == 2
    desk.arrive(LIN)
    desk.ticket(desk.customer("Mei"), "Filter")
    first.step()
    assert first.epoch is None
    second.step()
    assert len(open_offers(desk)) == 1


def test_a_leader_that_resigns_is_followed_at_once(desk: StaffedDesk) -> None:
    first = lead(desk, "one")
    first.stop()
    assert lead(desk, "two").epoch == 2


def test_a_new_router_proposes_what_the_old_one_would_have(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    for number in range(3):
        desk.ticket(mei, f"Ticket {number}")
    desk.arrive(LIN)
    lead(desk, "one")
    before = open_offers(desk)
    desk.clock.advance(desk.settings.leader_lease_s * 1_000)
    lead(desk, "two")
    assert open_offers(desk) == before
    with desk.database.reading() as connection:
        states = sorted(connection.scalars(sa.select(WORK.c.state)))
    assert states == ["offered", "queued", "queued"]
