"""A call from the far end to the agent and back, over real HTTP in both directions: webhook in, orders out, jobs between them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import uvicorn

from server.channels.voice.exchange import Exchange, Phone
from server.channels.voice.fake import FakePhone
from server.channels.voice.port import handlers
from server.jobs.hands import Hands
from server.store.tables.calls import CALL_PARTIES
from server.store.tables.infra import JOBS
from server.store.tables.people import IDENTITIES
from server.store.tables.work import CALLS, ENTRIES, TICKETS, WORK, Call
from tests.server.channels.reached import ReachedDesk
from tests.server.live.staffed import ADA, BILLING, KOFI, LIN, MARTA, ORDERS, staff

NUMBER = "+447700900123"


class Telephony(ReachedDesk):
    """The reached desk with its demo telephone, on a port of its own."""

    def __init__(self, url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        super().__init__(url, port=port)
        self.hands = Hands(self.core, handlers(), lanes=("voice",), holder="test")
        config = uvicorn.Config(self.app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        until(lambda: self.server.started)
        self.exchange.start()

    def doors(self) -> list[Any]:
        """Return the channels' doors and the telephone's."""
        self.phone = FakePhone(self.core)
        self.exchange: Exchange = self.phone.exchange
        return [*super().doors(), *self.phone.doors()]

    def far(self, call_id: str) -> Phone:
        """Return a call as the network sees it."""
        return next(call for call in self.exchange.snapshot() if call.id == call_id)

    def near(self, call_id: str) -> Call | None:
        """Return a call as the desk sees it."""
        found = [
            call for call in self.rows(CALLS) if call_id in (call.id, call.provider_id.partition(":")[2])
        ]
        return found[0] if found else None

    def state(self, call_id: str) -> str | None:
        """Return the state the desk believes."""
        call = self.near(call_id)
        return call.state if call else None

    def shows(self, call_id: str, flag: str, on: bool) -> bool:
        """Return whether the desk believes this of the call."""
        return getattr(self.near(call_id), flag) is on

    def rung(self, number: str = NUMBER) -> str:
        """Let somebody call and wait until it rings at the desk."""
        call_id = self.exchange.place(number)
        until(lambda: self.state(call_id) == "ringing")
        return call_id

    def talking(self) -> str:
        """Have Lin talk with somebody who called."""
        call_id = self.rung()
        call = self.near(call_id)
        assert call is not None
        self.desk.do(staff(ADA), "ticket.transfer", ticket_id=call.ticket_id, queue_id=ORDERS)
        self.desk.do(staff(LIN), "ticket.take", ticket_id=call.ticket_id)
        self.hands.step()
        until(lambda: self.state(call_id) == "answered")
        return call_id

    def order(self, verb: str, call_id: str, **fields: Any) -> None:
        """Have Lin order something, and the order carried to the provider."""
        call = self.near(call_id)
        assert call is not None
        self.desk.do(staff(LIN), verb, call_id=call.id, **fields)
        self.hands.step()

    def parties(self, call_id: str) -> list[str]:
        """Return how those who were brought into a call stand, in the order they were asked."""
        call = self.near(call_id)
        found = self.rows(CALL_PARTIES, call_id=call.id) if call else []
        return [one.state for one in sorted(found, key=lambda one: one.id)]

    def close(self) -> None:
        """Stop everything."""
        self.exchange.stop()
        self.server.should_exit = True
        self.thread.join()
        super().close()


def until(true: Callable[[], object], seconds: float = 15) -> None:
    """Wait for something that happens on another thread."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def telephony(database_url: str) -> Iterator[Telephony]:
    """A desk with a telephone."""
    made = Telephony(database_url)
    yield made
    made.close()


def test_a_call_is_put_through_held_muted_and_hung_up(telephony: Telephony) -> None:
    call_id = telephony.talking()
    assert (telephony.far(call_id).state, telephony.far(call_id).agent) == ("answered", "Lin")
    for verb, flag in (("call.hold", "held"), ("call.mute", "muted")):
        for on in (True, False):
            telephony.desk.clock.advance(1_000)
            telephony.order(verb, call_id, on=on)
            until(partial(telephony.shows, call_id, flag, on))
            assert getattr(telephony.far(call_id), flag) is on
    telephony.order("call.hangup", call_id)
    until(lambda: telephony.state(call_id) == "ended")
    call = telephony.near(call_id)
    assert call is not None
    assert (call.end_reason, telephony.far(call_id).state) == ("agent_hung_up", "ended")
    assert [e.facts["code"] for e in telephony.rows(ENTRIES, ticket_id=call.ticket_id, kind="call")] == [
        "call_ended"
    ]


