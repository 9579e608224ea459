"""A due date by hand overrides and does not move; taken back, the target counts again."""

from __future__ import annotations

import pytest

from server.base.clock import HOUR
from server.base.errors import Conflict, Invalid
from tests.server.desk.clocks.promising import Promising, at, policy
from tests.server.live.staffed import LIN, staff

MONDAY = "2026-03-02 10:00"


def test_a_date_by_hand_counts_instead_of_the_target_also_while_paused(desk: Promising) -> None:
    desk.promises(policy(resolution=3_600))
    desk.now_is(MONDAY)
    ticket = desk.floor.starts_chat("It hums").ticket
    promised = at("2026-03-03 15:00")
    desk.floor.does(staff(LIN), "ticket.set_due", ticket_id=ticket, due_at=promised)
    desk.floor.does(staff(LIN), "ticket.wait", ticket_id=ticket, on="customer")
    clock = desk.clocks(ticket)["resolution"]
    assert (clock.due_at, clock.manual, clock.breached_at) == (promised, True, None)
    assert (desk.floor.ticket(ticket).due_at, desk.floor.ticket(ticket).due_state) == (promised, "running")
    desk.now_is("2026-03-03 15:00")
    assert desk.clocks(ticket)["resolution"].breached_at == promised
    assert "due_set" in [line.code for line in desk.proof(ticket).clocks[0].lines]
    desk.holds()


def test_taken_back_the_target_counts_again(desk: Promising) -> None:
    desk.promises(policy(resolution=3_600))
    desk.now_is(MONDAY)
    ticket = desk.floor.starts_chat("It hums").ticket
    desk.floor.does(staff(LIN), "ticket.set_due", ticket_id=ticket, due_at=at(MONDAY) + 9 * HOUR)
    desk.floor.does(staff(LIN), "ticket.set_due", ticket_id=ticket, due_at=None)
    clock = desk.clocks(ticket)["resolution"]
    assert (clock.due_at, clock.manual) == (at("2026-03-02 11:00"), False)
    assert desk.floor.lines(ticket)[-2:] == ["due_set", "due_cleared"]


def test_a_date_makes_a_clock_where_no_policy_does(desk: Promising) -> None:
    desk.now_is(MONDAY)
    ticket = desk.floor.starts_chat("It hums").ticket
    desk.floor.does(staff(LIN), "ticket.set_due", ticket_id=ticket, due_at=at(MONDAY) + HOUR)
    desk.after(3_600)
    assert desk.clocks(ticket)["resolution"].breached_at == at(MONDAY) + HOUR
    desk.holds()


def test_what_cannot_be_due_is_refused(desk: Promising) -> None:
    desk.promises(policy(resolution=3_600))
    desk.now_is(MONDAY)
    ticket = desk.floor.starts_chat("It hums").ticket
    with pytest.raises(Invalid, match=r"clock\.due_range"):
        desk.floor.does(staff(LIN), "ticket.set_due", ticket_id=ticket, due_at=at(MONDAY) - 1)
    with pytest.raises(Conflict, match=r"clock\.not_running"):
        desk.floor.does(
            staff(LIN), "ticket.set_due", ticket_id=ticket, clock="update", due_at=at(MONDAY) + HOUR
        )
    desk.floor.does(staff(LIN), "ticket.solve", ticket_id=ticket)
    with pytest.raises(Conflict, match=r"ticket\.finished"):
        desk.floor.does(staff(LIN), "ticket.set_due", ticket_id=ticket, due_at=at(MONDAY) + HOUR)
