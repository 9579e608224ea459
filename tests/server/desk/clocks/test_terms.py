"""An edit of policies or calendars holds for new work; applied to open work it replays, ticket by ticket, in batches."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from server.base.clock import SECOND
from server.desk.access import SYSTEM_ONLY
from server.desk.actors import SYSTEM
from server.desk.book import Book
from server.desk.clocks import apply_to_open, try_policy
from server.desk.verbs import Answer, Body, verb
from server.jobs.hands import Hands
from server.jobs.open_work import KIND, apply_change
from server.store.tables.clocks import CLOCK_TERMS
from tests.server.desk.clocks.promising import OFFICE, Promising, at, policy
from tests.server.live.staffed import MARTA, ORDERS, staff

MONDAY = "2026-03-02 10:00"


class Reapply(Body, frozen=True, kw_only=True):
    """What was changed."""

    kind: str
    thing_id: str


@verb("test.apply", Reapply, SYSTEM_ONLY)
def reapply(book: Book, body: Reapply) -> Answer:
    """Apply a change to open work, as the settings do."""
    apply_to_open(book, body.kind, body.thing_id)
    return Answer()


def _apply(desk: Promising, kind: str, thing_id: str) -> None:
    desk.floor.does(SYSTEM, "test.apply", kind=kind, thing_id=thing_id)
    hands = Hands(desk.floor.core, {KIND: apply_change}, lanes=("desk",), holder="one")
    assert hands.step() == 1
    desk.leads()


def test_an_edit_holds_for_new_work_only(desk: Promising) -> None:
    desk.promises(policy(first_response=600))
    desk.now_is(MONDAY)
    old = desk.floor.starts_chat("It hums").ticket
    desk.promises(policy(first_response=60))
    new = desk.floor.starts_chat("It hums too").ticket
    desk.floor.does(staff(MARTA), "ticket.set_tags", ticket_id=old, tags=["seen"])
    assert desk.clocks(old)["first_response"].target_s == 600
    assert (
        desk.clocks(new)["first_response"].target_s,
        desk.clocks(new)["first_response"].policy_version,
    ) == (60, 2)


def test_applied_to_open_work_the_elapsed_time_is_kept_and_the_target_swapped(desk: Promising) -> None:
    desk.promises(policy(first_response=600, resolution=7_200))
    desk.now_is(MONDAY)
    ticket = desk.floor.starts_chat("It hums").ticket
    desk.after(300)
    desk.promises(policy(first_response=900, resolution=120))
    _apply(desk, "policy", "standard")
    clocks = desk.clocks(ticket)
    assert clocks["first_response"].due_at == at(MONDAY) + 900 * SECOND
    assert clocks["resolution"].breached_at == at(MONDAY) + 300 * SECOND
    assert "target_changed" in [line.code for line in desk.proof(ticket).clocks[0].lines]
    _apply(desk, "policy", "standard")
    assert desk.said(ticket, "clocks.terms_set") == ["clocks.terms_set"] * 2, (
        "the second time changed nothing"
    )
    desk.holds()


def test_a_calendar_applied_leaves_the_policies_of_before(desk: Promising) -> None:
    desk.promises(policy(first_response=3_600))
    desk.now_is("2026-03-02 16:30")
    ticket = desk.floor.starts_chat("It hums").ticket
    longer: dict[str, Any] = {**OFFICE, "weekly": {**OFFICE["weekly"], "mon": [["09:00", "20:00"]]}}
    desk.promises(policy(first_response=60), calendar=longer)
    _apply(desk, "calendar", "office")
    assert desk.clocks(ticket)["first_response"].due_at == at("2026-03-02 17:30")


def test_open_work_of_before_the_first_policy_comes_under_it_when_applied(desk: Promising) -> None:
    desk.now_is(MONDAY)
    ticket = desk.floor.starts_chat("It hums").ticket
    desk.promises(policy(first_response=600))
    assert desk.cycles(ticket) == []
    _apply(desk, "policies", "")
    assert desk.clocks(ticket)["first_response"].due_at == at(MONDAY) + 600 * SECOND
    desk.holds()


def test_equal_terms_are_kept_once(desk: Promising) -> None:
    desk.promises(policy(first_response=600))
    desk.now_is(MONDAY)
    for _ in range(3):
        desk.floor.starts_chat("It hums")
    with desk.floor.desk.database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(CLOCK_TERMS.sql)).scalar_one() == 1


def test_a_policy_that_cannot_be_read_does_not_stop_intake(desk: Promising) -> None:
    broken = {"id": "broken", "body": {"targets": {"never": {"seconds": 1}}}}
    desk.promises(broken, policy(first_response=600))
    desk.now_is(MONDAY)
    ticket = desk.floor.starts_chat("It hums").ticket
    assert desk.clocks(ticket)["first_response"].policy_id == "standard"


def test_trying_says_which_policy_takes_the_work_and_what_it_promises(desk: Promising) -> None:
    fast = policy("fast", first_response=60)
    fast["body"]["conditions"] = [{"field": "priority", "any_of": ["urgent"]}]
    desk.promises(fast, policy(first_response=600))
    with desk.floor.desk.database.reading() as connection:
        tried = try_policy(connection, {"queue": ORDERS, "priority": "normal"}, at("2026-03-06 16:55"))
    assert (tried.policy_id, tried.policy_name) == ("standard", "Standard")
    assert [(one.id, one.missed) for one in tried.considered] == [("fast", "priority"), ("standard", None)]
    assert [(one.clock, one.due_at) for one in tried.clocks] == [("first_response", at("2026-03-09 09:05"))]


def test_a_target_that_is_dropped_ends_the_clock_and_comes_back_with_it(desk: Promising) -> None:
    desk.promises(policy(first_response=600))
    desk.now_is(MONDAY)
    ticket = desk.floor.starts_chat("It hums").ticket
    desk.promises(policy())
    _apply(desk, "policy", "standard")
    assert desk.clocks(ticket)["first_response"].state == "stopped"
    assert (desk.floor.ticket(ticket).due_clock, desk.looks_at(ticket)) == (None, None)
    desk.holds()
    desk.promises(policy(first_response=900))
    _apply(desk, "policy", "standard")
    clock = desk.clocks(ticket)["first_response"]
    assert (clock.state, clock.due_at) == ("running", at(MONDAY) + 900 * SECOND)
    desk.holds()
