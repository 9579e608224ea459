"""Each clock by its rule: when it starts, what meets it, what pauses it, when it is breached and what its steps do."""

import pytest

from sla.calendar import Calendar
from sla.engine import evaluate, step_named
from sla.errors import SlaError
from sla.events import (
    CalendarChanged,
    CallAnswered,
    CallEnded,
    CallRang,
    Created,
    CustomerWrote,
    DueSet,
    Event,
    FactsChanged,
    Merged,
    PoliciesChanged,
    Replied,
    StatusChanged,
    event_from_dict,
)
from sla.facts import Condition, Facts
from sla.policy import Policy
from sla.rules import Rules
from sla.story import may_reopen
from sla.targets import Action, Step, Target
from tests.sla.ticket import HOUR, MINUTE, OFFICE, at, clock, policy, told

FIRST = policy({"first_response": HOUR})
SOLVE = policy({"resolution": 4 * HOUR})


# First response


def test_the_first_response_runs_from_creation_and_a_reply_at_due_is_in_time() -> None:
    reading = clock("first_response", FIRST, [Replied(at("10:00"))], at("11:00"))
    assert (reading.state, reading.elapsed_s, reading.breached_at) == ("met", HOUR, None)
    assert reading.due_at == at("10:00")
    assert reading.outcome == "met"


def test_a_reply_after_due_is_late_and_the_breach_stands_at_due() -> None:
    reading = clock("first_response", FIRST, [Replied(at("10:00:01"))], at("11:00"))
    assert (reading.state, reading.outcome, reading.breached_at) == ("met", "failed", at("10:00"))
    assert reading.remaining_s == -1


def test_bots_automatic_answers_and_notes_do_not_count_unless_the_policy_says_so() -> None:
    talk = [Replied(at("09:10"), author) for author in ("bot", "auto", "note")]
    assert clock("first_response", FIRST, talk, at("09:30")).state == "running"
    lenient = policy({"first_response": HOUR}, replies_by=frozenset({"human", "bot"}))
    assert clock("first_response", lenient, talk, at("09:30")).stopped_at == at("09:10")


def test_reply_clocks_never_pause() -> None:
    reading = clock("first_response", FIRST, [StatusChanged(at("09:10"), "waiting_customer")], at("11:00"))
    assert (reading.state, reading.breached_at, reading.paused_s) == ("running", at("10:00"), 0)


def test_the_first_response_never_restarts() -> None:
    talk = [Replied(at("09:10")), CustomerWrote(at("12:00")), Replied(at("12:30"))]
    readings = told(FIRST, talk, at("13:00")).readings
    assert [(each.clock, each.cycle) for each in readings] == [("first_response", 1)]


def test_a_ticket_solved_without_an_answer_stops_its_first_response_and_reopening_goes_on() -> None:
    solved: list[Event] = [StatusChanged(at("09:20"), "solved")]
    reading = clock("first_response", FIRST, solved, at("12:00"))
    assert (reading.state, reading.outcome, reading.due_at) == ("stopped", "none", None)
    reading = clock("first_response", FIRST, [*solved, StatusChanged(at("12:00"), "open")], at("12:30"))
    assert (reading.state, reading.elapsed_s, reading.due_at) == ("running", 50 * MINUTE, at("12:40"))


def test_a_ticket_the_desk_began_itself_waits_for_no_first_response() -> None:
    rules = policy({"first_response": HOUR, "next_reply": HOUR})
    life = [Created(at("09:00"), awaits_reply=False), CustomerWrote(at("09:30"))]
    found = told(rules, life, at("09:40")).current
    assert found.keys() == {"next_reply"}
    assert found["next_reply"].due_at == at("10:30")


# Next reply


def test_the_next_reply_waits_hidden_until_the_first_response_is_out() -> None:
    rules = policy({"first_response": HOUR, "next_reply": HOUR})
    talk: list[Event] = [CustomerWrote(at("09:10")), CustomerWrote(at("09:20"))]
    assert "next_reply" not in told(rules, talk, at("09:30")).current
    assert "next_reply" not in told(rules, [*talk, Replied(at("09:40"))], at("09:50")).current


