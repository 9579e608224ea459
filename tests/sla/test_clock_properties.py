"""Random ticket lives: the fold against a stepper that ticks through them, and the laws clocks must keep."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from sla.calendar import Calendar
from sla.engine import evaluate
from sla.events import (
    CalendarChanged,
    Created,
    CustomerWrote,
    DueSet,
    Event,
    FactsChanged,
    Replied,
    StatusChanged,
)
from sla.facts import Condition, Facts, Kind, Status
from sla.policy import Policy
from sla.reading import Reading
from sla.targets import Step, Target
from tests.sla.naive import NaiveCalendar, Stepper, Tally, instant, seconds
from tests.sla.strategies import calendars, opens_sometime

TICK = 300
HOUR = 3600
BUSY = [HealthCheck.too_slow]  # a busy machine is no defect of the rules
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)
BOUNDED = settings(
    max_examples=25, deadline=None, derandomize=True, phases=PHASES, suppress_health_check=BUSY
)
CLOCKS: tuple[Kind, ...] = ("first_response", "next_reply", "update", "resolution")
STATUSES: tuple[Status, ...] = ("open", "waiting_customer", "waiting_others", "snoozed", "solved", "closed")

targets = st.dictionaries(
    st.sampled_from(CLOCKS), st.integers(0, 60).map(lambda n: Target(n * 2 * TICK, around_the_clock=False))
)


@st.composite
def policies(draw: st.DrawFn) -> list[Policy]:
    """One policy for what is urgent, one for all the rest, each with steps."""
    steps = tuple(
        step
        for clock in CLOCKS
        for step in (
            Step(f"{clock}-half", clock, percent=50),
            Step(f"{clock}-late", clock, offset_s=2 * TICK),
        )
    )
    also = draw(st.sampled_from([frozenset[Status](), frozenset[Status](("waiting_others",))]))
    urgent = Condition("priority", frozenset({"urgent"}))
    return [
        Policy("urgent", draw(targets), (urgent,), steps, pause_also=also),
        Policy("rest", draw(targets), (), steps, pause_also=also),
    ]


@st.composite
def lives(draw: st.DrawFn, start: int) -> list[Event]:
    """A created ticket and up to a dozen things that happen to it, at ticks of five minutes over three days."""
    at = instant(start)
    events: list[Event] = [Created(at, Facts(priority=draw(st.sampled_from(["urgent", "low"]))))]
    for _ in range(draw(st.integers(0, 12))):
        at += timedelta(seconds=TICK * draw(st.integers(0, 12 * 12)))
        events.append(draw(happenings(at)))
    return events


def happenings(at: Any) -> st.SearchStrategy[Event]:
    days = st.integers(-2, 4).map(lambda n: at + timedelta(hours=12 * n))
    return st.one_of(
        st.builds(CustomerWrote, st.just(at)),
        st.builds(Replied, st.just(at), st.sampled_from(["human", "human", "bot", "note"])),
        st.builds(StatusChanged, st.just(at), st.sampled_from(STATUSES)),
        st.builds(lambda p: FactsChanged(at, Facts(priority=p)), st.sampled_from(["urgent", "low", "low"])),
        st.builds(DueSet, st.just(at), st.sampled_from(["resolution", "first_response"]), st.none() | days),
    )


@st.composite
def tickets(draw: st.DrawFn) -> tuple[dict[str, Any], list[Policy], list[Event], int]:
    d, start = draw(calendars())
    assume(opens_sometime(d))
    events = draw(lives(start))
    if draw(st.booleans()):
        other, _ = draw(calendars())
        assume(opens_sometime(other))
        events.append(CalendarChanged(events[-1].at, Calendar.from_dict(other)))
    return d, draw(policies()), events, seconds(events[-1].at) + TICK * draw(st.integers(0, 300))


Ticket = tuple[dict[str, Any], list[Policy], list[Event], int]


@BOUNDED
@given(tickets())
def test_the_fold_says_what_ticking_through_the_life_says(ticket: Ticket) -> None:
    d, rules, events, now = ticket
    stepper = Stepper(rules, NaiveCalendar(d), TICK)
    slow = stepper.run(events, now)
    fast = evaluate(rules, Calendar.from_dict(d), events, instant(now), explain=False).readings
    by_hand = {
        each.clock for each in events if isinstance(each, DueSet)
    }  # the stepper knows no steps for those
    compared = {(each.clock, each.cycle): as_told(each, by_hand) for each in fast}
    expected = {(each.kind, each.number): as_ticked(each, by_hand) for each in slow}
    assert compared == {key: each for key, each in expected.items() if key in compared}
    assert stepper.shown() <= set(compared)


def as_told(reading: Reading, by_hand: set[Kind]) -> dict[str, Any]:
    return {
        "elapsed": reading.elapsed_s,
        "paused": reading.paused_s,
        "breached": reading.breached_at and seconds(reading.breached_at),
        "stopped": reading.stopped_at and seconds(reading.stopped_at),
        "steps": {} if reading.clock in by_hand else {each.step: seconds(each.at) for each in reading.steps},
    }


def as_ticked(tally: Tally, by_hand: set[Kind]) -> dict[str, Any]:
    return {
        "elapsed": tally.elapsed,
        "paused": tally.paused,
        "breached": tally.breached,
        "stopped": tally.stopped if tally.stopped is not None else tally.idle_since,
        "steps": {} if tally.kind in by_hand else tally.steps,
    }


@BOUNDED
@given(tickets())
def test_a_due_time_foretold_is_when_the_breach_comes_if_nothing_else_happens(ticket: Ticket) -> None:
    d, rules, events, now = ticket
    calendar = Calendar.from_dict(d)
    for reading in evaluate(rules, calendar, events, instant(now), explain=False).readings:
        if reading.state == "running" and reading.due_at and not reading.breached_at:
            later = evaluate(rules, calendar, events, reading.due_at, explain=False)
            again = next(r for r in later.readings if (r.clock, r.cycle) == (reading.clock, reading.cycle))
            assert again.breached_at == reading.due_at
            just_before = evaluate(
                rules, calendar, events, reading.due_at - timedelta(seconds=1), explain=False
            )
            before = next(
                r for r in just_before.readings if (r.clock, r.cycle) == (reading.clock, reading.cycle)
            )
            assert before.breached_at is None


@BOUNDED
@given(tickets())
def test_a_step_foretold_happens_then_and_none_happens_after_the_clock_stopped(ticket: Ticket) -> None:
    d, rules, events, now = ticket
    calendar = Calendar.from_dict(d)
    for reading in evaluate(rules, calendar, events, instant(now), explain=False).readings:
        assert all(reading.started_at <= step.at for step in reading.steps)
        if reading.stopped_at and reading.clock != "resolution":
            assert all(step.at < reading.stopped_at for step in reading.steps)
        if reading.next_step_at:
            later = evaluate(rules, calendar, events, reading.next_step_at, explain=False)
            again = next(r for r in later.readings if (r.clock, r.cycle) == (reading.clock, reading.cycle))
            assert reading.next_step_at in [step.at for step in again.steps]


@BOUNDED
@given(tickets(), st.integers(1, 40), st.integers(1, 40))
def test_due_is_monotone_in_the_target(ticket: Ticket, one: int, other: int) -> None:
    d, _, events, now = ticket
    shorter, longer = sorted((one * HOUR, other * HOUR))
    dues = [
        first_due(Calendar.from_dict(d), Policy("p", {"resolution": Target(target)}), events, now)
        for target in (shorter, longer)
    ]
    if dues[0] and dues[1]:
        assert dues[0] <= dues[1]


@BOUNDED
@given(tickets(), st.integers(1, 40))
def test_waiting_on_the_customer_never_makes_due_earlier(ticket: Ticket, hours: int) -> None:
    d, _, events, now = ticket
    policy = Policy("p", {"resolution": Target(hours * HOUR)})
    kept: list[Event] = [
        each for each in events if not isinstance(each, DueSet | CalendarChanged | StatusChanged)
    ]
    waiting = [
        each for each in events if isinstance(each, StatusChanged) and each.status not in ("solved", "closed")
    ]
    paused: list[Event] = sorted([*kept, *waiting], key=lambda each: each.at)
    paused.append(StatusChanged(instant(now), "open"))
    plain, later = (first_due(Calendar.from_dict(d), policy, each, now) for each in (kept, paused))
    assert plain is not None
    assert later is not None
    assert plain <= later


def first_due(calendar: Calendar, policy: Policy, events: Sequence[Event], now: int) -> Any:
    current = evaluate(policy, calendar, events, instant(now), explain=False).current
    return current["resolution"].due_at if "resolution" in current else None


@BOUNDED
@given(tickets())
def test_the_proof_adds_up_to_what_the_clock_counted(ticket: Ticket) -> None:
    d, rules, events, now = ticket
    for reading in evaluate(rules, Calendar.from_dict(d), events, instant(now)).readings:
        told = [line for line in reading.explanation if line.code in ("counted", "counted_in_all")]
        assert sum(line.params["seconds"] for line in told) == reading.elapsed_s
        assert all(line.until and line.at < line.until for line in told)
        ahead = [line for line in reading.explanation if line.code in ("will_count", "will_count_in_all")]
        if reading.state == "running" and not reading.manual and not reading.breached_at:
            assert sum(line.params["seconds"] for line in ahead) == reading.remaining_s
        else:
            assert not ahead


@BOUNDED
@given(tickets())
def test_an_evaluation_survives_being_stored(ticket: Ticket) -> None:
    d, rules, events, now = ticket
    found = evaluate(rules, Calendar.from_dict(d), events, instant(now))
    assert type(found).from_dict(found.to_dict()) == found
