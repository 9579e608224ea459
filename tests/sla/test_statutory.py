"""Public holidays come in with their names in both languages and with the make-up days of China, and stay editable."""

from datetime import date

import pytest

from sla.calendar import Calendar
from sla.errors import SlaError
from sla.rules import Rules
from sla.statutory import Statutory, countries, statutory, with_statutory

WEEK = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
OFFICE = Rules.from_dict({"time_zone": "Asia/Shanghai", "weekly": WEEK})
OPEN = ((9 * 3600, 18 * 3600),)


def test_china_comes_with_holidays_and_the_weekends_that_make_up_for_them() -> None:
    rules = with_statutory(OFFICE, statutory("CN", [2026]))
    assert rules.hours_on(date(2026, 10, 1)) == ()
    assert rules.hours_on(date(2026, 10, 10)) == OPEN  # a Saturday worked for the holiday week
    assert rules.hours_on(date(2026, 10, 11)) == ()
    assert rules.names["2026-10-01"] == {"en": "National Day", "zh": "国庆节"}


def test_make_up_days_of_years_not_yet_announced_are_provisional() -> None:
    imported = statutory("CN", [2026, 2100])
    assert imported.provisional == (2100,)
    assert {day.year for day in imported.workdays} == {2026}


def test_what_was_edited_before_the_import_stays() -> None:
    edited = Rules.from_dict(
        {
            "time_zone": "Asia/Shanghai",
            "weekly": WEEK,
            "overrides": {"2026-10-10": [], "2026-10-01": [["10:00", "12:00"]]},
        }
    )
    rules = with_statutory(edited, statutory("CN", [2026]))
    assert rules.hours_on(date(2026, 10, 10)) == ()
    assert rules.hours_on(date(2026, 10, 1)) == ((36000, 43200),)


def test_a_weekend_that_is_open_anyway_needs_no_make_up() -> None:
    daily = Rules.from_dict({"time_zone": "Asia/Shanghai", "weekly": {**WEEK, "sat": [["10:00", "12:00"]]}})
    assert with_statutory(daily, statutory("CN", [2026])).hours_on(date(2026, 10, 10)) == ((36000, 43200),)


def test_regions_have_holidays_of_their_own_and_names_in_the_countrys_language_where_no_other_is_known() -> (
    None
):
    bavaria, berlin = statutory("DE", [2026], "BY"), statutory("DE", [2026], "BE")
    assert date(2026, 1, 6) in set(bavaria.holidays) - set(berlin.holidays)
    assert berlin.names["2026-10-03"] == {"en": "German Unity Day", "zh": "Tag der Deutschen Einheit"}
    assert berlin.provisional == ()


def test_an_imported_calendar_is_a_calendar_like_any_other() -> None:
    calendar = Calendar(with_statutory(OFFICE, statutory("CN", [2025, 2026])))
    assert Calendar.from_dict(calendar.to_dict()) == calendar
    imported = statutory("CN", [2026])
    assert Statutory.from_dict(imported.to_dict()) == imported


def test_a_place_nobody_knows_is_refused() -> None:
    assert "BY" in countries()["DE"]
    for country, region in (("XX", None), ("DE", "ZZ")):
        with pytest.raises(SlaError) as refusal:
            statutory(country, [2026], region)
        assert refusal.value.code == "sla.country_unknown"
