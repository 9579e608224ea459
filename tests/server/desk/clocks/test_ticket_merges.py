"""Merging two tickets loses nothing: lines, threads, calls and files are in the target, and its clocks count from the earlier."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from server.base.clock import MINUTE, SECOND
from server.base.errors import Conflict, Invalid, Unknown
from server.desk.actors import SYSTEM
from server.jobs.index import Index
from server.store.tables.infra import WORDS
from tests.server.desk.clocks.promising import Promising, at, policy
from tests.server.live.staffed import BILLING, LIN, MARTA, ORDERS, staff

MONDAY = "2026-03-02 10:00"


def _two(desk: Promising) -> tuple[str, str, str]:
    """A customer's two tickets by hand, ten minutes apart, and the customer."""
    desk.now_is(MONDAY)
    mei = desk.floor.desk.customer("Mei")
    first = desk.floor.desk.ticket(mei, "A parcel", note="it is blue")
    desk.after(600)
    return first, desk.floor.desk.ticket(mei, "The same parcel"), mei


def test_everything_is_in_the_target_and_the_source_leads_there(desk: Promising) -> None:
    first, second, _ = _two(desk)
    before = desk.floor.lines(first)
    desk.floor.does(staff(LIN), "ticket.merge", ticket_id=second, source_id=first)
    assert [line for line in desk.floor.lines(second) if line in before] == before
    source = desk.floor.ticket(first)
    assert (source.status, source.merged_into) == ("closed", second)
    assert desk.floor.lines(second)[-1] == "ticket_merged"
    assert desk.floor.lines(first) == ["ticket_merged_into"]
    desk.holds()


def test_the_clocks_count_from_the_earlier_creation(desk: Promising) -> None:
    desk.promises(policy(resolution=3_600))
    first, second, _ = _two(desk)
    desk.floor.does(staff(LIN), "ticket.merge", ticket_id=second, source_id=first)
    clock = desk.clocks(second)["resolution"]
    assert (clock.started_at, clock.due_at) == (at(MONDAY), at("2026-03-02 11:00"))
    assert desk.looks_at(first) is None
    assert "merged" in [line.code for line in desk.proof(second).clocks[0].lines]
    desk.holds()


def test_a_chat_goes_on_in_the_target_and_its_unanswered_message_counts(desk: Promising) -> None:
    desk.promises(policy(next_reply=1_800))
    desk.now_is(MONDAY)
    chat = desk.floor.starts_chat("It hums")
    desk.floor.does(staff(LIN), "ticket.take", ticket_id=chat.ticket)
    desk.floor.replies(chat, "Where?")
    desk.after(60)
    chat.writes("In the hall")
    written = desk.floor.desk.clock.now()
    customer = desk.floor.ticket(chat.ticket).customer_id
    desk.after(300)
    target = desk.floor.desk.ticket(customer, "Humming")
    desk.floor.does(staff(LIN), "ticket.merge", ticket_id=target, source_id=chat.ticket)
    clock = desk.clocks(target)["next_reply"]
    assert (clock.started_at, clock.due_at) == (written, written + 30 * MINUTE)
    assert desk.floor.ticket(target).unanswered_since == written
    chat.writes("Hello?")
    assert desk.floor.lines(target)[-1] == "Hello?"
    desk.holds()


def test_words_are_found_under_the_target(desk: Promising) -> None:
    first, second, _ = _two(desk)
    index = Index(desk.floor.core)
    while index.step():
        pass
    desk.floor.does(staff(LIN), "ticket.merge", ticket_id=second, source_id=first)
    while index.step():
        pass
    with desk.floor.desk.database.reading() as connection:
        notes = sa.select(WORDS.c.ticket_id).where(WORDS.c.subject.like("ent_%")).distinct()
        assert list(connection.scalars(notes)) == [second]


def test_what_would_lose_or_mix_something_is_refused(desk: Promising) -> None:
    first, second, _ = _two(desk)
    other = desk.floor.desk.ticket(desk.floor.desk.customer("Bo"), "Another's")
    hidden = desk.floor.desk.ticket(desk.floor.desk.customer("Cy"), "Elsewhere", queue_id=BILLING)
    with pytest.raises(Invalid, match=r"ticket\.merge_customers"):
        desk.floor.does(staff(LIN), "ticket.merge", ticket_id=first, source_id=other)
    with pytest.raises(Invalid, match=r"ticket\.merge_same"):
        desk.floor.does(staff(LIN), "ticket.merge", ticket_id=first, source_id=first)
    with pytest.raises(Unknown):
        desk.floor.does(staff(LIN), "ticket.merge", ticket_id=first, source_id=hidden)
    desk.floor.does(staff(LIN), "ticket.merge", ticket_id=first, source_id=second)
    with pytest.raises(Conflict, match=r"ticket\.merged_before"):
        desk.floor.does(staff(LIN), "ticket.merge", ticket_id=first, source_id=second)
    with pytest.raises(Conflict, match=r"ticket\.merged"):
        desk.floor.does(staff(LIN), "ticket.reopen", ticket_id=second)


def test_a_segment_learnt_by_a_merge_of_customers_swaps_the_policy(desk: Promising) -> None:
    gold = policy("gold", resolution=600)
    gold["body"]["conditions"] = [{"field": "segment", "any_of": ["gold"]}]
    desk.promises(gold, policy(resolution=3_600))
    desk.now_is(MONDAY)
    mei = desk.floor.desk.customer("Mei")
    ticket = desk.floor.desk.ticket(mei, "A parcel", queue_id=ORDERS)
    rich = desk.floor.desk.customer("Mei Tan", segment="gold")
    merged = desk.floor.does(staff(MARTA), "customers.merge", customer_id=rich, source_id=mei)
    assert desk.clocks(ticket)["resolution"].due_at == at(MONDAY) + 600 * SECOND
    desk.floor.does(staff(MARTA), "merges.undo", merge_id=merged["merge_id"])
    assert desk.clocks(ticket)["resolution"].policy_id == "standard"
    desk.floor.does(SYSTEM, "customers.edit", customer_id=mei, name="Mei", segment="gold")
    assert desk.clocks(ticket)["resolution"].policy_id == "gold"
    desk.holds()
