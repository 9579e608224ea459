"""Business time against a stepper that asks every second or minute, and the laws it must keep."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sla.calendar import Calendar
from tests.sla.naive import NaiveCalendar, instant, seconds
from tests.sla.strategies import calendars, opens_sometime

Drawn = tuple[dict[str, Any], int]
HOUR = 3600
MINUTES = 300
BUSY = [HealthCheck.too_slow]  # a busy machine is no defect of the rules
BOUNDED = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=BUSY)


@BOUNDED
@given(calendars(), st.integers(0, 4 * 24 * 12))
def test_elapsed_is_the_number_of_open_ticks(drawn: Drawn, ticks: int) -> None:
    d, start = drawn
    end = start + ticks * MINUTES
    expected = NaiveCalendar(d).elapsed(start, end, MINUTES)
    assert Calendar.from_dict(d).elapsed(instant(start), instant(end)) == expected


@BOUNDED
@given(calendars(grain=1), st.integers(0, 20 * 60), st.integers(0, 59))
def test_elapsed_agrees_with_asking_every_single_second(drawn: Drawn, span: int, shift: int) -> None:
    d, start = drawn[0], drawn[1] + shift
    calendar = Calendar.from_dict(d)
    slow = NaiveCalendar(d)
    assert calendar.elapsed(instant(start), instant(start + span)) == slow.elapsed(start, start + span)
    assert calendar.is_open(instant(start)) == slow.is_open(start)


@BOUNDED
@given(calendars(), st.integers(1, 3 * 24 * 12))
def test_add_and_subtract_end_where_the_ticks_are_used_up(drawn: Drawn, ticks: int) -> None:
    d, start = drawn
    assume(opens_sometime(d))
    calendar, wanted = Calendar.from_dict(d), ticks * MINUTES
    try_s = calendar.elapsed(instant(start), instant(start) + timedelta(days=20))
    assume(try_s >= wanted)
    due = seconds(calendar.add(instant(start), wanted))
    assert due == NaiveCalendar(d).add(start, wanted, MINUTES)
    assert seconds(calendar.subtract(instant(due), wanted)) == NaiveCalendar(d).subtract(due, wanted, MINUTES)


@BOUNDED
@given(calendars(grain=1), st.lists(st.integers(0, 20 * 24 * HOUR), min_size=3, max_size=3))
def test_elapsed_is_additive(drawn: Drawn, cuts: list[int]) -> None:
    d, start = drawn
    calendar = Calendar.from_dict(d)
    a, b, c = (instant(start) + timedelta(seconds=cut) for cut in sorted(cuts))
    assert calendar.elapsed(a, c) == calendar.elapsed(a, b) + calendar.elapsed(b, c)


@BOUNDED
@given(calendars(grain=1), st.integers(1, 400 * HOUR), st.integers(0, 999_999))
def test_adding_what_elapsed_and_elapsing_what_was_added_agree(drawn: Drawn, wanted: int, micro: int) -> None:
    d, start = drawn
    assume(opens_sometime(d))
    calendar = Calendar.from_dict(d)
    at = instant(start) + timedelta(microseconds=micro)
    due = calendar.add(at, wanted)
    assert calendar.elapsed(at, due) == wanted
    if not micro:
        assert calendar.elapsed(at, due - timedelta(seconds=1)) == wanted - 1
    back = calendar.subtract(due, wanted)
    assert calendar.elapsed(back, due) == wanted
    assert back >= at


@BOUNDED
@given(calendars(grain=1), st.lists(st.integers(0, 400 * HOUR), min_size=2, max_size=2))
def test_a_longer_duration_never_ends_earlier(drawn: Drawn, durations: list[int]) -> None:
    d, start = drawn
    assume(opens_sometime(d))
    calendar = Calendar.from_dict(d)
    shorter, longer = (calendar.add(instant(start), each) for each in sorted(durations))
    assert shorter <= longer


@BOUNDED
@given(calendars(grain=1), st.integers(1, 12))
def test_open_periods_are_open_disjoint_in_order_and_hold_all_open_time(drawn: Drawn, count: int) -> None:
    d, start = drawn
    assume(opens_sometime(d))
    calendar, origin = Calendar.from_dict(d), instant(start)
    after = calendar.open_periods(origin, "after", count)
    assert len(after) == count
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(after))
    assert all(calendar.elapsed(opens, closes) == (closes - opens).total_seconds() for opens, closes in after)
    assert calendar.elapsed(origin, after[-1][1]) == sum((b - a).total_seconds() for a, b in after)
    assert after[0][0] == calendar.next_open(origin)
    before = calendar.open_periods(origin, "before", count)
    assert calendar.elapsed(before[-1][0], origin) == sum((b - a).total_seconds() for a, b in before)
    assert before == sorted(before, reverse=True)


@BOUNDED
@given(calendars(grain=1))
def test_next_and_last_open_are_the_nearest_there_is(drawn: Drawn) -> None:
    d, start = drawn
    assume(opens_sometime(d))
    calendar, at = Calendar.from_dict(d), instant(start)
    following, last = calendar.next_open(at), calendar.last_open(at)
    assert calendar.is_open(following)
    assert calendar.elapsed(at, following) == 0
    assert calendar.elapsed(last, at) == 0
    assert calendar.is_open(at) == (following == at)
    assert calendar.is_open(last) or calendar.is_open(last - timedelta(seconds=1))


@BOUNDED
@given(
    calendars(grain=1),
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 30)), max_size=4),
    st.integers(1, 90),
)
def test_a_pause_never_makes_due_earlier(drawn: Drawn, pauses: list[tuple[int, int]], hours: int) -> None:
    d, start = drawn
    assume(opens_sometime(d))
    calendar, at = Calendar.from_dict(d), instant(start)
    spans = [(at + timedelta(hours=a), at + timedelta(hours=a + length)) for a, length in pauses]
    due = calendar.add_with_pauses(at, hours * HOUR, spans)
    assert due >= calendar.add(at, hours * HOUR)
    assert calendar.elapsed_with_pauses(at, due, spans) == hours * HOUR
    assert due >= calendar.add_with_pauses(at, hours * HOUR, spans[1:])


@BOUNDED
@given(calendars(grain=1))
def test_a_stored_calendar_is_the_same_calendar(drawn: Drawn) -> None:
    calendar = Calendar.from_dict(drawn[0])
    stored = Calendar.from_dict(calendar.to_dict())
    assert stored == calendar
    assert hash(stored) == hash(calendar)
    assert stored.to_dict() == calendar.to_dict()
