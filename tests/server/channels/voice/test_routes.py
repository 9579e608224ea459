"""The telephony webhook: what is signed is taken, once, in whatever order it comes; what is not signed changes nothing."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import pytest

from server.base.clock import DAY, MINUTE, SECOND
from server.channels.voice import signature
from server.desk.actors import SYSTEM
from server.desk.rules import Rules
from server.desk.timers import Fire
from server.desk.verbs import Command
from server.store.tables.calls import CALL_BACKS
from server.store.tables.infra import JOBS, LOG, TIMERS
from server.store.tables.people import CUSTOMERS, IDENTITIES
from server.store.tables.work import CALLS, ENTRIES, OFFERS, TICKETS, WORK
from tests.server.channels.reached import ReachedDesk
from tests.server.live.staffed import ADA, LIN, ORDERS, staff

NUMBER = "+447700900123"


def test_a_call_rings_as_a_ticket_that_waits(reached: ReachedDesk) -> None:
    answer = reached.report("ringing", number=NUMBER, queue_id=ORDERS)
    assert (answer.status_code, answer.json()["action"]) == (200, "go_on")
    call = reached.call()
    assert (call.state, call.direction) == ("ringing", "in")
    work = reached.row(WORK, call.ticket_id)
    assert (work.state, work.queue_id, work.channel) == ("queued", ORDERS, "voice")


def test_the_answer_to_a_ring_says_where_the_caller_stands_as_often_as_it_is_asked(
    reached: ReachedDesk,
) -> None:
    first = reached.report("ringing", "t1", number=NUMBER, queue_id=ORDERS).json()
    assert first["queue"] == {"position": 1, "wait_s": None, "opens_at": None}, "nobody is there"
    reached.desk.arrive(LIN)
    reached.report("ringing", "t2", number="+447700900456", queue_id=ORDERS)
    again = reached.report("ringing", "t2", number="+447700900456", queue_id=ORDERS).json()
    assert again["queue"] == {"position": 2, "wait_s": 600, "opens_at": None}, (
        "one call at a time, 5 minutes each"
    )
    offer = reached.desk.offer(reached.call("t1").ticket_id, LIN)
    reached.desk.do(staff(LIN), "offer.accept", offer_id=offer)
    assert reached.report("ringing", "t1", number=NUMBER, queue_id=ORDERS).json()["queue"] is None


def test_a_known_number_is_its_customer(reached: ReachedDesk) -> None:
    mei = known(reached, "Mei")
    reached.report("ringing", number="07700 900123")
    assert reached.call().customer_id == mei
    assert reached.call().candidates == ()


@pytest.mark.parametrize("number", ["", "anonymous", "Withheld"])
def test_a_withheld_number_is_a_new_customer_without_address(reached: ReachedDesk, number: str) -> None:
    reached.report("ringing", "t1", number=number)
    reached.report("ringing", "t2", number=number)
    one, other = reached.call("t1"), reached.call("t2")
    assert one.customer_id != other.customer_id
    assert reached.rows(IDENTITIES) == []


def test_an_unknown_number_is_a_new_customer_known_the_next_time(reached: ReachedDesk) -> None:
    reached.report("ringing", "t1", number=NUMBER)
    reached.report("ringing", "t2", number=NUMBER)
    assert reached.call("t1").customer_id == reached.call("t2").customer_id


def test_an_ambiguous_caller_is_nobody_until_an_agent_says_who(reached: ReachedDesk) -> None:
    mei, jun = known(reached, "Mei"), known(reached, "Jun")
    reached.report("ringing", number=NUMBER, queue_id=ORDERS)
    call = reached.call()
    assert set(call.candidates) == {mei, jun}
    assert call.customer_id not in (mei, jun)
    reached.desk.do(staff(LIN), "call.choose_caller", call_id=call.id, customer_id=jun)
    chosen = reached.call()
    assert (chosen.customer_id, chosen.candidates) == (jun, ())
    assert reached.row(TICKETS, chosen.ticket_id).customer_id == jun


def test_somebody_who_is_no_candidate_cannot_be_chosen(reached: ReachedDesk) -> None:
    known(reached, "Mei")
    known(reached, "Jun")
    other = reached.desk.customer("Ravi")
    reached.report("ringing", number=NUMBER, queue_id=ORDERS)
    chosen = reached.desk.command(
        staff(LIN), "call.choose_caller", call_id=reached.call().id, customer_id=other
    )
    refused = reached.core.executor.submit(chosen).exception(10)
    assert refused is not None
    assert refused.code == "call.no_candidate"  # type: ignore[attr-defined]


def test_the_same_event_sent_twice_is_taken_once(reached: ReachedDesk) -> None:
    one = reached.report("ringing", number=NUMBER, event_id="evt-00000001")
    head = len(reached.rows(LOG))
    again = reached.report_again(one)
    assert one.json() == again.json()
    assert len(reached.rows(LOG)) == head


def test_the_same_event_under_another_id_changes_nothing(reached: ReachedDesk) -> None:
    at = reached.desk.clock.now()
    reached.report("ringing", number=NUMBER, at=at)
    head = len(reached.rows(LOG))
    reached.report("ringing", number=NUMBER, at=at)
    assert len(reached.rows(LOG)) == head
    assert len(reached.rows(CALLS)) == 1


def test_another_body_under_the_same_id_is_refused(reached: ReachedDesk) -> None:
    reached.report("ringing", number=NUMBER, event_id="evt-00000001")
    answer = reached.report("ended", number=NUMBER, event_id="evt-00000001")
    assert (answer.status_code, answer.json()["code"]) == (409, "command.key_reused")


def test_reports_in_any_order_end_the_same(reached: ReachedDesk) -> None:
    start = reached.desk.clock.now()
    at = {"ringing": 0, "answered": 5, "held": 10, "ended": 60}
    reached.desk.clock.advance(2 * MINUTE)
    for number, order in enumerate(itertools.permutations(at)):
        name = f"call{number}"
        for kind in order:
            said = reached.report(kind, name, number=NUMBER, agent_id=LIN, at=start + at[kind] * SECOND)
            assert said.status_code == 200, (order, kind, said.text)
        call = reached.call(name)
        seen = (call.state, call.held, call.answered_at, call.ended_at)
        assert seen == ("ended", False, start + 5 * SECOND, start + 60 * SECOND), order
        assert reached.row(TICKETS, call.ticket_id).call_back_at is None, order
    assert len(reached.rows(CALLS)) == 24


def test_an_event_before_the_ringing_makes_the_call(reached: ReachedDesk) -> None:
    reached.report("held", number=NUMBER, agent_id=LIN)
    assert reached.call().state == "ringing"
    reached.report("ringing", number=NUMBER)
    assert len(reached.rows(CALLS)) == 1


def test_a_call_answered_by_an_agent_is_theirs(reached: ReachedDesk) -> None:
    call = taken(reached)
    assert call.state == "connecting"
    reached.report("answered", number=NUMBER, agent_id=LIN)
    call = reached.call()
    assert (call.state, call.agent_id) == ("answered", LIN)
    assert reached.row(TICKETS, call.ticket_id).assignee_id == LIN


def test_a_late_word_of_ringing_never_turns_an_answered_call_back(reached: ReachedDesk) -> None:
    taken(reached)
    reached.report("answered", number=NUMBER, agent_id=LIN)
    reached.report("ringing", number=NUMBER)
    assert reached.call().state == "answered"


def test_held_follows_the_providers_clock_not_the_order_of_arrival(reached: ReachedDesk) -> None:
    talking(reached)
    now = reached.desk.clock.now()
    reached.report("resumed", number=NUMBER, at=now + 2)
    reached.report("held", number=NUMBER, at=now + 1)
    assert reached.call().held is False
    reached.report("held", number=NUMBER, at=now + 3)
    assert reached.call().held is True


def test_a_call_nobody_answered_is_promised_a_call_back(reached: ReachedDesk) -> None:
    reached.report("ringing", number=NUMBER, queue_id=ORDERS)
    entered = reached.row(WORK, reached.call().ticket_id).entered_at
    reached.desk.clock.advance(30 * SECOND)
    reached.report("ended", number=NUMBER, reason="caller_hung_up")
    call = reached.call()
    ticket, work = reached.row(TICKETS, call.ticket_id), reached.row(WORK, call.ticket_id)
    assert (call.state, call.end_reason, call.answered_at) == ("ended", "caller_hung_up", None)
    assert ticket.call_back_at is not None
    assert (work.state, work.entered_at) == ("queued", entered)
    lines = [entry.facts["code"] for entry in reached.rows(ENTRIES, ticket_id=ticket.id)]
    assert lines == ["call_missed"]


def test_a_caller_who_hangs_up_while_it_rings_takes_the_offer_back(reached: ReachedDesk) -> None:
    reached.report("ringing", number=NUMBER, queue_id=ORDERS)
    reached.desk.arrive(LIN)
    offer = reached.desk.offer(reached.call().ticket_id, LIN)
    reached.report("ended", number=NUMBER)
    assert reached.row(OFFERS, offer).state == "withdrawn"


def test_a_late_call_back_becomes_urgent_once(reached: ReachedDesk) -> None:
    reached.report("ringing", number=NUMBER)
    reached.report("ended", number=NUMBER)
    ticket = reached.call().ticket_id
    timer = f"call_back:{reached.rows(CALL_BACKS, ticket_id=ticket)[0].id}"
    reached.desk.clock.advance(Rules().callback_due_s * SECOND + 1)
    for _ in range(2):
        reached.core.executor.ask(Command("call_back.due", SYSTEM, Fire(timer_id=timer)))
    assert reached.row(TICKETS, ticket).priority == "high"
    assert reached.rows(TIMERS, id=timer) == []


def test_a_ringing_three_days_late_does_not_ring_but_is_called_back(reached: ReachedDesk) -> None:
    reached.report("ringing", number=NUMBER, at=reached.desk.clock.now() - 3 * DAY)
    call = reached.call()
    assert reached.rows(WORK, ticket_id=call.ticket_id) == []
    reached.desk.clock.advance(2 * MINUTE)
    reached.core.executor.ask(Command("call.lost", SYSTEM, Fire(timer_id=f"call_lost:{call.id}")))
    assert reached.call().state == "failed"
    assert reached.row(TICKETS, call.ticket_id).call_back_at is not None


def test_the_rest_of_a_call_three_days_late_needs_no_call_back(reached: ReachedDesk) -> None:
    start = reached.desk.clock.now() - 3 * DAY
    reached.report("ended", number=NUMBER, at=start + MINUTE)
    assert reached.row(TICKETS, reached.call().ticket_id).call_back_at is not None
    reached.report("answered", number=NUMBER, at=start + SECOND, agent_id=LIN)
    ticket = reached.row(TICKETS, reached.call().ticket_id)
    assert ticket.call_back_at is None
    assert reached.row(WORK, ticket.id).state == "abandoned"
    assert reached.rows(TIMERS, subject=ticket.id) == []


def test_a_recording_may_come_after_the_end_and_is_nowhere_in_the_log(reached: ReachedDesk) -> None:
    talking(reached)
    reached.report("ended", number=NUMBER)
    reached.report("recording", number=NUMBER, recording_url="https://recordings.example.com/abc")
    assert reached.call().recording is True
    assert reached.call().state == "ended"
    log = str(reached.rows(LOG)) + str(reached.rows(JOBS))
    assert "recordings.example.com" not in log
    assert "900123" not in log


def test_a_blocked_caller_is_rejected(reached: ReachedDesk) -> None:
    mei = known(reached, "Mei")
    reached.desk.do(staff(ADA), "customers.block", customer_id=mei)
    answer = reached.report("ringing", number=NUMBER)
    assert (answer.status_code, answer.json()["action"]) == (200, "reject")
    assert reached.rows(CALLS) == []


@pytest.mark.parametrize("spoiled", ["secret", "body", "timestamp", "id", "none"])
def test_what_is_not_signed_now_by_the_provider_changes_nothing(reached: ReachedDesk, spoiled: str) -> None:
    now = reached.desk.clock.now()
    key = signature.secret(reached.desk.settings, reached.desk.master)
    body = msgspec.json.encode({"type": "ringing", "call_id": "t1", "at": now, "number": NUMBER})
    headers = signature.headers("another secret" if spoiled == "secret" else key, "evt-00000001", now, body)
    if spoiled == "body":
        body = body.replace(b"900123", b"900999")
    elif spoiled == "id":
        headers["webhook-id"] = "evt-00000002"
    elif spoiled == "timestamp":
        reached.desk.clock.advance(6 * MINUTE)
    elif spoiled == "none":
        headers = {}
    answer = reached.deliver(body, headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "webhook.signature")
    assert reached.rows(CALLS) == []


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"type": "sneezed"}, 422, "body.invalid"),
        ({"call_id": ""}, 422, "body.invalid"),
        ({"call_id": "x" * 200}, 422, "body.invalid"),
        ({"at": "yesterday"}, 422, "body.invalid"),
        ({"at": 2**62}, 422, "call.from_the_future"),
        ({"number": "x" * 100}, 422, "body.invalid"),
        ({"type": "recording", "recording_url": "javascript:1"}, 422, "call.recording_url"),
    ],
)
def test_a_signed_report_that_says_nonsense_is_refused_and_changes_nothing(
    reached: ReachedDesk, said: dict[str, Any], status: int, code: str
) -> None:
    fields = {"type": "ringing", "number": NUMBER, **said}
    answer = reached.report(fields.pop("type"), fields.pop("call_id", "t1"), **fields)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert reached.rows(CALLS) == []
    assert reached.rows(CUSTOMERS) == []


def test_a_provider_may_add_fields_of_its_own(reached: ReachedDesk) -> None:
    assert reached.report("ringing", number=NUMBER, codec="opus").status_code == 200


def known(reached: ReachedDesk, name: str) -> str:
    return reached.desk.customer(name, identities=[{"kind": "phone", "value": NUMBER}])


def taken(reached: ReachedDesk) -> Any:
    reached.report("ringing", number=NUMBER, queue_id=ORDERS)
    reached.desk.do(staff(LIN), "ticket.take", ticket_id=reached.call().ticket_id)
    return reached.call()


def talking(reached: ReachedDesk) -> Any:
    taken(reached)
    reached.report("answered", number=NUMBER, agent_id=LIN)
    return reached.call()
