"""One customer, however they come: joined, parted, moved, erased, and always whole."""

from __future__ import annotations

import pytest

from server.base.errors import DeskError
from tests.flows.floor import Floor
from tests.server.live.staffed import ADA, LIN, staff


def test_two_who_are_one_are_read_as_one_and_parted_again(floor: Floor) -> None:
    floor.comes(LIN)
    chats = [floor.starts_chat("From my telephone"), floor.starts_chat("From my desk")]
    phone, desk = (floor.ticket(chat.ticket).customer_id for chat in chats)
    merged = floor.does(staff(LIN), "customers.merge", customer_id=phone, source_id=desk)
    assert {"From my telephone", "From my desk"} <= set(floor.history(phone))
    assert floor.history(phone) == floor.history(desk)
    floor.does(staff(LIN), "merges.undo", merge_id=merged["merge_id"])
    assert "From my desk" not in floor.history(phone)
    assert "From my telephone" not in floor.history(desk)


def test_replies_reach_the_one_who_wrote_even_after_a_merge(floor: Floor) -> None:
    floor.comes(LIN)
    mine, theirs = floor.starts_chat("Mine"), floor.starts_chat("Theirs")
    floor.accepts(LIN)
    floor.accepts(LIN)
    one, other = (floor.ticket(chat.ticket).customer_id for chat in (mine, theirs))
    floor.does(staff(LIN), "customers.merge", customer_id=one, source_id=other)
    floor.replies(theirs, "For you alone")
    assert "For you alone" in floor.lines(theirs.ticket)
    assert "For you alone" not in floor.lines(mine.ticket)


def test_a_conversation_that_was_somebody_elses_moves_with_its_words(floor: Floor) -> None:
    floor.comes(LIN)
    chat = floor.starts_chat("I am her husband")
    other = floor.desk.customer("Tao")
    floor.does(staff(LIN), "ticket.customer", ticket_id=chat.ticket, customer_id=other)
    assert floor.ticket(chat.ticket).customer_id == other
    assert "I am her husband" in floor.history(other)


def test_an_erased_customer_is_unreadable_and_may_begin_anew(floor: Floor) -> None:
    floor.comes(LIN)
    chat = floor.starts_chat("Please forget me")
    floor.accepts(LIN)
    customer = floor.ticket(chat.ticket).customer_id
    floor.does(staff(ADA), "customers.erase", customer_id=customer)
    assert "Please forget me" not in floor.lines(chat.ticket)
    with pytest.raises(DeskError):
        chat.writes("Still there?")
    assert floor.starts_chat("Hello again").ticket != chat.ticket


def test_a_blocked_customer_is_not_heard_until_they_are_unblocked(floor: Floor) -> None:
    floor.comes(LIN)
    chat = floor.starts_chat("Buy now")
    customer = floor.ticket(chat.ticket).customer_id
    floor.does(staff(LIN), "customers.block", customer_id=customer)
    with pytest.raises(DeskError) as refused:
        chat.writes("Buy now")
    assert refused.value.code == "customer.blocked"
    floor.does(staff(LIN), "customers.unblock", customer_id=customer)
    chat.writes("Sorry")
