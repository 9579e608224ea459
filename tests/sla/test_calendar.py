"""Business time by its rules: edges of the day, clock changes, overrides, versions, refusals."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from sla.calendar import Calendar
from sla.errors import SlaError
from sla.rules import Rules

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE: dict[str, Any] = {"time_zone": "UTC", "weekly": {day: [["09:00", "17:00"]] for day in WORKDAYS}}
ALWAYS: dict[str, Any] = {"weekly": {day: [["00:00", "24:00"]] for day in (*WORKDAYS, "sat", "sun")}}


def calendar(**changes: Any) -> Calendar:
    return Calendar.from_dict({**OFFICE, **changes})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_friday_half_past_four_plus_one_hour_is_monday_half_past_nine() -> None:
    assert calendar().add(at("2026-11-20T16:30"), 3600) == at("2026-11-23T09:30")


def test_a_target_used_up_at_closing_time_is_due_at_closing_time_and_backwards_at_opening() -> None:
    assert calendar().add(at("2026-11-20T16:00"), 3600) == at("2026-11-20T17:00")
    assert calendar().subtract(at("2026-11-20T10:00"), 3600) == at("2026-11-20T09:00")


def test_zero_is_the_instant_itself_even_when_closed_and_below_a_second() -> None:
    closed = at("2026-11-21T03:04:05.678901")
    assert calendar().add(closed, 0) == calendar().subtract(closed, 0) == closed


def test_a_negative_duration_counts_the_other_way() -> None:
    monday, friday = at("2026-11-23T09:30"), at("2026-11-20T16:30")
    assert calendar().add(monday, -3600) == calendar().subtract(monday, 3600) == friday
    assert calendar().subtract(friday, -3600) == monday


def test_a_lunch_break_and_a_split_shift_are_just_more_intervals() -> None:
    split = calendar(weekly={"mon": [["06:00", "10:00"], ["12:00", "13:30"], ["20:00", "24:00"]]})
    assert split.elapsed(at("2026-11-23T00:00"), at("2026-11-24T00:00")) == 9.5 * 3600
    assert split.add(at("2026-11-23T09:00"), 2 * 3600) == at("2026-11-23T13:00")


def test_an_overnight_shift_written_as_two_intervals_runs_through_midnight() -> None:
    night = calendar(weekly={"mon": [["22:00", "24:00"]], "tue": [["00:00", "06:00"]]})
    assert night.add(at("2026-11-23T23:00"), 3 * 3600) == at("2026-11-24T02:00")
    assert night.subtract(at("2026-11-24T02:00"), 3 * 3600) == at("2026-11-23T23:00")
    assert night.is_open(at("2026-11-23T23:59:59"))
    assert night.is_open(at("2026-11-24T00:00"))


def test_a_local_hour_skipped_in_spring_does_not_exist() -> None:
    berlin = calendar(time_zone="Europe/Berlin", weekly={"sun": [["01:00", "05:00"]]})
    assert berlin.elapsed(at("2026-03-28T12:00"), at("2026-03-29T12:00")) == 3 * 3600


def test_a_local_hour_repeated_in_autumn_counts_twice() -> None:
    berlin = calendar(time_zone="Europe/Berlin", weekly={"sun": [["01:00", "05:00"]]})
    assert berlin.elapsed(at("2026-10-24T12:00"), at("2026-10-25T12:00")) == 5 * 3600
    half = calendar(time_zone="Europe/Berlin", weekly={"sun": [["02:00", "02:30"]]})
    assert half.open_periods(at("2026-10-24T12:00"), "after", 2) == [
        (at("2026-10-25T00:00"), at("2026-10-25T00:30")),
        (at("2026-10-25T01:00"), at("2026-10-25T01:30")),
    ]


def test_lord_howe_moves_its_clocks_by_half_an_hour_only() -> None:
    island = Calendar.from_dict({"time_zone": "Australia/Lord_Howe", **ALWAYS})
    noon = island.local_to_instant("2026-10-03", "12:00")
    assert island.elapsed(noon, island.local_to_instant("2026-10-04", "12:00")) == 23.5 * 3600


def test_the_day_that_samoa_skipped_has_no_open_second() -> None:
    apia = Calendar.from_dict({"time_zone": "Pacific/Apia", **ALWAYS})
    before = apia.local_to_instant("2011-12-29", "12:00")
    assert apia.elapsed(before, apia.local_to_instant("2011-12-31", "12:00")) == 24 * 3600
    friday = Calendar.from_dict({"time_zone": "Pacific/Apia", "weekly": {"fri": [["09:00", "17:00"]]}})
    assert friday.elapsed(before, apia.local_to_instant("2012-01-01", "00:00")) == 0


def test_a_skipped_local_time_moves_on_by_the_gap_and_a_repeated_one_is_the_first() -> None:
    berlin = calendar(time_zone="Europe/Berlin")
    assert berlin.local_to_instant("2026-03-29", "02:30") == at("2026-03-29T01:30")
    assert berlin.local_to_instant(date(2026, 10, 25), "02:30") == at("2026-10-25T00:30")
    assert berlin.local_to_instant("2026-03-28", "24:00") == at("2026-03-28T23:00")


def test_an_override_closes_a_working_day_and_opens_a_holiday_and_a_weekend() -> None:
    varied = calendar(
        holidays=["2026-11-23"],
        recurring_holidays=["11-24"],
        overrides={
            "2026-11-21": [["10:00", "12:00"]],
            "2026-11-23": [["10:00", "11:00"]],
            "2026-11-24": [["10:00", "11:30"]],
            "2026-11-25": [],
        },
    )
    assert varied.elapsed(at("2026-11-21T00:00"), at("2026-11-26T00:00")) == 4.5 * 3600


def test_breaks_of_a_date_come_off_whatever_opened_it() -> None:
    varied = calendar(
        overrides={"2026-11-23": [["08:00", "12:00"]]},
        breaks={"2026-11-23": [["09:00", "09:30"], ["11:30", "13:00"]], "2026-11-24": [["00:00", "24:00"]]},
    )
    assert varied.elapsed(at("2026-11-23T00:00"), at("2026-11-25T00:00")) == 3 * 3600


def test_a_yearly_holiday_on_leap_day_falls_only_on_leap_days() -> None:
    leap = calendar(recurring_holidays=["02-29"])
    assert leap.elapsed(at("2028-02-28T12:00"), at("2028-03-01T12:00")) == 8 * 3600
    assert leap.elapsed(at("2026-02-27T12:00"), at("2026-03-02T12:00")) == 8 * 3600


def test_a_version_applies_from_the_local_midnight_of_its_date_and_time_before_keeps_its_own() -> None:
    later = {"effective": "2026-11-24", "time_zone": "UTC", "weekly": {"tue": [["10:00", "12:00"]]}}
    changed = calendar(versions=[later])
    assert changed.elapsed(at("2026-11-23T00:00"), at("2026-11-25T00:00")) == (8 + 2) * 3600
    assert changed.add(at("2026-11-23T16:00"), 2 * 3600) == at("2026-11-24T11:00")
    assert changed.subtract(at("2026-11-24T11:00"), 2 * 3600) == at("2026-11-23T16:00")
    assert changed.rules_at(at("2026-11-23T23:59")).hours_on(date(2026, 11, 24)) == ((32400, 61200),)


def test_a_version_may_move_the_calendar_to_another_zone() -> None:
    moved = calendar().with_version(
        date(2026, 11, 24), Rules.from_dict({**OFFICE, "time_zone": "Asia/Shanghai"})
    )
    # 24 November begins in Shanghai at 16:00 UTC, so Monday's last hour in London is never worked.
    assert moved.elapsed(at("2026-11-23T00:00"), at("2026-11-24T09:00")) == (7 + 8) * 3600


def test_a_new_version_replaces_those_planned_after_it() -> None:
    closed = Rules.from_dict({**OFFICE, "weekly": {}})
    planned = calendar().with_version(date(2027, 1, 1), closed)
    replaced = planned.with_version(date(2026, 12, 1), Rules.from_dict(OFFICE))
    assert [each["effective"] for each in replaced.to_dict()["versions"]] == ["2026-12-01"]


def test_open_periods_are_cut_at_the_origin_and_named_nearest_first() -> None:
    monday = at("2026-11-23T12:00")
    assert calendar().open_periods(monday, "after", 2) == [
        (monday, at("2026-11-23T17:00")),
        (at("2026-11-24T09:00"), at("2026-11-24T17:00")),
    ]
    assert calendar().open_periods(monday, "before", 2) == [
        (at("2026-11-23T09:00"), monday),
        (at("2026-11-20T09:00"), at("2026-11-20T17:00")),
    ]
    assert calendar().open_periods(monday, "after", 0) == []


def test_a_calendar_open_day_and_night_gives_one_period_for_each_local_day() -> None:
    shanghai = Calendar.from_dict({"time_zone": "Asia/Shanghai", **ALWAYS})
    periods = shanghai.open_periods(at("2026-12-30T16:00"), "after", 3)
    assert periods == [
        (at(f"{a}T16:00"), at(f"{b}T16:00"))
        for a, b in (("2026-12-30", "2026-12-31"), ("2026-12-31", "2027-01-01"), ("2027-01-01", "2027-01-02"))
    ]
    assert shanghai.open_periods(at("2027-01-02T16:00"), "before", 3) == periods[::-1]


def test_fractions_of_a_second_are_kept_by_add_and_dropped_by_elapsed() -> None:
    start = at("2026-11-20T16:59:59.500000")
    assert calendar().add(start, 2) == at("2026-11-23T09:00:01.500000")
    assert calendar().add(at("2026-11-20T16:59:59.500000"), 1) == at("2026-11-23T09:00:00.500000")
    assert calendar().add(at("2026-11-20T17:00:00.500000"), 1) == at("2026-11-23T09:00:01")
    assert calendar().elapsed(start, at("2026-11-23T09:00:01.500000")) == 2
    assert calendar().subtract(at("2026-11-23T09:00:00.500000"), 1) == start
    assert calendar().next_open(at("2026-11-20T16:59:59.500000")) == start
    assert calendar().next_open(at("2026-11-20T17:00:00.500000")) == at("2026-11-23T09:00")


def test_last_open_is_the_closing_time_from_the_closing_second_on() -> None:
    assert calendar().last_open(at("2026-11-20T17:00")) == at("2026-11-20T17:00")
    assert calendar().last_open(at("2026-11-22T17:00")) == at("2026-11-20T17:00")
    assert calendar().last_open(at("2026-11-23T09:00")) == at("2026-11-23T09:00")


def test_pauses_may_overlap_lie_outside_hours_or_be_empty() -> None:
    start = at("2026-11-23T09:00")
    pauses = [
        (at("2026-11-23T10:00"), at("2026-11-23T11:00")),
        (at("2026-11-23T10:30"), at("2026-11-23T11:30")),
        (at("2026-11-23T18:00"), at("2026-11-24T09:30")),
        (at("2026-11-23T12:00"), at("2026-11-23T12:00")),
        (at("2026-11-23T10:05"), at("2026-11-23T10:10")),
        (at("2026-11-20T10:00"), at("2026-11-20T11:00")),
    ]
    due = calendar().add_with_pauses(start, 7 * 3600, pauses)
    assert due == at("2026-11-24T10:00")
    assert calendar().elapsed_with_pauses(start, due, pauses) == 7 * 3600


def test_a_calendar_without_any_opening_is_refused_when_saved_and_says_so_when_used() -> None:
    never = calendar(weekly={})
    assert never.elapsed(at("2026-01-01T00:00"), at("2036-01-01T00:00")) == 0
    assert never.open_periods(at("2026-01-01T00:00"), "before", 1) == []
    for ask in (never.next_open, never.last_open, lambda t: never.add(t, 1), lambda t: never.subtract(t, 1)):
        with pytest.raises(SlaError) as refusal:
            ask(at("2026-11-21T00:00"))
        assert refusal.value.code == "sla.no_open_time"
    with pytest.raises(SlaError) as refusal:
        never.refuse_if_never_open(at("2026-11-21T00:00"))
    assert refusal.value.code == "sla.never_opens"


def test_a_later_version_that_never_opens_is_refused_too() -> None:
    dated = calendar(weekly={}, overrides={"2026-12-24": [["10:00", "10:01"]]})
    dated.refuse_if_never_open(at("2026-11-21T00:00"))
    ends = calendar(versions=[{"effective": "2027-01-01", "time_zone": "UTC", "weekly": {}}])
    with pytest.raises(SlaError, match="never opens in the year after 2027-01-01"):
        ends.refuse_if_never_open(at("2026-11-21T00:00"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"time_zone": "Mars/Olympus"}, "sla.zone_unknown"),
        ({"time_zone": 8}, "sla.zone_unknown"),
        ({"weekly": {"monday": []}}, "sla.weekday_unknown"),
        ({"weekly": {"mon": [["22:00", "06:00"]]}}, "sla.interval_invalid"),
        ({"weekly": {"mon": [["09:00"]]}}, "sla.interval_invalid"),
        ({"weekly": {"mon": "09:00-17:00"}}, "sla.interval_invalid"),
        ({"weekly": {"mon": [["09:00", "24:01"]]}}, "sla.clock_time_invalid"),
        ({"weekly": {"mon": [["9 am", "17:00"]]}}, "sla.clock_time_invalid"),
        ({"weekly": None}, "sla.value_invalid"),
        ({"holidays": ["2026-02-30"]}, "sla.date_invalid"),
        ({"holidays": "2026-02-03"}, "sla.value_invalid"),
        ({"recurring_holidays": ["02-30"]}, "sla.date_invalid"),
        ({"overrides": {"tomorrow": []}}, "sla.date_invalid"),
        ({"hollidays": []}, "sla.field_unknown"),
        ({"versions": [{"time_zone": "UTC", "weekly": {}}]}, "sla.field_missing"),
    ],
)
def test_what_cannot_be_a_calendar_is_refused_by_name(change: dict[str, Any], code: str) -> None:
    with pytest.raises(SlaError) as refusal:
        calendar(**change)
    assert refusal.value.code == code


def test_bad_instants_durations_directions_and_counts_are_refused_by_name() -> None:
    monday, office = at("2026-11-23T12:00"), calendar()
    asks: list[tuple[str, Any]] = [
        ("sla.naive_instant", lambda: office.add(monday.replace(tzinfo=None), 1)),
        ("sla.instant_out_of_range", lambda: office.is_open(at("1899-12-31T00:00"))),
        ("sla.duration_not_whole", lambda: office.add(monday, 0.5)),  # type: ignore[arg-type]
        ("sla.duration_not_whole", lambda: office.add(monday, float("inf"))),  # type: ignore[arg-type]
        ("sla.no_open_time", lambda: office.add(monday, 10**11)),
        ("sla.direction_unknown", lambda: office.open_periods(monday, "sideways", 1)),  # type: ignore[arg-type]
        ("sla.count_invalid", lambda: office.open_periods(monday, "after", -1)),
        ("sla.count_invalid", lambda: office.open_periods(monday, "after", 10_001)),
    ]
    for code, ask in asks:
        with pytest.raises(SlaError) as refusal:
            ask()
        assert refusal.value.code == code
