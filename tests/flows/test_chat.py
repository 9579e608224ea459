"""A customer writes, the right agent answers, and nothing is lost on the way."""

from __future__ import annotations

import pytest

from server.base.errors import Unknown
from tests.flows.floor import Floor
from tests.server.live.staffed import BILLING, KOFI, LIN, MARTA, staff


def test_a_chat_from_the_first_word_to_the_last(floor: Floor) -> None:
    floor.comes(LIN)
    chat = floor.starts_chat("My filter hums")
    assert floor.rings() == {LIN: chat.ticket}
    assert floor.accepts(LIN) == chat.ticket
    floor.replies(chat, "Since when?")
    chat.writes("Since Monday")
    floor.does(
        staff(LIN), "ticket.note", ticket_id=chat.ticket, body="Sounds like the bracket", client_id="n1"
    )
    floor.replies(chat, "Somebody will come on Thursday", then="solve")
    assert floor.lines(chat.ticket) == [
        "My filter hums",
        "Since when?",
        "Since Monday",
        "Sounds like the bracket",
        "Somebody will come on Thursday",
        "solved",
    ]
    assert (floor.ticket(chat.ticket).status, floor.work(chat.ticket)) == ("solved", "done")


def test_who_does_not_answer_is_passed_over_and_the_customer_is_not_forgotten(floor: Floor) -> None:
    floor.comes(LIN)
    chat = floor.starts_chat("Hello?")
    floor.passes(10)
    floor.comes(MARTA)
    assert floor.rings() == {LIN: chat.ticket}
    floor.passes(11)
    assert floor.presence(LIN) == "not_responding"
    assert floor.rings() == {MARTA: chat.ticket}
    floor.accepts(MARTA)
    assert floor.ticket(chat.ticket).assignee_id == MARTA


def test_declined_work_goes_on_and_returns_when_nobody_else_is_left(floor: Floor) -> None:
    floor.comes(LIN, MARTA)
    chat = floor.starts_chat("Hello?")
    (first,) = floor.rings()
    floor.does(staff(first), "offer.decline", offer_id=floor.ringing(first).id)
    (second,) = floor.rings()
    assert {first, second} == {LIN, MARTA}
    floor.does(staff(second), "presence.set", state="offline")
    assert floor.rings() == {first: chat.ticket}


def test_the_oldest_waits_least(floor: Floor) -> None:
    chats = [floor.starts_chat(f"Number {number}") for number in range(3)]
    floor.comes(LIN)
    for chat in chats:
        assert floor.accepts(LIN) == chat.ticket


def test_another_teams_work_is_not_there(floor: Floor) -> None:
    floor.comes(LIN)
    chat = floor.starts_chat("My bill", BILLING)
    assert floor.rings() == {}
    with pytest.raises(Unknown):
        floor.lines(chat.ticket, LIN)
    floor.comes(KOFI)
    assert floor.accepts(KOFI) == chat.ticket
    assert floor.lines(chat.ticket, KOFI) == ["My bill"]


def test_an_agent_who_falls_silent_gives_back_what_rings_and_then_what_they_hold(floor: Floor) -> None:
    floor.comes(LIN)
    held = floor.starts_chat("First")
    floor.accepts(LIN)
    floor.starts_chat("Second")
    lease, grace = floor.desk.settings.presence_lease_s, floor.desk.settings.presence_grace_s
    floor.passes(lease + 1)
    assert floor.rings() == {}
    assert floor.ticket(held.ticket).assignee_id == LIN
    floor.passes(grace + 1)
    assert (floor.ticket(held.ticket).assignee_id, floor.work(held.ticket)) == (None, "queued")
    floor.comes(MARTA)
    assert floor.accepts(MARTA) == held.ticket


def test_a_customer_who_comes_back_reaches_the_agent_who_knows_them(floor: Floor) -> None:
    floor.comes(LIN, MARTA)
    chat = floor.starts_chat("My filter hums")
    (agent,) = floor.rings()
    floor.accepts(agent)
    floor.replies(chat, "Done", agent, then="solve")
    chat.writes("It hums again")
    again = floor.ticket(chat.ticket)
    assert (again.status, again.assignee_id, again.reopened) == ("open", agent, 1)


def test_a_restarted_leader_goes_on_where_the_old_one_was(floor: Floor) -> None:
    floor.comes(LIN)
    chat = floor.starts_chat("Hello?")
    before = floor.ringing(LIN)
    floor.leader = type(floor.leader)(floor.core, "two")
    floor.passes(floor.desk.settings.leader_lease_s + 1)
    assert floor.ringing(LIN) == before
    assert floor.accepts(LIN) == chat.ticket
