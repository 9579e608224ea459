"""Presence is a lease: silence takes offers back at once and live work after a grace; coming back in time undoes it."""

from __future__ import annotations

import pytest

from server.base.errors import Forbidden, Invalid, Unknown
from server.desk.actors import SYSTEM
from tests.server.desk.test_offers import offer_of, presence_of, ticket_of, work_of
from tests.server.live.staffed import KOFI, LIN, MARTA, StaffedDesk, staff


def test_away_wants_a_reason(desk: StaffedDesk) -> None:
    with pytest.raises(Invalid) as refusal:
        desk.do(staff(LIN), "presence.set", state="away")
    assert refusal.value.code == "presence.reason_missing"
    desk.do(staff(LIN), "presence.set", state="away", reason="training")
    assert (presence_of(desk, LIN).state, presence_of(desk, LIN).reason) == ("away", "training")


def test_silence_withdraws_the_offer_and_coming_back_restores_the_state(desk: StaffedDesk) -> None:
    desk.arrive(LIN)
    offer = desk.offer(desk.ticket(desk.customer("Mei"), "Filter"), LIN)
    desk.clock.advance(desk.settings.presence_lease_s * 1_000)
    desk.do(SYSTEM, "presence.lapse", user_ids=[LIN])
    assert (presence_of(desk, LIN).state, offer_of(desk, offer).state) == ("offline", "withdrawn")
    desk.do(SYSTEM, "presence.beat", user_ids=[LIN])
    assert presence_of(desk, LIN).state == "available"


def test_somebody_heard_of_in_time_does_not_lapse(desk: StaffedDesk) -> None:
    desk.arrive(LIN)
    desk.clock.advance(30_000)
    desk.do(SYSTEM, "presence.beat", user_ids=[LIN])
    desk.clock.advance(30_000)
    desk.do(SYSTEM, "presence.lapse", user_ids=[LIN])
    assert presence_of(desk, LIN).state == "available"


def test_an_absent_agents_written_work_stays_and_their_chats_return_after_the_grace(
    desk: StaffedDesk,
) -> None:
    desk.arrive(LIN)
    mei = desk.customer("Mei")
    written = desk.ticket(mei, "Invoice")
    desk.do(staff(LIN), "ticket.take", ticket_id=written)
    visitor = desk.visitor()
    chat = desk.do(
        visitor, "chat.start", message="Hello", client_id="client-0001", language="en", queue_id="que_orders"
    )
    talked = desk.ticket_of(chat["conversation_id"])
    desk.do(staff(LIN), "ticket.take", ticket_id=talked)
    desk.do(staff(LIN), "presence.set", state="offline")
    desk.do(SYSTEM, "presence.absent", timer_id=f"absent:{LIN}")
    assert ticket_of(desk, talked).assignee_id == LIN, "not before the grace is over"
    desk.clock.advance(desk.settings.presence_grace_s * 1_000)
    desk.do(SYSTEM, "presence.absent", timer_id=f"absent:{LIN}")
    assert ticket_of(desk, talked).assignee_id is None
    assert work_of(desk, talked).state == "queued"
    assert ticket_of(desk, written).assignee_id == LIN


def test_a_restart_gives_everybody_time(desk: StaffedDesk) -> None:
    desk.arrive(LIN)
    desk.clock.advance(3_600_000)
    desk.do(SYSTEM, "presence.grace", user_ids=[LIN])
    desk.do(SYSTEM, "presence.lapse", user_ids=[LIN])
    assert presence_of(desk, LIN).state == "available"


def test_supervisors_set_the_state_of_their_own_people_only(desk: StaffedDesk) -> None:
    desk.do(staff(MARTA), "presence.set_for", user_id=LIN, state="away", reason="meeting")
    set_for = presence_of(desk, LIN)
    assert (set_for.set_by, set_for.set_by_id) == ("supervisor", MARTA)
    with pytest.raises(Unknown):
        desk.do(staff(MARTA), "presence.set_for", user_id=KOFI, state="offline")
    with pytest.raises(Forbidden):
        desk.do(staff(LIN), "presence.set_for", user_id=LIN, state="available")