def test_doubled_and_shuffled_reports_leave_the_same_call(telephony: Telephony) -> None:
    telephony.exchange.twice = True
    call_id = telephony.talking()
    telephony.exchange.shuffled = True
    telephony.exchange.send_again(call_id)
    telephony.exchange.hang_up(call_id)
    until(lambda: telephony.state(call_id) == "ended")
    until(telephony.exchange._post.empty)
    assert len(telephony.rows(CALLS)) == 1
    assert len(telephony.rows(TICKETS)) == 1
    assert len(telephony.rows(ENTRIES, kind="call")) == 1


def test_a_caller_who_hangs_up_is_owed_a_call_which_the_dialled_call_pays(telephony: Telephony) -> None:
    call_id = telephony.rung()
    telephony.exchange.hang_up(call_id)
    until(lambda: telephony.state(call_id) == "ended")
    missed = telephony.near(call_id)
    assert missed is not None
    telephony.desk.do(staff(ADA), "ticket.transfer", ticket_id=missed.ticket_id, queue_id=ORDERS)
    assert telephony.row(TICKETS, missed.ticket_id).call_back_at is not None
    identity = telephony.rows(IDENTITIES)[0]
    dialled = telephony.desk.do(
        staff(LIN),
        "call.dial",
        customer_id=missed.customer_id,
        identity_id=identity.id,
        ticket_id=missed.ticket_id,
    )
    telephony.hands.step()
    assert telephony.far(dialled["call_id"]).number == NUMBER
    telephony.exchange.answer(dialled["call_id"])
    until(lambda: telephony.state(dialled["call_id"]) == "answered")
    ticket = telephony.row(TICKETS, missed.ticket_id)
    assert (ticket.assignee_id, ticket.call_back_at) == (LIN, None)


def test_a_busy_line_is_a_failed_call(telephony: Telephony) -> None:
    customer = telephony.desk.customer("Mei", identities=[{"kind": "phone", "value": NUMBER}])
    identity = telephony.rows(IDENTITIES)[0].id
    dialled = telephony.desk.do(staff(LIN), "call.dial", customer_id=customer, identity_id=identity)
    telephony.hands.step()
    telephony.exchange.busy(dialled["call_id"])
    until(lambda: telephony.state(dialled["call_id"]) == "failed")
    call = telephony.near(dialled["call_id"])
    assert call is not None
    assert call.end_reason == "busy"


def test_a_cold_transfer_takes_the_ticket_along_at_once(telephony: Telephony) -> None:
    call_id = telephony.talking()
    telephony.order("call.transfer", call_id, user_id=MARTA, note="Wants a refund")
    until(lambda: telephony.far(call_id).agent == "Marta" and telephony.state(call_id) == "answered")
    call = telephony.near(call_id)
    assert call is not None
    assert call.agent_id == MARTA
    assert telephony.row(TICKETS, call.ticket_id).assignee_id == MARTA


def test_a_warm_transfer_takes_the_ticket_along_when_the_first_agent_hangs_up(telephony: Telephony) -> None:
    call_id = telephony.talking()
    telephony.order("call.transfer", call_id, user_id=MARTA, warm=True)
    assert telephony.far(call_id).state == "consulting"
    call = telephony.near(call_id)
    assert call is not None
    assert telephony.row(TICKETS, call.ticket_id).assignee_id == LIN
    telephony.order("call.hangup", call_id)
    until(lambda: telephony.row(TICKETS, call.ticket_id).assignee_id == MARTA)
    assert telephony.far(call_id).state == "answered"


def test_a_transfer_into_a_queue_rings_there_and_is_put_through_again(telephony: Telephony) -> None:
    call_id = telephony.talking()
    telephony.order("call.transfer", call_id, queue_id=BILLING)
    assert telephony.far(call_id).state == "ringing"
    call = telephony.near(call_id)
    assert call is not None
    assert (call.state, call.agent_id) == ("ringing", None)
    assert telephony.row(WORK, call.ticket_id).queue_id == BILLING
    telephony.desk.do(staff(KOFI), "ticket.take", ticket_id=call.ticket_id)
    telephony.hands.step()
    until(lambda: telephony.far(call_id).agent == "Kofi" and telephony.state(call_id) == "answered")


def test_a_number_outside_is_in_no_job(telephony: Telephony) -> None:
    call_id = telephony.talking()
    call = telephony.near(call_id)
    assert call is not None
    telephony.desk.do(staff(LIN), "call.transfer", call_id=call.id, number="+44 7700 900999")
    assert "900999" not in str(telephony.rows(JOBS))
    telephony.hands.step()
    until(lambda: telephony.state(call_id) == "ended")
    assert telephony.far(call_id).reason == "transferred"


def test_only_whoever_has_the_call_may_command_it(telephony: Telephony) -> None:
    call_id = telephony.talking()
    call = telephony.near(call_id)
    assert call is not None
    command = telephony.desk.command(staff(MARTA), "call.hold", call_id=call.id, on=True)
    refused = telephony.core.executor.submit(command).exception(10)
    assert getattr(refused, "code", None) == "call.not_yours"
    unseen = telephony.desk.command(staff(KOFI), "call.hold", call_id=call.id, on=True)
    assert getattr(telephony.core.executor.submit(unseen).exception(10), "code", None) == "call.unknown"