def test_the_next_reply_starts_at_the_oldest_unanswered_message_and_later_ones_do_not_move_it() -> None:
    rules = policy({"next_reply": HOUR})
    talk = [Replied(at("09:10")), CustomerWrote(at("10:00")), CustomerWrote(at("10:50"))]
    reading = clock("next_reply", rules, talk, at("10:55"))
    assert (reading.started_at, reading.due_at, reading.cycle) == (at("10:00"), at("11:00"), 1)


def test_every_answered_message_is_a_cycle_of_its_own() -> None:
    rules = policy({"next_reply": HOUR})
    talk = [
        Replied(at("09:10")),
        CustomerWrote(at("10:00")),
        Replied(at("10:30")),
        CustomerWrote(at("11:00")),
        Replied(at("13:00")),
    ]
    readings = [each for each in told(rules, talk, at("14:00")).readings if each.clock == "next_reply"]
    assert [(each.cycle, each.outcome, each.elapsed_s) for each in readings] == [
        (1, "met", 30 * MINUTE),
        (2, "failed", 2 * HOUR),
    ]


def test_solving_ends_the_wait_for_a_reply_and_a_new_message_begins_another() -> None:
    rules = policy({"next_reply": HOUR})
    talk = [
        Replied(at("09:10")),
        CustomerWrote(at("10:00")),
        StatusChanged(at("10:30"), "solved"),
        CustomerWrote(at("15:00")),
        StatusChanged(at("15:00"), "open"),
    ]
    readings = [each for each in told(rules, talk, at("15:30")).readings if each.clock == "next_reply"]
    assert [(each.state, each.elapsed_s) for each in readings] == [("stopped", 1800), ("running", 1800)]


def test_only_solving_ends_the_wait_for_a_reply_not_any_change_of_status() -> None:
    rules = policy({"next_reply": HOUR})
    life = [Replied(at("09:10")), CustomerWrote(at("10:00")), StatusChanged(at("10:10"), "waiting_customer")]
    assert clock("next_reply", rules, life, at("10:30")).due_at == at("11:00")


# Update


def test_the_update_clock_runs_from_each_public_reply_to_the_next() -> None:
    rules = policy({"update": 2 * HOUR})
    readings = told(rules, [Replied(at("09:10")), Replied(at("12:00"))], at("12:30")).readings
    assert [(each.started_at, each.outcome) for each in readings] == [
        (at("09:10"), "failed"),
        (at("12:00"), "pending"),
    ]


def test_the_update_clock_pauses_while_the_customer_has_to_act() -> None:
    rules = policy({"update": 2 * HOUR})
    talk = [
        Replied(at("10:00")),
        StatusChanged(at("10:00"), "waiting_customer"),
        StatusChanged(at("15:00"), "open"),
    ]
    assert clock("update", rules, talk[:2], at("14:00")).due_at is None
    assert clock("update", rules, talk, at("15:30")).due_at == at("17:00")


# Resolution


def test_the_remaining_business_time_is_kept_through_a_pause_over_a_closed_night() -> None:
    life = [StatusChanged(at("11:00"), "waiting_customer"), StatusChanged(at("10:00", 24), "open")]
    paused = clock("resolution", SOLVE, life[:1], at("20:00"))
    assert (paused.state, paused.remaining_s, paused.due_at) == ("paused", 2 * HOUR, None)
    running = clock("resolution", SOLVE, life, at("10:00", 24))
    assert (running.remaining_s, running.due_at, running.paused_s) == (2 * HOUR, at("12:00", 24), 7 * HOUR)


def test_a_clock_paused_before_due_is_not_breached_however_long_it_waits() -> None:
    life = [StatusChanged(at("12:59:59"), "waiting_customer")]
    assert clock("resolution", SOLVE, life, at("12:00", 27)).breached_at is None


def test_a_clock_paused_at_the_very_second_of_due_is_breached_at_due() -> None:
    reading = clock("resolution", SOLVE, [StatusChanged(at("13:00"), "waiting_customer")], at("14:00"))
    assert reading.breached_at == at("13:00")


