"""Clocks follow whatever happens to a ticket, through whichever verb, and their rows are what the log says."""

from __future__ import annotations

from server.base.clock import MINUTE, SECOND
from tests.server.desk.clocks.promising import Promising, at, policy
from tests.server.live.staffed import LIN, staff

MONDAY = "2026-03-02 10:00"


def test_a_chat_starts_first_response_and_resolution(desk: Promising) -> None:
    desk.promises(policy(first_response=600, resolution=14_400, next_reply=900))
    desk.now_is(MONDAY)
    chat = desk.floor.starts_chat("It hums")
    clocks = desk.clocks(chat.ticket)
    assert {name: one.due_at for name, one in clocks.items()} == {
        "first_response": at("2026-03-02 10:10"),
        "resolution": at("2026-03-02 14:00"),
    }
    ticket = desk.floor.ticket(chat.ticket)
    assert (ticket.due_clock, ticket.due_state) == ("first_response", "running")
    assert desk.looks_at(chat.ticket) == at("2026-03-02 10:10")
    desk.holds()


def test_a_reply_meets_and_the_next_message_starts_next_reply_once(desk: Promising) -> None:
    desk.promises(policy(first_response=600, next_reply=900, update=3600))
    desk.now_is(MONDAY)
    chat = desk.floor.starts_chat("It hums")
    desk.floor.comes(LIN)
    desk.floor.accepts(LIN)
    desk.after(120)
    desk.floor.replies(chat, "Where does it stand?")
    desk.after(60)
    chat.writes("In the hall")
    desk.after(60)
    chat.writes("Hello?")
    clocks = desk.clocks(chat.ticket)
    assert clocks["first_response"].state == "met"
    assert clocks["first_response"].elapsed_s == 120
    assert clocks["next_reply"].due_at == at(MONDAY) + 180 * SECOND + 15 * MINUTE
    desk.floor.replies(chat, "And since when?")
    cycles = [(one.clock, one.cycle, one.state) for one in desk.cycles(chat.ticket)]
    assert cycles == [
        ("first_response", 1, "met"),
        ("next_reply", 1, "met"),
        ("update", 1, "met"),
        ("update", 2, "running"),
    ]
    desk.holds()


def test_a_note_is_no_answer(desk: Promising) -> None:
    desk.promises(policy(first_response=600))
    desk.now_is(MONDAY)
    chat = desk.floor.starts_chat("It hums")
    desk.floor.does(staff(LIN), "ticket.note", ticket_id=chat.ticket, body="odd", client_id="n1")
    assert desk.clocks(chat.ticket)["first_response"].state == "running"


def test_without_policies_there_are_no_clocks(desk: Promising) -> None:
    chat = desk.floor.starts_chat("It hums")
    assert desk.cycles(chat.ticket) == []
    assert desk.looks_at(chat.ticket) is None
    assert desk.said(chat.ticket, "clocks.terms_set", "clocks.counted") == []
