"""A call takes its agent's voice place while it lives; what is left to do afterwards is written work."""

from __future__ import annotations

from typing import Any

from server.desk.actors import Actor
from tests.server.desk.test_offers import work_of
from tests.server.live.staffed import LIN, ORDERS, StaffedDesk, staff

NETWORK = Actor("provider", "test")


def report(desk: StaffedDesk, kind: str, call: str, **fields: Any) -> str:
    said = {"type": kind, "call_id": call, "number": "+447700900123", "queue_id": ORDERS, **fields}
    verb = "call.rang" if kind == "ringing" else "call.reported"
    return str(desk.do(NETWORK, verb, at=desk.clock.now(), **said)["call_id"])


def ticket_of_call(desk: StaffedDesk, call_id: str) -> str:
    with desk.database.reading() as connection:
        return str(
            connection.exec_driver_sql(f"SELECT ticket_id FROM calls WHERE id = '{call_id}'").scalar_one()
        )


def test_after_a_call_its_ticket_leaves_room_for_the_next_one(desk: StaffedDesk) -> None:
    desk.arrive(LIN)
    first = ticket_of_call(desk, report(desk, "ringing", "one"))
    desk.do(staff(LIN), "offer.accept", offer_id=desk.offer(first, LIN))
    report(desk, "answered", "one", agent_id=LIN)
    assert work_of(desk, first).channel == "voice"
    report(desk, "ended", "one")
    after = work_of(desk, first)
    assert (after.state, after.channel, after.agent_id) == ("assigned", "desk", LIN)
    desk.arrive(LIN)
    second = ticket_of_call(desk, report(desk, "ringing", "two"))
    assert desk.offer(second, LIN)


def test_a_missed_call_waits_as_written_work(desk: StaffedDesk) -> None:
    ticket = ticket_of_call(desk, report(desk, "ringing", "one"))
    assert work_of(desk, ticket).channel == "voice"
    report(desk, "ended", "one", reason="caller_hung_up")
    waiting = work_of(desk, ticket)
    assert (waiting.state, waiting.channel) == ("queued", "desk")