def test_waiting_on_others_pauses_only_where_the_policy_says_so() -> None:
    life = [StatusChanged(at("10:00"), "waiting_others")]
    assert clock("resolution", SOLVE, life, at("12:00")).elapsed_s == 3 * HOUR
    patient = policy({"resolution": 4 * HOUR}, pause_also=frozenset({"waiting_others"}))
    assert clock("resolution", patient, life, at("12:00")).elapsed_s == HOUR


def test_a_reopened_ticket_goes_on_without_the_time_it_was_solved() -> None:
    life = [StatusChanged(at("10:00"), "solved"), StatusChanged(at("14:00", 24), "open")]
    solved = clock("resolution", SOLVE, life[:1], at("15:00"))
    assert (solved.state, solved.outcome, solved.stopped_at) == ("met", "met", at("10:00"))
    reading = clock("resolution", SOLVE, life, at("15:00", 24))
    assert (reading.state, reading.cycle, reading.elapsed_s) == ("running", 1, 2 * HOUR)
    assert reading.due_at == at("17:00", 24)


def test_a_ticket_reopened_too_late_keeps_its_resolution_and_needs_a_follow_up() -> None:
    strict = policy({"resolution": 4 * HOUR}, reopen_days=1)
    life = [StatusChanged(at("10:00"), "solved"), StatusChanged(at("11:00"), "closed")]
    late = [*life, StatusChanged(at("10:01", 24), "open")]
    assert clock("resolution", strict, late, at("12:00", 24)).stopped_at == at("10:00")
    assert clock("resolution", strict, late, at("12:00", 24)).state == "met"
    assert not may_reopen(strict, at("10:00"), at("10:01", 24))
    in_time = [*life, StatusChanged(at("10:00", 24), "open")]
    assert clock("resolution", strict, in_time, at("12:00", 24)).state == "running"


def test_spam_stops_everything_without_counting_as_solved() -> None:
    reading = clock("resolution", SOLVE, [StatusChanged(at("10:00"), "spam")], at("17:00", 27))
    assert (reading.state, reading.outcome, reading.breached_at) == ("stopped", "none", None)


# Priority, policy, calendar


URGENT = Policy("urgent", {"resolution": Target(HOUR)}, (Condition("priority", frozenset({"urgent"})),))


def test_a_priority_change_keeps_the_elapsed_time_and_swaps_the_target() -> None:
    life = [FactsChanged(at("09:30"), Facts(priority="urgent"), "lin")]
    reading = clock("resolution", [URGENT, SOLVE], life, at("09:40"))
    assert (reading.elapsed_s, reading.due_at, reading.policy) == (40 * MINUTE, at("10:00"), "urgent")


def test_a_target_already_passed_is_breached_at_the_instant_of_the_change() -> None:
    life = [FactsChanged(at("11:00"), Facts(priority="urgent"))]
    reading = clock("resolution", [URGENT, SOLVE], life, at("11:00"))
    assert (reading.breached_at, reading.due_at) == (at("11:00"), at("11:00"))


def test_a_breach_is_lifted_by_a_longer_target_and_stays_on_record() -> None:
    life: list[Event] = [
        Created(at("09:00"), Facts(priority="urgent")),
        FactsChanged(at("11:00"), Facts(priority="low")),
    ]
    reading = clock("resolution", [URGENT, SOLVE], life, at("12:00"))
    assert (reading.breached_at, reading.due_at, reading.breaches) == (None, at("13:00"), (at("10:00"),))


def test_a_clock_that_gets_its_target_late_has_counted_all_along() -> None:
    nothing = Policy("nothing")
    life = [PoliciesChanged(at("10:00"), (SOLVE,))]
    assert told(nothing, [], at("12:00")).readings == ()
    assert clock("resolution", nothing, life, at("12:00")).elapsed_s == 3 * HOUR


def test_a_zero_target_means_no_clock() -> None:
    assert told(policy({"resolution": 0, "first_response": HOUR}), [], at("10:00")).current.keys() == {
        "first_response"
    }