def test_an_order_the_provider_refuses_lets_the_caller_ring_again(telephony: Telephony) -> None:
    call_id = telephony.rung()
    call = telephony.near(call_id)
    assert call is not None
    telephony.desk.do(staff(ADA), "ticket.transfer", ticket_id=call.ticket_id, queue_id=ORDERS)
    del telephony.exchange.calls[call_id]
    telephony.desk.do(staff(LIN), "ticket.take", ticket_id=call.ticket_id)
    telephony.hands.step()
    assert telephony.state(call_id) == "ringing"
    assert telephony.row(WORK, call.ticket_id).state == "queued"
    assert "call_command_failed" in [
        e.facts.get("code") for e in telephony.rows(ENTRIES, ticket_id=call.ticket_id)
    ]


def test_a_blocked_caller_hears_the_line_end(telephony: Telephony) -> None:
    customer = telephony.desk.customer("Mei", identities=[{"kind": "phone", "value": NUMBER}])
    telephony.desk.do(staff(ADA), "customers.block", customer_id=customer)
    call_id = telephony.exchange.place(NUMBER)
    until(lambda: telephony.far(call_id).state == "ended")
    assert (telephony.far(call_id).reason, telephony.rows(CALLS)) == ("rejected", [])


def test_an_order_with_a_wrong_signature_is_not_carried_out(telephony: Telephony) -> None:
    call_id = telephony.talking()
    telephony.exchange.key = "another secret"
    telephony.order("call.hangup", call_id)
    assert telephony.far(call_id).state == "answered"


def test_the_telephones_page_shows_the_ambiguous_numbers_first(telephony: Telephony) -> None:
    for name, number in (("Ravi", "+447700900555"), ("Mei", NUMBER), ("Jun", NUMBER)):
        telephony.desk.customer(name, identities=[{"kind": "phone", "value": number}])
    page = telephony.client.get("/phone?lang=zh")
    assert page.status_code == 200
    assert page.text.index("Jun / Mei") < page.text.index("Ravi")
    assert "演示电话" in page.text
    assert "<script>" not in page.text
    assert "style=" not in page.text


def test_a_third_party_joins_and_the_others_talk_on_when_somebody_goes(telephony: Telephony) -> None:
    call_id = telephony.talking()
    telephony.desk.arrive(MARTA)
    telephony.order("call.add", call_id, number="+447700900188")
    (outside,) = telephony.far(call_id).legs
    assert (outside.number, outside.state) == ("+447700900188", "ringing")
    telephony.exchange.leg_answers(call_id, outside.id)
    until(lambda: telephony.parties(call_id) == ["joined"])
    telephony.order("call.add", call_id, user_id=MARTA)
    until(lambda: telephony.parties(call_id) == ["joined", "joined"])
    telephony.exchange.leg_hangs_up(call_id, outside.id)
    until(lambda: telephony.parties(call_id) == ["left", "joined"])
    telephony.order("call.leave", call_id)
    until(lambda: telephony.far(call_id).agent == "Marta")
    until(lambda: getattr(telephony.near(call_id), "agent_id", None) == MARTA)
    call = telephony.near(call_id)
    assert call is not None
    ticket = telephony.row(TICKETS, call.ticket_id)
    assert (call.state, ticket.assignee_id, ticket.guest_ids) == ("answered", MARTA, ())


def test_an_agent_leaves_the_customer_with_a_number_outside(telephony: Telephony) -> None:
    call_id = telephony.talking()
    telephony.order("call.add", call_id, number="+447700900188")
    telephony.exchange.leg_answers(call_id, telephony.far(call_id).legs[0].id)
    until(lambda: telephony.parties(call_id) == ["joined"])
    telephony.order("call.leave", call_id)
    until(lambda: telephony.state(call_id) == "ended")
    call = telephony.near(call_id)
    assert call is not None
    assert (call.end_reason, telephony.far(call_id).state) == ("left_outside", "answered")
    assert telephony.parties(call_id) == ["left"]


def test_an_agent_who_spoke_first_comes_back_to_the_customer(telephony: Telephony) -> None:
    call_id = telephony.talking()
    telephony.order("call.transfer", call_id, user_id=MARTA, warm=True)
    until(partial(telephony.shows, call_id, "held", on=True))
    telephony.desk.clock.advance(1_000)
    telephony.order("call.hold", call_id, on=False)
    until(partial(telephony.shows, call_id, "held", on=False))
    assert (telephony.far(call_id).state, telephony.far(call_id).agent) == ("answered", "Lin")


def test_after_a_talk_a_recording_is_told_of(telephony: Telephony) -> None:
    call_id = telephony.talking()
    telephony.exchange.hang_up(call_id)
    until(partial(telephony.shows, call_id, "recording", on=True))
