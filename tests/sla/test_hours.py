"""Hours of a day as sets of seconds."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.hours import clock_text, joined, parse_clock, parse_hours, total, without, written

intervals = st.lists(
    st.tuples(st.integers(0, 99), st.integers(1, 20)).map(lambda p: (p[0], p[0] + p[1])), max_size=6
)


def seconds(pairs: list[tuple[int, int]] | tuple[tuple[int, int], ...]) -> set[int]:
    return {second for opens, closes in pairs for second in range(opens, closes)}


def test_times_read_and_write_with_seconds_only_where_there_are_any() -> None:
    assert [parse_clock(text, "x") for text in ("00:00", "9:05", "23:59:59", "24:00")] == [
        0,
        32700,
        86399,
        86400,
    ]
    assert [clock_text(each) for each in (0, 32700, 86399, 86400)] == ["00:00", "09:05", "23:59:59", "24:00"]


def test_touching_and_overlapping_intervals_become_one() -> None:
    hours = parse_hours([["13:00", "17:00"], ["09:00", "12:00"], ["12:00", "12:30"], ["16:00", "18:00"]], "x")
    assert written(hours) == [["09:00", "12:30"], ["13:00", "18:00"]]
    assert total(hours) == 8.5 * 3600


@settings(max_examples=60, deadline=None, derandomize=True)
@given(intervals, intervals)
def test_hours_are_sets_of_seconds(some: list[tuple[int, int]], breaks: list[tuple[int, int]]) -> None:
    hours = joined(some)
    assert seconds(hours) == seconds(some)
    assert all(before[1] < after[0] for before, after in pairwise(hours))
    left = without(hours, joined(breaks))
    assert seconds(left) == seconds(some) - seconds(breaks)
    assert total(left) == len(seconds(left))