def test_another_calendar_counts_from_its_change_on() -> None:
    night = Calendar.from_dict({"time_zone": "UTC", "weekly": {"mon": [["18:00", "24:00"]]}})
    reading = clock("resolution", SOLVE, [CalendarChanged(at("11:00"), night)], at("12:00"))
    assert (reading.elapsed_s, reading.due_at) == (2 * HOUR, at("20:00"))


def test_a_new_calendar_version_leaves_the_time_before_its_date_alone() -> None:
    short = Rules.from_dict({"time_zone": "UTC", "weekly": {"tue": [["10:00", "11:00"]]}})
    changed = OFFICE.with_version(at("00:00", 24).date(), short)
    reading = evaluate(
        policy({"resolution": 9 * HOUR}), changed, [Created(at("09:00"))], at("12:00", 24)
    ).current["resolution"]
    assert reading.breached_at == at("11:00", 24)


def test_a_policy_may_count_around_the_clock_or_by_a_calendar_of_its_own() -> None:
    rules = [
        Policy(
            "vip",
            {"resolution": Target(10 * HOUR, around_the_clock=True)},
            (Condition("segment", frozenset({"vip"})),),
        ),
        Policy("rest", {"resolution": Target(HOUR)}, calendar="night"),
    ]
    night = Calendar.from_dict({"time_zone": "UTC", "weekly": {"mon": [["20:00", "24:00"]]}})
    vip = evaluate(
        rules, OFFICE, [Created(at("09:00"), Facts(segment="vip"))], at("10:00"), calendars={"night": night}
    )
    rest = evaluate(rules, OFFICE, [Created(at("09:00"))], at("10:00"), calendars={"night": night})
    assert vip.current["resolution"].due_at == at("19:00")
    assert rest.current["resolution"].due_at == at("21:00")
    with pytest.raises(SlaError, match="night"):
        evaluate(rules, OFFICE, [Created(at("09:00"))], at("10:00"))


def test_one_target_never_hides_another() -> None:
    rules = policy({"first_response": HOUR, "resolution": 2 * HOUR, "update": HOUR, "next_reply": HOUR})
    life = [Replied(at("09:30")), CustomerWrote(at("09:40"))]
    breaches = {kind: each.breached_at for kind, each in told(rules, life, at("12:00")).current.items()}
    assert breaches == {
        "first_response": None,
        "update": at("10:30"),
        "next_reply": at("10:40"),
        "resolution": at("11:00"),
    }


# Manual due dates and merging


def test_a_due_date_set_by_hand_overrides_and_does_not_move() -> None:
    life: list[Event] = [
        DueSet(at("09:10"), "resolution", at("12:00", 24), "marta"),
        StatusChanged(at("10:00"), "waiting_customer"),
    ]
    reading = clock("resolution", SOLVE, life, at("11:00"))
    assert (reading.due_at, reading.manual, reading.state) == (at("12:00", 24), True, "paused")
    assert clock("resolution", SOLVE, life, at("13:00", 24)).breached_at == at("12:00", 24)
    cleared = clock("resolution", SOLVE, [*life, DueSet(at("11:00"), "resolution", None)], at("11:00"))
    assert (cleared.due_at, cleared.remaining_s) == (None, 3 * HOUR)


def test_a_promise_by_hand_needs_no_target() -> None:
    life = [DueSet(at("09:10"), "resolution", at("12:00"))]
    assert clock("resolution", Policy("nothing"), life, at("13:00")).breached_at == at("12:00")


def test_steps_around_a_due_date_set_by_hand_follow_it() -> None:
    steps = (Step("half", "resolution", percent=50), Step("warn", "resolution", offset_s=-HOUR))
    life = [DueSet(at("09:00"), "resolution", at("09:30", 24))]
    reading = clock("resolution", policy({"resolution": HOUR}, steps=steps), life, at("12:00", 24))
    assert [(each.step, each.at) for each in reading.steps] == [
        ("half", at("13:15")),
        ("warn", at("16:30")),
    ]


