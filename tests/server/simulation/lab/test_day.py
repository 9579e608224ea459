"""One day through the router: who is answered, who gives up, who works how long; the same input gives the same day."""

from __future__ import annotations

from server.base.clock import HOUR, MINUTE, SECOND
from server.simulation.lab.arrivals import Contact, contacts
from server.simulation.lab.day import run
from server.simulation.lab.figures import figures
from server.simulation.lab.people import people
from tests.server.simulation.lab.days import CALLS, TEAM, scenario


def call(at_s: int, handle_s: int = 60, patience_s: int | None = None, kind: int = 0) -> Contact:
    return Contact(
        kind, at_s * SECOND, handle_s * SECOND, None if patience_s is None else patience_s * SECOND
    )


def test_the_second_call_waits_for_the_first_to_end() -> None:
    day = scenario(groups=[{**TEAM, "agents": 1}])
    done = run(day, [call(0), call(10)], people(day))
    assert [fate.answered_at for fate in done.fates] == [0, 60 * SECOND]
    assert done.busy == [120 * SECOND] and done.overtime == [0]


def test_who_waits_longer_than_they_would_gives_up_at_that_instant() -> None:
    day = scenario(groups=[{**TEAM, "agents": 1}])
    done = run(day, [call(0), call(10, patience_s=20), call(20)], people(day))
    assert [fate.gave_up_at for fate in done.fates] == [None, 30 * SECOND, None]
    assert done.fates[2].answered_at == 60 * SECOND


def test_a_shift_that_ends_takes_nothing_more_and_finishes_what_it_has() -> None:
    day = scenario(groups=[{**TEAM, "agents": [1, 0, 1, 0]}])
    late = 60 * MINUTE - 30 * SECOND
    done = run(day, [call(late // SECOND), call(late // SECOND + 60)], people(day))
    assert done.fates[0].answered_at == late
    assert done.fates[1].answered_at == 2 * HOUR
    assert done.overtime == [30 * SECOND]


def test_what_nobody_can_take_is_left_over() -> None:
    day = scenario(classes=[{**CALLS, "skills": {"german": 1}, "patience_s": None}])
    done = run(day, [call(0)], people(day))
    told = figures(day, [call(0)], people(day), done)
    assert (told.total.came, told.total.answered, told.total.left_over, told.total.service_level) == (
        1,
        0,
        1,
        0,
    )


def test_a_step_lets_others_take_it_after_its_time() -> None:
    day = scenario(
        classes=[{**CALLS, "skills": {"german": 1}, "patience_s": None}],
        queues=[{"name": "orders", "steps": [{"after_s": 45, "drop": ["german"]}]}],
    )
    assert run(day, [call(5)], people(day)).fates[0].answered_at == 50 * SECOND


def test_chats_share_a_person_up_to_their_places() -> None:
    day = scenario(
        classes=[{**CALLS, "channel": "chat"}], groups=[{**TEAM, "agents": 1, "channels": {"chat": 2}}]
    )
    done = run(day, [call(0), call(1), call(2)], people(day))
    assert [fate.answered_at for fate in done.fates] == [0, SECOND, 60 * SECOND]
    assert done.busy == [120 * SECOND]


def test_the_same_day_comes_out_twice_the_same() -> None:
    day = scenario()
    came = contacts(day, 7)
    assert run(day, came, people(day)) == run(day, came, people(day))


def test_every_contact_has_one_end_and_work_is_conserved() -> None:
    day = scenario()
    came = contacts(day, 3)
    done = run(day, came, people(day))
    told = figures(day, came, people(day), done).total
    assert told.came == len(came) == told.answered + told.gave_up + told.left_over
    assert not any(fate.answered_at is not None and fate.gave_up_at is not None for fate in done.fates)
    assert sum(done.busy) == sum(
        contact.handle for contact, fate in zip(came, done.fates, strict=True) if fate.answered_at is not None
    )


def test_more_people_do_not_change_who_comes() -> None:
    few, many = scenario(), scenario(groups=[{**TEAM, "agents": 9}])
    assert contacts(few, 5) == contacts(many, 5) != contacts(few, 6)


def test_another_class_does_not_change_the_contacts_of_the_first() -> None:
    alone, beside = scenario(), scenario(classes=[CALLS, {**CALLS, "name": "More"}])
    assert [one for one in contacts(beside, 5) if one.kind == 0] == contacts(alone, 5)


def test_as_many_come_as_expected() -> None:
    day = scenario(classes=[{**CALLS, "arrivals": [0, 100, 0, 300]}])
    drawn = [contacts(day, seed) for seed in range(40)]
    by_hour = [
        sum(one.at // HOUR == hour for came in drawn for one in came) / len(drawn) for hour in range(4)
    ]
    assert by_hour[0] == by_hour[2] == 0
    # Four standard deviations of the mean of forty Poisson counts.
    assert abs(by_hour[1] - 100) < 4 * (100 / 40) ** 0.5 and abs(by_hour[3] - 300) < 4 * (300 / 40) ** 0.5
