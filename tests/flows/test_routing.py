"""Levels, order, weights, relaxation, hours, overflow and work nobody can take: what is set on the settings pages is what happens."""

from __future__ import annotations

from datetime import UTC, datetime

from server.base.clock import Ms
from server.desk.actors import SYSTEM
from tests.flows.floor import Chat, Floor
from tests.flows.routed import calendar, happened, person, queue, rules, told, work
from tests.server.live.staffed import BILLING, KOFI, LIN, MARTA, ORDERS, RETURNS, staff

REFUNDS = "ski_refunds"


def instant(day: str, hour: int, minute: int = 0) -> Ms:
    return (
        round(datetime.fromisoformat(f"{day}T{hour:02d}:{minute:02d}:00").replace(tzinfo=UTC).timestamp())
        * 1_000
    )


def until(floor: Floor, at: Ms) -> None:
    """Time jumps; whoever is at work stays at work."""
    floor.desk.clock.set(at)
    floor.stay(LIN, MARTA, KOFI)


def test_a_level_that_is_wanted_is_wanted_until_a_step_lowers_it(floor: Floor) -> None:
    queue(floor, ORDERS, skills={REFUNDS: 3}, steps=[{"after_s": 30, "lower": [[REFUNDS, 1]]}])
    person(floor, LIN, skills={REFUNDS: 2})
    floor.desk.arrive(LIN)
    chat = floor.starts_chat("A refund, please")
    floor.passes(28)
    assert floor.rings() == {}
    floor.passes(2)
    assert floor.rings() == {LIN: chat.ticket}


def test_further_queues_help_when_a_step_says_so(floor: Floor) -> None:
    queue(floor, BILLING, steps=[{"after_s": 20, "widen": [ORDERS]}])
    floor.comes(LIN)
    chat = floor.starts_chat("My bill", BILLING)
    floor.passes(18)
    assert floor.rings() == {}
    floor.passes(2)
    assert floor.accepts(LIN) == chat.ticket
    assert floor.ticket(chat.ticket).queue_id == BILLING, "it was lent, not moved"


def test_overflow_moves_a_ticket_by_rule_and_says_so(floor: Floor) -> None:
    queue(floor, BILLING, steps=[{"after_s": 20, "overflow": ORDERS}])
    chat = floor.starts_chat("My bill", BILLING)
    entered = work(floor, chat.ticket).entered_at
    floor.passes(21)
    moved = work(floor, chat.ticket)
    assert (moved.queue_id, moved.entered_at, moved.hops, moved.also_queue_ids) == (
        ORDERS,
        entered,
        1,
        (BILLING,),
    )
    assert floor.ticket(chat.ticket).queue_id == ORDERS
    assert happened(floor, chat.ticket).count("work.overflowed") == 1
    assert floor.lines(chat.ticket)[-1] == "overflowed"
    floor.comes(KOFI)
    assert floor.accepts(KOFI) == chat.ticket, "those of the former queue may still take it"


def test_two_queues_that_point_at_each_other_do_no_harm(floor: Floor) -> None:
    queue(floor, BILLING, steps=[{"after_s": 5, "overflow": ORDERS}])
    queue(floor, ORDERS, steps=[{"after_s": 5, "overflow": BILLING}])
    chat = floor.starts_chat("My bill", BILLING)
    floor.passes(60)
    assert happened(floor, chat.ticket).count("work.overflowed") == 1
    assert work(floor, chat.ticket).queue_id == ORDERS


def test_an_overflow_never_takes_work_out_of_a_hand(floor: Floor) -> None:
    queue(floor, ORDERS, steps=[{"after_s": 20, "overflow": BILLING}])
    chat = floor.starts_chat("Hello")
    floor.does(staff(MARTA), "ticket.take", ticket_id=chat.ticket)
    floor.passes(30)
    floor.does(SYSTEM, "work.overflow", ticket_id=chat.ticket)
    assert floor.ticket(chat.ticket).queue_id == ORDERS
    assert floor.ticket(chat.ticket).assignee_id == MARTA


def test_a_closed_queue_takes_work_and_rings_at_the_opening(floor: Floor) -> None:
    queue(floor, ORDERS, calendar_id=calendar(floor, ("09:00", "12:00")))
    floor.desk.clock.set(instant("2026-11-23", 8, 58))
    floor.comes(LIN)
    chat = floor.starts_chat("Are you open?")
    floor.passes(30)
    assert floor.rings() == {}
    assert "work.unroutable" not in happened(floor, chat.ticket), "it waits for the opening, that is all"
    until(floor, instant("2026-11-23", 9))
    assert floor.rings() == {LIN: chat.ticket}


def test_steps_count_from_the_opening_for_what_came_before_it(floor: Floor) -> None:
    hours = calendar(floor, ("09:00", "12:00"))
    queue(floor, ORDERS, calendar_id=hours, steps=[{"after_s": 60, "overflow": BILLING}])
    floor.desk.clock.set(instant("2026-11-23", 6))
    floor.comes(KOFI)
    chat = floor.starts_chat("Are you open?")
    until(floor, instant("2026-11-23", 9))
    assert floor.rings() == {}
    floor.passes(30)
    floor.stay(KOFI)
    floor.passes(30)
    assert floor.rings() == {KOFI: chat.ticket}