def test_merging_takes_the_earliest_creation_and_breaches_no_earlier_than_the_merge() -> None:
    life: list[Event] = [Created(at("12:00")), Merged(at("14:00"), at("09:00"))]
    assert clock("resolution", SOLVE, life, at("13:59")).elapsed_s == 119 * MINUTE
    reading = clock("resolution", SOLVE, life, at("14:00"))
    assert (reading.started_at, reading.elapsed_s) == (at("09:00"), 5 * HOUR)
    assert reading.breached_at == at("14:00")


def test_merging_takes_the_earliest_unanswered_message() -> None:
    rules = policy({"next_reply": 3 * HOUR})
    merged = Merged(at("12:00"), at("09:00"), at("10:00"))
    fresh = clock("next_reply", rules, [Replied(at("09:10")), merged], at("12:30"))
    assert (fresh.started_at, fresh.elapsed_s, fresh.due_at) == (at("10:00"), 150 * MINUTE, at("13:00"))
    waiting = [Replied(at("09:10")), CustomerWrote(at("11:00")), merged]
    reading = clock("next_reply", rules, waiting, at("12:30"))
    assert (reading.cycle, reading.started_at, reading.due_at) == (1, at("10:00"), at("13:00"))


# Steps


def test_steps_happen_once_exactly_at_their_time_and_name_what_to_do() -> None:
    tell = Action("notify", "supervisor")
    steps = (
        Step("half", "resolution", percent=50, actions=(tell,)),
        Step("warn", "resolution", offset_s=-HOUR),
        Step("late", "resolution", offset_s=HOUR),
    )
    rules = policy({"resolution": 4 * HOUR}, steps=steps)
    assert clock("resolution", rules, [], at("10:00")).next_step_at == at("11:00")
    assert clock("resolution", rules, [], at("11:00")).next_step_at == at("12:00")
    found = told(rules, [], at("15:00"))
    assert [(each.step, each.at) for _, each in found.undone([("resolution", 1, "warn")])] == [
        ("half", at("11:00")),
        ("late", at("14:00")),
    ]
    step = step_named([rules], found.current["resolution"], "half")
    assert step is not None
    assert step.actions == (tell,)


def test_no_step_happens_after_the_clock_stopped_nor_at_that_very_second() -> None:
    steps = (Step("half", "first_response", percent=50), Step("due", "first_response", percent=100))
    rules = policy({"first_response": HOUR}, steps=steps)
    reading = clock("first_response", rules, [Replied(at("09:30"))], at("12:00"))
    assert (reading.steps, reading.next_step_at) == ((), None)


def test_a_step_does_not_come_again_when_the_target_changes() -> None:
    steps = (Step("half", "resolution", percent=50),)
    fast = Policy(
        "fast", {"resolution": Target(HOUR)}, (Condition("priority", frozenset({"urgent"})),), steps
    )
    slow = policy({"resolution": 4 * HOUR}, steps=steps)
    life: list[Event] = [
        Created(at("09:00"), Facts(priority="urgent")),
        FactsChanged(at("09:40"), Facts(priority="low")),
    ]
    assert [each.at for each in clock("resolution", [fast, slow], life, at("12:00")).steps] == [at("09:30")]


def test_the_next_look_at_a_ticket_is_its_soonest_step_or_due() -> None:
    rules = policy(
        {"first_response": HOUR, "resolution": 4 * HOUR}, steps=(Step("warn", "resolution", offset_s=-HOUR),)
    )
    assert told(rules, [], at("09:30")).next_at == at("10:00")
    assert told(rules, [], at("10:00")).next_at == at("12:00")
    assert told(rules, [StatusChanged(at("10:30"), "solved")], at("10:30")).next_at is None


# Calls


def test_a_call_is_answered_within_its_target_counted_from_the_ring() -> None:
    rules = policy({"answer": 20, "first_response": HOUR})
    life: list[Event] = [
        CallRang(at("09:00"), "c1"),
        CallAnswered(at("09:00:15"), "c1"),
        CallEnded(at("09:05"), "c1"),
    ]
    found = told(rules, life, at("10:00")).current
    assert (found["answer"].outcome, found["answer"].elapsed_s, found["answer"].call) == ("met", 15, "c1")
    assert found["first_response"].stopped_at == at("09:00:15")


