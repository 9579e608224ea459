"""A made-up contact is routed by the same router as real work, and leaves no trace."""

from __future__ import annotations

from typing import Any

import pytest

from server.base.errors import Unknown
from server.desk.readings.registry import ask
from server.desk.readings.trying import Trial, TryContact
from server.store import append
from tests.server.live.staffed import BILLING, KOFI, LIN, MARTA, ORDERS, StaffedDesk, staff


def tried(desk: StaffedDesk, queue_id: str = ORDERS, **asked: Any) -> Trial:
    with desk.look(staff(MARTA)) as look:
        found = ask(look, "contact.try", TryContact(queue_id=queue_id, **asked))
    assert isinstance(found, Trial)
    return found


def test_it_goes_to_whom_real_work_would_go_and_says_why(desk: StaffedDesk) -> None:
    desk.arrive(LIN)
    desk.arrive(MARTA)
    with desk.database.reading() as connection:
        before = append.head(connection)
    routed = tried(desk).routed
    assert (routed.agent_id, routed.agent) == (LIN, "Lin")
    assert [line.code for line in routed.why] == ["fewest_skills_then_longest_idle", "pool"]
    assert [(one.user_id, one.reasons[0].code) for one in routed.others] == [(MARTA, "idle_for_less")]
    with desk.database.reading() as connection:
        assert append.head(connection) == before


def test_with_nobody_there_it_says_so(desk: StaffedDesk) -> None:
    desk.arrive(KOFI)
    routed = tried(desk).routed
    assert routed.agent_id is None
    assert routed.nobody is not None
    assert routed.nobody.code == "nobody.nobody_on_shift"
    assert tried(desk, BILLING).routed.agent_id == KOFI


def test_a_customer_brings_the_agent_they_know(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei", language="en")
    desk.arrive(MARTA)
    desk.arrive(LIN)
    ticket = desk.ticket(mei, "Kettle", ORDERS)
    desk.do(staff(MARTA), "ticket.take", ticket_id=ticket)
    desk.do(staff(MARTA), "ticket.solve", ticket_id=ticket)
    assert tried(desk).routed.agent_id == LIN
    known = tried(desk, customer_id=mei).routed
    assert (known.agent_id, known.why[0].code) == (MARTA, "affinity")
    with pytest.raises(Unknown):
        tried(desk, customer_id="cus_nobody")


def test_what_waits_already_goes_first(desk: StaffedDesk) -> None:
    desk.ticket(desk.customer("Mei"), "Kettle", ORDERS)
    desk.arrive(LIN)
    routed = tried(desk).routed
    assert routed.agent_id is None
    assert routed.nobody is not None
    assert routed.nobody.code == "nobody.all_busy"
