"""A recorded day run again: the same contacts and people, other rules; what differs is listed, the largest difference first."""

from __future__ import annotations

import pytest

from server.base.clock import HOUR, MINUTE, SECOND
from server.base.errors import Invalid
from server.simulation.lab.arrivals import Contact
from server.simulation.lab.people import people
from server.simulation.lab.recorded import Recorded, day_of, recorded
from server.simulation.lab.replay import Change, replay
from tests.server.live.staffed import LIN, ORDERS, StaffedDesk, staff
from tests.server.simulation.lab.days import CALLS, TEAM, scenario


def test_the_same_rules_change_nothing() -> None:
    told = replay(_day(), Change())
    assert told["different"] == 0 and told["before"] == told["after"]


def test_dropping_a_skill_answers_who_was_never_answered() -> None:
    told = replay(_day(), Change(relax_s=60))
    assert (told["before"]["answered"], told["after"]["answered"]) == (1, 2)
    (one,) = [line for line in told["differences"] if line["number"] == 1002]
    assert (one["before_s"], one["after_s"], one["after_by"]) == (None, 170.0, "Team 1")


def test_an_answer_won_stands_before_a_shorter_wait() -> None:
    assert replay(_day(), Change(relax_s=60))["differences"][0]["number"] == 1002


def test_a_day_is_taken_from_the_log_with_who_came_and_who_was_there(desk: StaffedDesk) -> None:
    start = desk.clock.now()
    desk.arrive(LIN)
    visitor = desk.visitor()
    said = {"message": "hello", "client_id": "visitor-00001", "language": "en", "queue_id": ORDERS}
    ticket = desk.ticket_of(desk.do(visitor, "chat.start", **said)["conversation_id"])
    desk.clock.advance(40 * SECOND)
    desk.do(staff(LIN), "ticket.take", ticket_id=ticket)
    desk.clock.advance(5 * MINUTE)
    desk.do(staff(LIN), "ticket.solve", ticket_id=ticket)
    with desk.database.reading() as connection:
        day = recorded(connection, start, start + HOUR)
    assert len(day.contacts) == 1 and day.really_s[0] == pytest.approx(41, abs=1)
    assert day.contacts[0].handle >= 5 * MINUTE
    assert [person.name for person in day.people] == ["Lin (1)"]
    assert replay(day, Change())["after"]["answered"] == 1


def test_a_day_on_which_nothing_came_is_refused(desk: StaffedDesk) -> None:
    with desk.database.reading() as connection, pytest.raises(Invalid) as refused:
        recorded(connection, 0, HOUR)
    assert refused.value.code == "replay.nothing"


def test_a_day_is_that_of_its_time_zone() -> None:
    since, until = day_of("2026-03-29", "Europe/London")
    assert until - since == 23 * HOUR
    with pytest.raises(Invalid):
        day_of("2026-02-30", "UTC")


def _day() -> Recorded:
    """A call for anybody, and one for somebody who speaks German, whom nobody is."""
    setting = scenario(
        classes=[CALLS, {**CALLS, "name": "German", "skills": {"german": 1}}], groups=[{**TEAM, "agents": 1}]
    )
    calls = [Contact(0, 0, 180 * SECOND, None), Contact(1, 10 * SECOND, 60 * SECOND, None)]
    return Recorded(setting, calls, [1001, 1002], [0.0, None], people(setting))