def test_calls_are_timed_apart_and_an_abandoned_one_is_neither_met_nor_failed() -> None:
    rules = policy({"answer": 20})
    life = [
        CallRang(at("09:00"), "c1"),
        CallRang(at("09:00:05"), "c2"),
        CallRang(at("09:00:05"), "c2"),
        CallEnded(at("09:00:10"), "c1"),
    ]
    readings = told(rules, life, at("09:01")).readings
    assert [(each.call, each.outcome, each.breached_at) for each in readings] == [
        ("c1", "none", None),
        ("c2", "failed", at("09:00:25")),
    ]
    assert told(rules, life, at("09:00:20")).current["answer"].call == "c2"


def test_a_ringing_phone_waits_in_real_seconds_whatever_the_calendar_says() -> None:
    reading = clock("answer", policy({"answer": 20}), [CallRang(at("22:00"), "c1")], at("22:00:05"))
    assert (reading.elapsed_s, reading.due_at) == (5, at("22:00:20"))


# The fold itself


def test_history_may_be_left_out_without_changing_what_lives() -> None:
    rules = policy({"first_response": HOUR, "next_reply": HOUR, "update": HOUR}, version=7)
    life: list[Event] = [Created(at("09:00"))]
    for hour in (10, 11, 12, 13):
        life += [CustomerWrote(at(f"{hour}:00")), Replied(at(f"{hour}:30"))]
    full = evaluate(rules, OFFICE, life, at("14:00"))
    brief = evaluate(rules, OFFICE, life, at("14:00"), history=False)
    assert brief.current == full.current
    assert [(each.clock, each.cycle) for each in brief.readings] == [
        ("first_response", 1),
        ("next_reply", 3),
        ("update", 4),
    ]
    assert {each.policy_version for each in brief.readings} == {7}


def test_events_after_now_do_not_count_yet() -> None:
    life = [Replied(at("10:30"))]
    assert clock("first_response", FIRST, life, at("10:10")).state == "running"


def test_a_fraction_of_a_second_is_never_held_against_the_agent() -> None:
    life: list[Event] = [Created(at("09:00:00.900000")), Replied(at("10:00:00.950000"))]
    reading = clock("first_response", FIRST, life, at("11:00"))
    assert (reading.started_at, reading.due_at, reading.outcome) == (at("09:00:01"), at("10:00:01"), "met")


def test_a_life_without_a_beginning_or_with_two_is_refused() -> None:
    for events in (
        [],
        [Replied(at("09:00")), Created(at("09:30"))],
        [Created(at("09:00")), Created(at("09:00"))],
    ):
        with pytest.raises(SlaError) as refusal:
            evaluate(FIRST, OFFICE, events, at("10:00"))
        assert refusal.value.code == "sla.events_invalid"


def test_every_event_survives_being_stored() -> None:
    events = [
        Created(at("09:00"), Facts("repairs", "low", "chat", "vip", "zh-CN", frozenset({"a", "b"})), "open"),
        CustomerWrote(at("09:01")),
        Replied(at("09:02"), "bot"),
        StatusChanged(at("09:03"), "snoozed", "lin"),
        FactsChanged(at("09:04"), Facts(priority="urgent"), "marta"),
        PoliciesChanged(at("09:05"), (URGENT, SOLVE)),
        CalendarChanged(at("09:06"), OFFICE, "night"),
        DueSet(at("09:07"), "first_response", at("12:00"), "lin"),
        Merged(at("09:08"), at("08:00"), at("08:30")),
        CallRang(at("09:09"), "c1"),
        CallAnswered(at("09:10"), "c1"),
        CallEnded(at("09:11"), "c1"),
    ]
    assert [event_from_dict(event.to_dict()) for event in events] == events
    with pytest.raises(SlaError, match="escaped"):
        event_from_dict({"type": "escaped", "at": "2026-11-23T09:00:00Z"})
