"""What users of other desks suffer from when work is handed out (P2 to P7), won here."""

from __future__ import annotations

from itertools import permutations

import pytest

from server.base.errors import Conflict, DeskError
from server.desk.actors import SYSTEM, Actor
from server.desk.verbs import Command
from tests.flows.floor import Floor
from tests.flows.routed import happened, person, queue
from tests.server.live.staffed import BILLING, EAST, KOFI, LIN, MARTA, ORDERS, RETURNS, WEST, staff

MEI = "+447700900123"


def at_once(floor: Floor, *commands: Command) -> list[str]:
    """Several senders in the same instant: one batch of the executor. Returns what each was told."""
    futures = [floor.desk.executor.submit(command) for command in commands]
    floor.desk.executor.step()
    told = []
    for future in futures:
        try:
            floor.desk.executor.finish(future)
            told.append("done")
        except DeskError as refusal:
            told.append(refusal.code)
    return told


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_p2_rule_router_and_hand_at_once_make_exactly_one_assignment(
    floor: Floor, order: tuple[int, ...]
) -> None:
    queue(floor, ORDERS, steps=[{"after_s": 0, "overflow": RETURNS}])
    floor.desk.arrive(LIN)
    visitor = floor.desk.visitor()
    said = {"message": "Hello", "client_id": "client-0001", "language": "en", "queue_id": ORDERS}
    chat = floor.desk.do(visitor, "chat.start", **said)["conversation_id"]
    ticket = floor.desk.ticket_of(chat)
    command = floor.desk.command
    rivals = [
        command(SYSTEM, "work.overflow", ticket_id=ticket),
        command(SYSTEM, "offer.make", ticket_id=ticket, user_id=LIN),
        command(staff(MARTA), "ticket.take", ticket_id=ticket),
    ]
    told = dict(zip(order, at_once(floor, *(rivals[one] for one in order)), strict=True))
    assert told[2] == "done", "a hand always beats the router"
    floor.leader.step()
    assert happened(floor, ticket).count("ticket.assigned") == 1
    assert (floor.ticket(ticket).assignee_id, floor.rings()) == (MARTA, {})


def test_p2_who_takes_too_late_learns_who_won_and_changes_nothing(floor: Floor) -> None:
    floor.comes(LIN)
    chat = floor.starts_chat("Hello?")
    offer = floor.ringing(LIN)
    floor.does(staff(MARTA), "ticket.take", ticket_id=chat.ticket)
    with pytest.raises(Conflict, match="over"):
        floor.does(staff(LIN), "offer.accept", offer_id=offer.id)
    assert happened(floor, chat.ticket).count("ticket.assigned") == 1


def test_p2_an_agent_of_the_wrong_team_does_not_stick(floor: Floor) -> None:
    floor.comes(LIN)
    person(floor, LIN, team_ids=[WEST])
    chat = floor.starts_chat("Hello?")
    assert floor.rings() == {}
    with pytest.raises(Conflict, match="elsewhere"):
        floor.does(SYSTEM, "offer.make", ticket_id=chat.ticket, user_id=LIN)
    person(floor, LIN, team_ids=[EAST])
    assert floor.rings() == {LIN: chat.ticket}


def test_p3_the_oldest_is_offered_within_a_second_and_nobody_overtakes(floor: Floor) -> None:
    person(floor, LIN, capacity={"chat": 1})
    chats = [floor.starts_chat(f"Number {number}") for number in range(4)]
    floor.comes(LIN)
    for number, chat in enumerate(chats):
        assert floor.rings() == {LIN: chat.ticket}
        floor.accepts(LIN)
        if number == 1:
            chats.append(floor.starts_chat("A newcomer"))
        freed = floor.desk.clock.now()
        floor.replies(chat, "Done", then="solve")
        assert floor.desk.clock.now() - freed <= 1_000


def test_p3_a_backlog_drains_when_people_come_to_work(floor: Floor) -> None:
    chats = [floor.starts_chat(f"Number {number}") for number in range(4)]
    floor.passes(120)
    floor.comes(LIN, MARTA)
    assert set(floor.rings().values()) == {chats[0].ticket, chats[1].ticket}
    taken = [floor.accepts(LIN), floor.accepts(MARTA), floor.accepts(LIN), floor.accepts(MARTA)]
    assert sorted(taken) == sorted(chat.ticket for chat in chats)


