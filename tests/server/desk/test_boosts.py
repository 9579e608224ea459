"""Work is moved forward for a reason, each reason once; the boosts stay with the ticket until they are taken away."""

from __future__ import annotations

import pytest

from server.base.errors import Conflict
from server.desk import ownership
from server.desk.access import SYSTEM_ONLY
from server.desk.actors import SYSTEM
from server.desk.book import Book
from server.desk.verbs import Answer, Body, verb
from server.store.tables.work import WORK
from tests.server.live.staffed import BILLING, KOFI, LIN, MARTA, ORDERS, StaffedDesk, staff


class Rule(Body, frozen=True, kw_only=True):
    """A rule of the tests that boosts."""

    ticket_id: str
    reason: str
    seconds: int


@verb("test.boost", Rule, SYSTEM_ONLY)
def rule(book: Book, body: Rule) -> Answer:
    """Boost as a rule of the desk does."""
    ownership.boost(book, body.ticket_id, body.reason, body.seconds)
    return Answer()


def boosts(desk: StaffedDesk, ticket_id: str) -> dict[str, int]:
    """Return the ticket's boosts as stored."""
    with desk.look(SYSTEM) as look:
        return look.by_id(WORK, [ticket_id])[ticket_id].boosts


def test_a_boost_is_one_per_reason_and_taken_away_by_zero(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Kettle", ORDERS)
    desk.do(SYSTEM, "test.boost", ticket_id=ticket, reason="falling_mood", seconds=120)
    desk.do(SYSTEM, "test.boost", ticket_id=ticket, reason="low_score", seconds=300)
    desk.do(SYSTEM, "test.boost", ticket_id=ticket, reason="falling_mood", seconds=60)
    assert boosts(desk, ticket) == {"falling_mood": 60, "low_score": 300}
    desk.do(SYSTEM, "test.boost", ticket_id=ticket, reason="low_score", seconds=0)
    assert boosts(desk, ticket) == {"falling_mood": 60}


def test_the_same_boost_again_writes_nothing(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Kettle", ORDERS)
    again = {"ticket_id": ticket, "reason": "low_score", "seconds": 300}
    first = desk.do(SYSTEM, "test.boost", **again)["seq"]
    assert desk.do(SYSTEM, "test.boost", **again)["seq"] == first


def test_boosts_stay_with_a_ticket_that_is_taken_and_waits_again(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Kettle", ORDERS)
    desk.do(staff(MARTA), "ticket.boost", ticket_id=ticket, seconds=90)
    desk.do(staff(LIN), "ticket.take", ticket_id=ticket)
    desk.do(staff(LIN), "ticket.transfer", ticket_id=ticket, queue_id=BILLING, note="a bill")
    assert boosts(desk, ticket) == {"by_hand": 90}


def test_only_waiting_work_is_moved_by_hand(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Kettle", ORDERS)
    desk.do(staff(LIN), "ticket.take", ticket_id=ticket)
    with pytest.raises(Conflict, match="not_waiting"):
        desk.do(staff(MARTA), "ticket.boost", ticket_id=ticket, seconds=90)


def test_an_agent_does_not_move_work(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Kettle", BILLING)
    with pytest.raises(Exception, match="forbidden"):
        desk.do(staff(KOFI), "ticket.boost", ticket_id=ticket, seconds=90)
