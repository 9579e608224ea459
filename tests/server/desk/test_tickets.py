"""Tickets as people work with them: answered, waited for, solved, reopened, handed over; the guard at send time."""

from __future__ import annotations

import pytest

from server.base.errors import Conflict, DeskError, Invalid, Unknown
from tests.server.desk.test_offers import ticket_of, work_of
from tests.server.live.staffed import BILLING, KOFI, LIN, MARTA, ORDERS, RETURNS, StaffedDesk, staff

SEEN_ALL = 1 << 40


class Chat:
    """A chat of Mei's that Lin has."""

    def __init__(self, desk: StaffedDesk) -> None:
        self.desk = desk
        desk.arrive(LIN)
        self.mei = desk.visitor()
        started = desk.do(
            self.mei, "chat.start", message="It hums", client_id="client-0000", language="en", queue_id=ORDERS
        )
        self.conversation = started["conversation_id"]
        self.ticket = desk.ticket_of(self.conversation)
        desk.do(staff(LIN), "ticket.take", ticket_id=self.ticket)

    def writes(self, text: str, number: int) -> int:
        said = {"conversation_id": self.conversation, "body": text, "client_id": f"client-{number:04d}"}
        return int(self.desk.do(self.mei, "chat.write", **said)["seq"])

    def reply(self, user: str = LIN, seen: int = SEEN_ALL, **fields: object) -> dict[str, object]:
        said = {
            "ticket_id": self.ticket,
            "conversation_id": self.conversation,
            "body": "Hello",
            "client_id": "a1",
        }
        return self.desk.do(staff(user), "ticket.reply", **{**said, "seen_seq": seen, **fields})


@pytest.fixture
def chat(desk: StaffedDesk) -> Chat:
    return Chat(desk)


def test_an_answer_takes_the_ticket_from_the_unanswered(desk: StaffedDesk, chat: Chat) -> None:
    assert ticket_of(desk, chat.ticket).unread == 1
    chat.reply()
    answered = ticket_of(desk, chat.ticket)
    assert (answered.unread, answered.unanswered_since, answered.staff_by) == (0, None, LIN)


def test_a_reply_written_past_a_new_message_is_held_back_once(desk: StaffedDesk, chat: Chat) -> None:
    seen = chat.writes("and now it smells", 1)
    chat.writes("burnt!", 2)
    with pytest.raises(Conflict) as held:
        chat.reply(seen=seen)
    assert (held.value.code, held.value.detail["by"]) == ("ticket.moved_on", "customer")
    chat.reply(seen=seen, anyway=True)


def test_a_colleagues_reply_holds_back_mine_but_my_own_does_not(desk: StaffedDesk, chat: Chat) -> None:
    seen = int(chat.reply()["seq"]) - 1  # type: ignore[call-overload]  # the answer's seq is a number
    chat.reply(client_id="a2", seen=seen)
    with pytest.raises(Conflict) as held:
        chat.reply(MARTA, seen=seen, client_id="b1")
    assert held.value.detail["by"] == "colleague"


def test_a_customer_who_writes_again_wakes_what_was_solved_for_who_solved_it(
    desk: StaffedDesk, chat: Chat
) -> None:
    chat.reply(then="solve")
    assert ticket_of(desk, chat.ticket).status == "solved"
    assert work_of(desk, chat.ticket).state == "done"
    chat.writes("it is back", 3)
    woken = ticket_of(desk, chat.ticket)
    assert (woken.status, woken.assignee_id, woken.reopened) == ("open", LIN, 1)
    assert work_of(desk, chat.ticket).state == "assigned"


def test_when_who_solved_it_has_gone_it_waits_for_anybody(desk: StaffedDesk, chat: Chat) -> None:
    chat.reply(then="solve")
    desk.do(staff(LIN), "presence.set", state="offline")
    chat.writes("it is back", 3)
    assert ticket_of(desk, chat.ticket).assignee_id is None
    assert work_of(desk, chat.ticket).state == "queued"


def test_after_the_reopening_days_a_message_is_a_new_ticket(desk: StaffedDesk, chat: Chat) -> None:
    chat.reply(then="solve")
    desk.clock.advance((desk.settings.reopen_days * 24 + 1) * 3_600_000)
    again = desk.do(
        chat.mei, "chat.start", message="Hello again", client_id="client-0009", language="en", queue_id=ORDERS
    )
    assert desk.ticket_of(again["conversation_id"]) != chat.ticket