def test_p4_an_ignored_chat_goes_on_and_its_agent_is_not_responding(floor: Floor) -> None:
    floor.comes(LIN)
    chat = floor.starts_chat("Hello?")
    floor.desk.arrive(MARTA)
    floor.passes(21)
    assert (floor.presence(LIN), floor.rings()) == ("not_responding", {MARTA: chat.ticket})
    floor.passes(21)
    assert floor.presence(MARTA) == "not_responding"
    assert floor.rings() == {}
    floor.comes(LIN)
    assert floor.rings() == {LIN: chat.ticket}, "who says they are back is asked again"


def known_caller(floor: Floor) -> str:
    """Mei called before and Lin solved it; returns her next call."""
    floor.desk.customer("Mei", identities=[{"kind": "phone", "value": MEI}])
    floor.desk.arrive(LIN)
    floor.leader.step()
    first = floor.calls("first", MEI)
    floor.accepts(LIN)
    floor.reports("first", "answered", MEI, agent_id=LIN)
    floor.reports("first", "ended", MEI, reason="caller_hung_up")
    floor.does(staff(LIN), "ticket.solve", ticket_id=first)
    return MEI


def test_p5_a_returning_customer_reaches_the_agent_they_know_if_that_one_is_free(floor: Floor) -> None:
    known_caller(floor)
    floor.comes(MARTA)
    floor.does(staff(LIN), "presence.set", state="away", reason="coffee")
    floor.comes(LIN)
    assert floor.rings() == {}
    again = floor.calls("again", MEI)
    assert floor.rings() == {LIN: again}, "though Marta has been free for longer"


@pytest.mark.parametrize("state", ["offline", "away", "busy"])
def test_p5_nobody_waits_for_an_agent_they_know_who_is_not_free(floor: Floor, state: str) -> None:
    known_caller(floor)
    floor.comes(MARTA)
    floor.does(staff(LIN), "presence.set", state=state, reason="coffee")
    again = floor.calls("again", MEI)
    assert floor.rings() == {MARTA: again}


def test_p5_knowing_somebody_counts_only_for_a_while(floor: Floor) -> None:
    known_caller(floor)
    floor.does(staff(LIN), "presence.set", state="away", reason="coffee")
    again = floor.calls("again", MEI)
    floor.passes(21)
    floor.desk.arrive(MARTA)
    floor.desk.arrive(LIN)
    floor.leader.step()
    assert floor.rings() == {MARTA: again}


def test_p6_a_closed_laptop_is_noticed_and_what_rang_there_goes_on_at_once(floor: Floor) -> None:
    floor.comes(LIN)
    chat = floor.starts_chat("Hello?")
    queue(floor, ORDERS, offer_timeout_s=120)
    floor.passes(floor.desk.settings.presence_lease_s + 1)
    assert floor.presence(LIN) == "offline" or floor.presence(LIN) == "not_responding"
    floor.comes(MARTA)
    assert floor.rings() == {MARTA: chat.ticket}


def test_p6_one_of_two_devices_is_enough_and_coming_back_is_being_back(floor: Floor) -> None:
    floor.comes(LIN)
    lease = floor.desk.settings.presence_lease_s
    for _ in range(3):
        floor.passes(lease - 1)
        floor.stay(LIN)
    assert floor.presence(LIN) == "available", "the other device was heard of"
    floor.passes(lease + 1)
    assert floor.presence(LIN) == "offline"
    floor.stay(LIN)
    assert floor.presence(LIN) == "available"
    chat = floor.starts_chat("Hello?")
    assert floor.rings() == {LIN: chat.ticket}


def test_p7_work_is_handed_out_by_itself_on_a_desk_nobody_has_configured(floor: Floor) -> None:
    floor.comes(KOFI, LIN)
    chat, bill = floor.starts_chat("Hello?"), floor.starts_chat("My bill", BILLING)
    assert floor.rings() == {LIN: chat.ticket, KOFI: bill.ticket}


def test_p7_whoever_sends_it(floor: Floor) -> None:
    floor.comes(LIN)
    mei = floor.desk.customer("Mei")
    program = Actor("key", "api_test", scopes=("write",))
    ticket = floor.does(program, "ticket.open", customer_id=mei, subject="By program", queue_id=ORDERS)[
        "ticket_id"
    ]
    assert floor.rings() == {LIN: ticket}
