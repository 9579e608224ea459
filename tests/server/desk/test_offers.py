"""An offer rings at one agent, ends once, and keeps the age of what it held out."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from server.base.errors import Conflict, Unknown
from server.desk.actors import SYSTEM
from server.store.tables.staff import QUEUES, Queue
from server.store.tables.work import OFFERS, PRESENCE, TICKETS, WORK, Offer, Presence, Ticket, Work
from tests.server.live.staffed import KOFI, LIN, MARTA, ORDERS, StaffedDesk, staff


@pytest.fixture
def ticket(desk: StaffedDesk) -> str:
    desk.arrive(LIN)
    return desk.ticket(desk.customer("Mei"), "Filter")


def work_of(desk: StaffedDesk, ticket_id: str) -> Work:
    with desk.database.reading() as connection:
        return WORK.read(connection.execute(sa.select(WORK.sql).where(WORK.c.ticket_id == ticket_id)).one())


def ticket_of(desk: StaffedDesk, ticket_id: str) -> Ticket:
    with desk.database.reading() as connection:
        return TICKETS.read(connection.execute(sa.select(TICKETS.sql).where(TICKETS.c.id == ticket_id)).one())


def offer_of(desk: StaffedDesk, offer_id: str) -> Offer:
    with desk.database.reading() as connection:
        return OFFERS.read(connection.execute(sa.select(OFFERS.sql).where(OFFERS.c.id == offer_id)).one())


def presence_of(desk: StaffedDesk, user_id: str) -> Presence:
    with desk.database.reading() as connection:
        found = sa.select(PRESENCE.sql).where(PRESENCE.c.user_id == user_id)
        return PRESENCE.read(connection.execute(found).one())


def test_accepted_work_is_owned_open_and_waits_no_more(desk: StaffedDesk, ticket: str) -> None:
    offer = desk.offer(ticket, LIN)
    assert work_of(desk, ticket).state == "offered"
    assert desk.do(staff(LIN), "offer.accept", offer_id=offer)["ticket_id"] == ticket
    owned = ticket_of(desk, ticket)
    assert (owned.assignee_id, owned.status, work_of(desk, ticket).state) == (LIN, "open", "assigned")
    assert offer_of(desk, offer).state == "accepted"


def test_an_offer_is_only_for_the_one_it_was_made_to(desk: StaffedDesk, ticket: str) -> None:
    offer = desk.offer(ticket, LIN)
    for other in (KOFI, MARTA):
        with pytest.raises(Unknown):
            desk.do(staff(other), "offer.accept", offer_id=offer)


def test_an_ignored_offer_goes_on_with_its_age_and_its_agent_is_not_responding(
    desk: StaffedDesk, ticket: str
) -> None:
    entered = work_of(desk, ticket).entered_at
    offer = desk.offer(ticket, LIN)
    desk.do(SYSTEM, "offer.expire", timer_id=f"offer:{offer}")
    assert offer_of(desk, offer).state == "open", "not before its time"
    desk.clock.advance(20_000)
    desk.do(SYSTEM, "offer.expire", timer_id=f"offer:{offer}")
    desk.do(SYSTEM, "offer.expire", timer_id=f"offer:{offer}")
    back = work_of(desk, ticket)
    assert (back.state, back.entered_at, back.skip_once) == ("queued", entered, LIN)
    assert (offer_of(desk, offer).state, presence_of(desk, LIN).state) == ("timed_out", "not_responding")


def test_an_answer_that_comes_too_late_changes_nothing(desk: StaffedDesk, ticket: str) -> None:
    offer = desk.offer(ticket, LIN)
    desk.clock.advance(20_000)
    with pytest.raises(Conflict) as refusal:
        desk.do(staff(LIN), "offer.accept", offer_id=offer)
    assert refusal.value.detail["outcome"] == "timed_out"
    assert ticket_of(desk, ticket).assignee_id is None


def test_declined_work_remembers_who_declined(desk: StaffedDesk, ticket: str) -> None:
    offer = desk.offer(ticket, LIN)
    desk.do(staff(LIN), "offer.decline", offer_id=offer)
    assert work_of(desk, ticket).declined_by == (LIN,)
    assert presence_of(desk, LIN).state == "available"


def test_a_hand_wins_over_the_bell_and_the_loser_learns_who_won(desk: StaffedDesk, ticket: str) -> None:
    offer = desk.offer(ticket, LIN)
    desk.do(staff(MARTA), "ticket.take", ticket_id=ticket)
    with pytest.raises(Conflict) as refusal:
        desk.do(staff(LIN), "offer.accept", offer_id=offer)
    assert refusal.value.detail == {"outcome": "withdrawn", "winner": "Marta"}
    assert ticket_of(desk, ticket).assignee_id == MARTA


def test_nobody_is_offered_two_things_at_once_nor_more_than_they_can_hold(desk: StaffedDesk) -> None:
    desk.arrive(LIN)
    mei = desk.customer("Mei")
    tickets = [desk.ticket(mei, f"Filter {number}") for number in range(6)]
    offer = desk.offer(tickets[0], LIN)
    with pytest.raises(Conflict) as ringing:
        desk.offer(tickets[1], LIN)
    assert ringing.value.code == "offer.agent_ringing"
    desk.do(staff(LIN), "offer.accept", offer_id=offer)
    for ticket_id in tickets[1:5]:
        desk.do(staff(LIN), "offer.accept", offer_id=desk.offer(ticket_id, LIN))
    with pytest.raises(Conflict) as full:
        desk.offer(tickets[5], LIN)
    assert full.value.code == "offer.agent_full"


def test_an_agent_who_is_away_or_silent_is_offered_nothing(desk: StaffedDesk, ticket: str) -> None:
    desk.clock.advance(desk.settings.presence_lease_s * 1_000)
    with pytest.raises(Conflict) as silent:
        desk.offer(ticket, LIN)
    assert silent.value.code == "offer.agent_silent"
    desk.do(staff(LIN), "presence.set", state="away", reason="lunch")
    with pytest.raises(Conflict) as away:
        desk.offer(ticket, LIN)
    assert away.value.code == "offer.agent_away"


def test_where_the_queue_says_so_work_comes_without_ringing(desk: StaffedDesk) -> None:
    desk.arrive(LIN)
    with desk.database.writing() as connection:
        quiet = Queue(id=ORDERS, name="Orders", team_id="tea_east", auto_accept=("api",))
        connection.execute(sa.update(QUEUES.sql).where(QUEUES.c.id == ORDERS).values(QUEUES.values(quiet)))
    mei = desk.customer("Mei")
    ticket = desk.do(SYSTEM, "ticket.open", customer_id=mei, subject="Order", queue_id=ORDERS)["ticket_id"]
    assert desk.do(SYSTEM, "offer.make", ticket_id=ticket, user_id=LIN)["offer_id"] is None
    assert ticket_of(desk, ticket).assignee_id == LIN
