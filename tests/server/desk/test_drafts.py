"""Unsent words follow their writer from device to device, and nobody else sees them."""

from __future__ import annotations

from typing import Any

import pytest

from console.protocol import OwnDraft, Thread
from server.base.errors import Conflict, Forbidden, Unknown
from server.desk.actors import SYSTEM, Actor
from server.desk.readings.registry import ask
from server.desk.readings.threads import OfTicket
from server.store.tables.infra import SEALED
from server.store.tables.work import DRAFTS
from tests.server.live.staffed import ADA, KOFI, LIN, MARTA, ORDERS, StaffedDesk, staff


@pytest.fixture
def ticket(desk: StaffedDesk) -> str:
    return desk.ticket(desk.customer("Mei"), "Parcel", ORDERS)


def draft(desk: StaffedDesk, ticket: str, user_id: str = LIN) -> OwnDraft | None:
    with desk.look(staff(user_id)) as look:
        thread = ask(look, "ticket.thread", OfTicket(ticket_id=ticket))
    assert isinstance(thread, Thread)
    return thread.draft


def typed(desk: StaffedDesk, ticket: str, text: str, user_id: str = LIN, **more: Any) -> None:
    desk.do(staff(user_id), "ticket.draft", ticket_id=ticket, text=text, **more)


def test_what_was_typed_comes_back_with_the_thread_to_its_writer_alone(
    desk: StaffedDesk, ticket: str
) -> None:
    typed(desk, ticket, "Dear Mei", since_seq=7)
    kept = draft(desk, ticket)
    assert kept == OwnDraft(text="Dear Mei", mode="reply", since_seq=7, at=desk.clock.now())
    assert draft(desk, ticket, MARTA) is None


def test_there_is_one_draft_of_a_person_on_a_ticket_and_it_is_sealed(desk: StaffedDesk, ticket: str) -> None:
    typed(desk, ticket, "Dear Mei")
    typed(desk, ticket, "Ask Bo first", mode="note")
    typed(desk, ticket, "Mine", MARTA)
    with desk.look(SYSTEM) as look:
        kept = look.rows(DRAFTS, DRAFTS.c.user_id == LIN)
        sealed = look.by_id(SEALED, [one.id for one in kept])
    assert len(kept) == 1
    assert b"Bo" not in sealed[kept[0].id].data
    found = draft(desk, ticket)
    assert found is not None and (found.text, found.mode) == ("Ask Bo first", "note")


def test_emptied_words_end_the_draft_of_that_kind_with_what_was_sealed(
    desk: StaffedDesk, ticket: str
) -> None:
    typed(desk, ticket, "Dear Mei")
    typed(desk, ticket, "  ", mode="note")
    assert draft(desk, ticket) is not None
    with desk.look(SYSTEM) as look:
        ids = [one.id for one in look.rows(DRAFTS, DRAFTS.c.ticket_id == ticket)]
    typed(desk, ticket, "")
    assert draft(desk, ticket) is None
    with desk.look(SYSTEM) as look:
        assert look.by_id(SEALED, ids) == {}


def test_a_sent_note_ends_the_note_that_was_begun_and_no_reply(desk: StaffedDesk, ticket: str) -> None:
    said = {"ticket_id": ticket, "body": "Ask Bo", "client_id": "c1"}
    typed(desk, ticket, "Dear Mei")
    desk.do(staff(LIN), "ticket.note", **said)
    assert draft(desk, ticket) is not None
    typed(desk, ticket, "Ask Bo", mode="note")
    desk.do(staff(LIN), "ticket.note", **{**said, "client_id": "c2"})
    assert draft(desk, ticket) is None


def test_a_sent_reply_ends_its_draft(desk: StaffedDesk) -> None:
    visitor = desk.visitor()
    said = {"message": "Hello?", "client_id": "hello-001", "language": "en", "queue_id": ORDERS}
    started = desk.do(visitor, "chat.start", **said)
    ticket = desk.ticket_of(str(started["conversation_id"]))
    typed(desk, ticket, "Yes, me")
    typed(desk, ticket, "And me", MARTA)
    words = {"body": "Yes, me", "client_id": "reply-001", "seen_seq": started["seq"]}
    desk.do(staff(LIN), "ticket.reply", ticket_id=ticket, conversation_id=started["conversation_id"], **words)
    assert draft(desk, ticket) is None
    assert draft(desk, ticket, MARTA) is not None


def test_it_goes_to_the_right_customers_key_and_away_with_an_erasure(desk: StaffedDesk, ticket: str) -> None:
    typed(desk, ticket, "Dear Bo")
    bo = desk.customer("Bo")
    desk.do(staff(ADA), "ticket.customer", ticket_id=ticket, customer_id=bo)
    found = draft(desk, ticket)
    assert found is not None and found.text == "Dear Bo"
    desk.do(staff(ADA), "customers.erase", customer_id=bo)
    with desk.look(SYSTEM) as look:
        assert look.rows(DRAFTS, DRAFTS.c.ticket_id == ticket) == []
    with pytest.raises(Conflict, match="erased"):
        typed(desk, ticket, "Dear Bo")


def test_drafts_are_of_people_who_see_the_ticket(desk: StaffedDesk, ticket: str) -> None:
    with pytest.raises(Unknown):
        typed(desk, ticket, "Hello", KOFI)
    with pytest.raises(Forbidden, match="people_only"):
        desk.do(Actor("key", "key_1", 0, ("write",)), "ticket.draft", ticket_id=ticket, text="Hello")