def test_spam_and_closed_are_final_for_the_customer(desk: StaffedDesk, chat: Chat) -> None:
    desk.do(staff(LIN), "ticket.spam", ticket_id=chat.ticket)
    with pytest.raises(DeskError) as refused:
        chat.writes("buy now", 4)
    assert refused.value.code == "conversation.ended"
    with pytest.raises(Conflict):
        desk.do(staff(LIN), "ticket.wait", ticket_id=chat.ticket, on="customer")


def test_a_snooze_lies_in_the_future_and_not_too_far(desk: StaffedDesk, chat: Chat) -> None:
    for until in (desk.clock.now(), desk.clock.now() + 400 * 86_400_000):
        with pytest.raises(Invalid):
            desk.do(staff(LIN), "ticket.snooze", ticket_id=chat.ticket, until=until)


def test_a_transfer_keeps_its_note_and_waits_in_the_other_queue(desk: StaffedDesk, chat: Chat) -> None:
    desk.do(staff(LIN), "ticket.transfer", ticket_id=chat.ticket, queue_id=BILLING, note="Wants money back")
    moved = ticket_of(desk, chat.ticket)
    assert (moved.queue_id, moved.assignee_id, work_of(desk, chat.ticket).state) == (BILLING, None, "queued")
    with pytest.raises(Unknown):
        desk.do(staff(LIN), "ticket.note", ticket_id=chat.ticket, body="still mine?", client_id="n1")
    desk.do(staff(KOFI), "ticket.note", ticket_id=chat.ticket, body="mine now", client_id="n2")


def test_a_transfer_has_exactly_one_target(desk: StaffedDesk, chat: Chat) -> None:
    for targets in ({}, {"queue_id": RETURNS, "user_id": KOFI}):
        with pytest.raises(Invalid) as refusal:
            desk.do(staff(LIN), "ticket.transfer", ticket_id=chat.ticket, **targets)
        assert refusal.value.code == "ticket.transfer_target"


def test_supervisors_assign_only_to_those_who_can_see_the_work(desk: StaffedDesk, chat: Chat) -> None:
    with pytest.raises(Invalid) as blind:
        desk.do(staff(MARTA), "ticket.assign", ticket_id=chat.ticket, user_id=KOFI)
    assert blind.value.code == "ticket.receiver_blind"
    desk.do(staff(MARTA), "ticket.assign", ticket_id=chat.ticket, user_id=MARTA)
    assert ticket_of(desk, chat.ticket).assignee_id == MARTA


def test_released_work_waits_again(desk: StaffedDesk, chat: Chat) -> None:
    desk.do(staff(LIN), "ticket.release", ticket_id=chat.ticket)
    assert (ticket_of(desk, chat.ticket).assignee_id, work_of(desk, chat.ticket).state) == (None, "queued")


def test_solved_work_is_not_given_back_and_is_open_again_when_passed_on(
    desk: StaffedDesk, chat: Chat
) -> None:
    desk.do(staff(LIN), "ticket.solve", ticket_id=chat.ticket)
    with pytest.raises(Conflict) as refusal:
        desk.do(staff(LIN), "ticket.release", ticket_id=chat.ticket)
    assert refusal.value.code == "ticket.finished"
    desk.do(staff(LIN), "ticket.transfer", ticket_id=chat.ticket, queue_id=RETURNS)
    assert (ticket_of(desk, chat.ticket).status, work_of(desk, chat.ticket).state) == ("open", "queued")


def test_tags_are_tidied_and_a_priority_moves_with_the_work(desk: StaffedDesk, chat: Chat) -> None:
    desk.do(staff(LIN), "ticket.set_tags", ticket_id=chat.ticket, tags=[" Noise", "noise", "E4 "])
    desk.do(staff(LIN), "ticket.set_priority", ticket_id=chat.ticket, priority="urgent")
    assert ticket_of(desk, chat.ticket).tags == ("noise", "e4")
    assert work_of(desk, chat.ticket).priority == "urgent"
