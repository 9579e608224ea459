"""The opening rules of one calendar version: week, holidays, yearly holidays, overrides, breaks, in one zone.

Answers for a local date only; instants belong to `sla.calendar`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sla.errors import SlaError
from sla.fields import listed, mapping, parse_date, refuse_fields
from sla.hours import Hours, parse_hours, without, written
from sla.zone import zone_info

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIELDS = ("time_zone", "weekly", "holidays", "recurring_holidays", "overrides", "breaks", "names")
LEAP_YEAR = 2000

MonthDay = tuple[int, int]
Names = Mapping[str, Mapping[str, str]]
"""Name of a holiday or override by language, keyed as it was written: `2026-10-01` or `10-01`."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Opening rules; equal rules open the same seconds. Built by `Rules.from_dict`."""

    zone: str
    weekly: tuple[Hours, ...]
    holidays: frozenset[date] = frozenset()
    yearly: frozenset[MonthDay] = frozenset()
    overrides: Mapping[date, Hours] = field(default_factory=dict)
    breaks: Mapping[date, Hours] = field(default_factory=dict)
    names: Names = field(default_factory=dict)

    @classmethod
    def from_dict(cls, d: Mapping[str, Any]) -> "Rules":
        """Rules from plain values; `time_zone` and `weekly` must be there. SlaError for what does not fit."""
        refuse_fields(d, FIELDS, required=("time_zone", "weekly"), where="calendar")
        zone_info(d["time_zone"])
        return cls(
            zone=d["time_zone"],
            weekly=_week(mapping(d["weekly"], "weekly")),
            holidays=frozenset(parse_date(text, "holidays") for text in listed(d, "holidays")),
            yearly=frozenset(_month_day(text) for text in listed(d, "recurring_holidays")),
            overrides=_dated(d, "overrides"),
            breaks=_dated(d, "breaks"),
            names={str(k): dict(v) for k, v in mapping(d.get("names") or {}, "names").items()},
        )

    def to_dict(self) -> dict[str, Any]:
        """The plain values that `from_dict` reads."""
        return {
            "time_zone": self.zone,
            "weekly": {day: written(self.weekly[n]) for n, day in enumerate(WEEKDAYS) if self.weekly[n]},
            "holidays": sorted(day.isoformat() for day in self.holidays),
            "recurring_holidays": [f"{month:02}-{day:02}" for month, day in sorted(self.yearly)],
            "overrides": {day.isoformat(): written(self.overrides[day]) for day in sorted(self.overrides)},
            "breaks": {day.isoformat(): written(self.breaks[day]) for day in sorted(self.breaks)},
            "names": {key: dict(words) for key, words in self.names.items()},
        }

    def hours_on(self, day: date) -> Hours:
        """Open hours of a local date: override before holiday before week, less the date's breaks."""
        if day in self.overrides:
            hours = self.overrides[day]
        elif self.is_holiday(day):
            hours = ()
        else:
            hours = self.weekly[day.weekday()]
        return without(hours, self.breaks.get(day, ()))

    def is_holiday(self, day: date) -> bool:
        """Whether the date is a holiday, dated or yearly (an override may open it all the same)."""
        return day in self.holidays or (day.month, day.day) in self.yearly

    def exceptions_in(self, year: int) -> list[date]:
        """The dates of that year that the week alone does not decide."""
        dated = {day for day in (*self.holidays, *self.overrides, *self.breaks) if day.year == year}
        yearly = {date(year, month, day) for month, day in self.yearly if _exists(year, month, day)}
        return sorted(dated | yearly)


def _week(d: Mapping[Any, Any]) -> tuple[Hours, ...]:
    for key in d:
        if key not in WEEKDAYS:
            raise SlaError("sla.weekday_unknown", got=repr(key))
    return tuple(parse_hours(d.get(day) or (), f"weekly.{day}") for day in WEEKDAYS)


def _dated(d: Mapping[str, Any], name: str) -> dict[date, Hours]:
    pairs = mapping(d.get(name) or {}, name)
    return {parse_date(text, name): parse_hours(hours, f"{name}.{text}") for text, hours in pairs.items()}


def _month_day(text: object) -> MonthDay:
    try:
        month, day = (int(part) for part in text.split("-"))  # type: ignore[attr-defined]  # AttributeError below
        date(LEAP_YEAR, month, day)
    except (ValueError, AttributeError) as error:
        where = "recurring_holidays"
        raise SlaError("sla.date_invalid", shape="MM-DD", where=where, got=repr(text)) from error
    return month, day


def _exists(year: int, month: int, day: int) -> bool:
    return (month, day) != (2, 29) or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