def test_while_a_queue_is_closed_another_one_serves_it(floor: Floor) -> None:
    queue(floor, ORDERS, calendar_id=calendar(floor, ("09:00", "12:00")), overflow_queue_id=BILLING)
    floor.desk.clock.set(instant("2026-11-23", 11, 59))
    floor.comes(LIN, KOFI)
    until(floor, instant("2026-11-23", 12))
    chat = floor.starts_chat("Anybody?")
    assert floor.rings() == {KOFI: chat.ticket}
    assert floor.ticket(chat.ticket).queue_id == ORDERS


def two(floor: Floor) -> tuple[Chat, Chat]:
    """One chat after the other waits, the second one urgent."""
    first, second = floor.starts_chat("First"), floor.starts_chat("Second")
    floor.does(SYSTEM, "ticket.set_priority", ticket_id=second.ticket, priority="urgent")
    return first, second


def test_boosts_of_priority_and_segment_are_rules_that_people_edit(floor: Floor) -> None:
    first, second = two(floor)
    floor.comes(LIN)
    assert floor.rings() == {LIN: second.ticket}
    floor.does(staff(LIN), "offer.decline", offer_id=floor.ringing(LIN).id)
    floor.does(staff(LIN), "presence.set", state="offline")
    rules(floor, priority_boosts={"urgent": 0}, segment_boosts={"gold": 600})
    customer = floor.ticket(first.ticket).customer_id
    floor.does(SYSTEM, "customers.edit", customer_id=customer, segment="gold")
    floor.comes(MARTA)
    assert floor.rings() == {MARTA: first.ticket}


def test_the_order_of_the_desk_can_be_chosen(floor: Floor) -> None:
    rules(floor, order="oldest")
    first, _ = two(floor)
    floor.comes(LIN)
    assert floor.rings() == {LIN: first.ticket}


def test_strict_priority_serves_the_urgent_first_however_old_the_others_are(floor: Floor) -> None:
    rules(floor, order="priority", priority_boosts={})
    first, second = two(floor)
    floor.does(SYSTEM, "ticket.boost", ticket_id=first.ticket, seconds=3_600)
    floor.comes(LIN)
    assert floor.rings() == {LIN: second.ticket}


def test_queues_take_turns_in_their_ratio(floor: Floor) -> None:
    rules(floor, order="ratio")
    queue(floor, RETURNS, ratio=2)
    chats = {name: [floor.starts_chat("Hello", name).ticket for _ in range(4)] for name in (ORDERS, RETURNS)}
    person(floor, LIN, capacity={"chat": 6})
    floor.desk.arrive(LIN)
    floor.leader.step()
    served = [floor.accepts(LIN) for _ in range(6)]
    assert sum(ticket in chats[RETURNS] for ticket in served) == 4
    assert sum(ticket in chats[ORDERS] for ticket in served) == 2


def test_a_call_comes_on_top_of_chats_and_no_chat_beside_a_call(floor: Floor) -> None:
    floor.comes(LIN)
    floor.starts_chat("First")
    floor.accepts(LIN)
    call = floor.calls("one", "+447700900123")
    assert floor.accepts(LIN) == call
    floor.starts_chat("Second")
    assert floor.rings() == {}


def test_weights_say_how_much_a_desk_holds(floor: Floor) -> None:
    rules(floor, weights={"chat": 2}, units=3)
    floor.comes(LIN)
    floor.starts_chat("First")
    floor.accepts(LIN)
    floor.starts_chat("Second")
    assert floor.rings() == {}, "two of three units are taken"
    rules(floor, weights={"chat": 1}, units=3)
    assert set(floor.rings()) == {LIN}


def test_what_nobody_can_take_is_told_at_once_and_only_once(floor: Floor) -> None:
    floor.comes(LIN)
    queue(floor, ORDERS, skills={REFUNDS: 2})
    chat = floor.starts_chat("A refund, please")
    assert (work(floor, chat.ticket).unroutable, told(floor, MARTA)) == (
        "no_agent_has_skills",
        ["unroutable"],
    )
    floor.passes(20)
    assert told(floor, MARTA) == ["unroutable"]
    person(floor, LIN, skills={REFUNDS: 2})
    assert floor.rings() == {LIN: chat.ticket}
    assert work(floor, chat.ticket).unroutable is None


def test_an_empty_shift_is_told_once_for_its_queue_and_its_backlog_drains_when_somebody_comes(
    floor: Floor,
) -> None:
    floor.comes(LIN)
    floor.does(staff(LIN), "presence.set", state="offline")
    chats = [floor.starts_chat(f"Number {number}") for number in range(3)]
    floor.passes(2)
    assert [work(floor, chat.ticket).unroutable for chat in chats] == ["nobody_on_shift"] * 3
    assert told(floor, MARTA) == ["unstaffed"]
    floor.comes(LIN)
    assert [floor.accepts(LIN) for _ in chats] == [chat.ticket for chat in chats]
    assert happened(floor, chats[2].ticket).count("work.routable") == 1
