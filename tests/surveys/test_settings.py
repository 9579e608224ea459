"""Quiet hours in the person's zone, and settings that are refused."""

import pytest

from surveys import Course, Fatigue, SurveyError, outside_quiet
from tests.surveys.cast import at

USUAL = Fatigue()


@pytest.mark.parametrize(
    ("wanted", "allowed"),
    [
        ("2026-03-02T20:59:59", "2026-03-02T20:59:59"),
        ("2026-03-02T21:00", "2026-03-03T09:00"),
        ("2026-03-03T03:00", "2026-03-03T09:00"),
        ("2026-03-03T08:59:59", "2026-03-03T09:00"),
        ("2026-03-03T09:00", "2026-03-03T09:00"),
    ],
)
def test_what_falls_into_the_night_waits_for_the_morning_there(wanted: str, allowed: str) -> None:
    for zone in ("Asia/Shanghai", "America/New_York", "Asia/Kathmandu"):
        assert outside_quiet(USUAL, zone, at(wanted, zone)) == at(allowed, zone)


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    noon = Fatigue(quiet_from=12 * 60, quiet_to=13 * 60)
    assert outside_quiet(noon, "Asia/Shanghai", at("2026-03-02T12:30")) == at("2026-03-02T13:00")
    none = Fatigue(quiet_from=600, quiet_to=600)
    assert outside_quiet(none, "Asia/Shanghai", at("2026-03-02T10:00")) == at("2026-03-02T10:00")


def test_the_nights_on_which_clocks_change_end_at_the_same_wall_clock() -> None:
    for night, morning in (
        ("2026-03-28T23:00", "2026-03-29T09:00"),
        ("2026-10-24T23:00", "2026-10-25T09:00"),
    ):
        assert outside_quiet(USUAL, "Europe/Berlin", at(night, "Europe/Berlin")) == at(
            morning, "Europe/Berlin"
        )
    early = Fatigue(quiet_from=60, quiet_to=150)
    spring = outside_quiet(early, "Europe/Berlin", at("2026-03-29T01:30", "Europe/Berlin"))
    assert at("2026-03-29T01:30", "Europe/Berlin") < spring <= at("2026-03-29T03:30", "Europe/Berlin")
    second_half_past_two = at("2026-10-25T02:00", "Europe/Berlin") + 3_600_000 + 600_000
    assert outside_quiet(early, "Europe/Berlin", second_half_past_two) >= second_half_past_two


def test_an_unknown_zone_is_refused_and_so_are_settings_out_of_range() -> None:
    with pytest.raises(SurveyError, match="no time zone"):
        outside_quiet(USUAL, "Mars/Olympus", 0)
    with pytest.raises(SurveyError, match="budget must be 0 - 100; 101 came"):
        Fatigue(budget=101)
    with pytest.raises(SurveyError, match="remind_days"):
        Course(open_days=2, remind_days=3)
    assert Course(remind_days=None).remind_days is None
