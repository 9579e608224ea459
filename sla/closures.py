"""Why a calendar was closed between two instants: hours, a holiday, an override or a break, with their names.

For people to read in a proof; what counts is decided without it.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sla.calendar import Calendar
from sla.rules import Rules

MOST_DAYS = 31
DAY = timedelta(days=1)


def why_closed(calendar: Calendar, start: datetime, end: datetime) -> dict[str, Any]:
    """`why` is holiday, override or break where a date's rule closed it, else hours; `days` names those dates."""
    days = closed_days(calendar, start, end)
    return {"why": days[0]["why"] if days else "hours", "days": days}


def closed_days(calendar: Calendar, start: datetime, end: datetime) -> list[dict[str, Any]]:
    """The dates between two instants that a holiday, override or break closed, at most 31."""
    days: list[dict[str, Any]] = []
    at = start
    while at < end and len(days) < MOST_DAYS:
        rules = calendar.rules_at(at)
        zone = ZoneInfo(rules.zone)
        today = at.astimezone(zone).date()
        if why := _exception(rules, today, start.astimezone(zone), end.astimezone(zone)):
            days.append({"date": today.isoformat(), "why": why, "names": _names(rules, today)})
        at = datetime.combine(today + DAY, time(), zone)
    return days


def _exception(rules: Rules, day: date, start: datetime, end: datetime) -> str | None:
    if day in rules.overrides:
        return None if rules.overrides[day] else "override"
    if rules.is_holiday(day):
        return "holiday"
    first, last = _second(day, start), _second(day, end)
    broken = any(begin < last and stop > first for begin, stop in rules.breaks.get(day, ()))
    return "break" if broken else None


def _second(day: date, at: datetime) -> int:
    """Wall seconds of an instant since the local midnight of `day`, below 0 or above a day on other dates."""
    return int((at.replace(tzinfo=None) - datetime(day.year, day.month, day.day)).total_seconds())  # noqa: DTZ001


def _names(rules: Rules, day: date) -> dict[str, str]:
    found = rules.names.get(day.isoformat()) or rules.names.get(day.strftime("%m-%d")) or {}
    return dict(found)
