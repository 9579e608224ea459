"""A calendar's hours as they are drawn: the week to scale, a year of small months, the exceptions of a year in ranges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from babel.dates import format_date, get_day_names, get_month_names

from console.service_pages import Bars, DayRow, ExceptionRow, MonthView, YearCell
from server.base.i18n import BABEL
from server.web.hours_text import Pairs, written_hours
from sla import Rules
from sla.hours import Hours, written
from sla.rules import WEEKDAYS

HOUR_S = 3_600


def bars(hours: Hours) -> Bars:
    """Return open stretches in hours since midnight."""
    return tuple((round(opens / HOUR_S, 3), round((closes - opens) / HOUR_S, 3)) for opens, closes in hours)


def pairs_of(hours: Hours) -> Pairs:
    """Return intervals as clock times."""
    return [(opens, closes) for opens, closes in written(hours)]


def week_rows(rules: Rules, language: str, typed: dict[str, str] | None = None) -> tuple[DayRow, ...]:
    """Return the weekdays with their hours; with what was typed into them in place of the text."""
    names = get_day_names("abbreviated", locale=BABEL[language])
    rows = []
    for place, day in enumerate(WEEKDAYS):
        text = written_hours(pairs_of(rules.weekly[place])) if typed is None else typed.get(day, "")
        rows.append(DayRow(day, names[place], text, bars(rules.weekly[place])))
    return tuple(rows)


def months(rules: Rules, year: int, language: str) -> tuple[MonthView, ...]:
    """Return the twelve months of a year, weeks from Monday on."""
    names = get_month_names("abbreviated", locale=BABEL[language])
    return tuple(
        MonthView(names[month], tuple(_cells(rules, year, month, language))) for month in range(1, 13)
    )


def _cells(rules: Rules, year: int, month: int, language: str) -> Iterator[YearCell]:
    day = date(year, month, 1)
    shift = day.weekday()
    while day.month == month:
        kind = kind_of(rules, day)
        place = shift + day.day - 1
        title = (
            ""
            if kind in ("open", "off")
            else f"{_shown(day, language)} {name_of(rules, day, language)}".strip()
        )
        yield YearCell(place % 7, place // 7, kind, title)
        day += timedelta(days=1)


def kind_of(rules: Rules, day: date) -> str:
    """Return what a date is: open or off as the week says, closed though the week is open, made open, or with other hours."""
    usual, hours = rules.weekly[day.weekday()], rules.hours_on(day)
    if hours == usual:
        return "open" if hours else "closed" if rules.is_holiday(day) else "off"
    if not hours:
        return "closed"
    return "other" if usual else "made"


def exceptions(rules: Rules, year: int, language: str) -> tuple[ExceptionRow, ...]:
    """Return the exceptions of a year; dates in a row that are alike are one."""
    rows: list[ExceptionRow] = []
    for day in rules.exceptions_in(year):
        row = _exception(rules, day, language)
        before = rows[-1] if rows else None
        if before and _alike(before, row) and date.fromisoformat(before.last) + timedelta(days=1) == day:
            first = date.fromisoformat(before.first)
            shown = f"{_shown(first, language)} – {_shown(day, language)}"
            rows[-1] = ExceptionRow(
                before.first, row.last, shown, row.name, row.kind, row.hours, yearly=row.yearly
            )
        else:
            rows.append(row)
    return tuple(rows)


def _alike(one: ExceptionRow, other: ExceptionRow) -> bool:
    return (one.name, one.kind, one.hours, one.yearly) == (other.name, other.kind, other.hours, other.yearly)


def _exception(rules: Rules, day: date, language: str) -> ExceptionRow:
    hours = rules.hours_on(day)
    kind = "break" if day in rules.breaks and hours else "open" if hours else "closed"
    text = written_hours(pairs_of(rules.breaks[day] if kind == "break" else hours)) if hours else ""
    yearly = (day.month, day.day) in rules.yearly
    name = name_of(rules, day, language)
    return ExceptionRow(
        day.isoformat(), day.isoformat(), _shown(day, language), name, kind, text, yearly=yearly
    )


def name_of(rules: Rules, day: date, language: str) -> str:
    """Return what a date is called, in this language where it has a name in it."""
    names = rules.names.get(day.isoformat()) or rules.names.get(day.strftime("%m-%d")) or {}
    return names.get(language) or next(iter(names.values()), "")


def _shown(day: date, language: str) -> str:
    return format_date(day, "d MMM" if language == "en" else "M月d日", locale=BABEL[language])


def with_exception(
    rules: Rules, days: Iterable[date], kind: str, hours: Hours, names: dict[str, str], *, yearly: bool
) -> Rules:
    """Return the rules with these dates closed, opened for `hours`, or with `hours` taken out; what stood there before goes."""
    wanted = list(days)
    plain = without_exceptions(rules, wanted).to_dict()
    for day in wanted:
        key = day.strftime("%m-%d") if yearly and kind == "closed" else day.isoformat()
        if kind == "closed" and yearly:
            plain["recurring_holidays"].append(key)
        elif kind == "closed":
            plain["holidays"].append(key)
        else:
            plain["overrides" if kind == "open" else "breaks"][key] = written(hours)
        if any(names.values()):
            plain["names"][key] = names
    return Rules.from_dict(plain)


def without_exceptions(rules: Rules, days: Iterable[date]) -> Rules:
    """Return the rules with these dates as the week has them (a yearly holiday goes for every year)."""
    gone = set(days)
    dated, yearly = {day.isoformat() for day in gone}, {day.strftime("%m-%d") for day in gone}
    plain = rules.to_dict()
    plain["holidays"] = [day for day in plain["holidays"] if day not in dated]
    plain["recurring_holidays"] = [day for day in plain["recurring_holidays"] if day not in yearly]
    for name in ("overrides", "breaks"):
        plain[name] = {day: hours for day, hours in plain[name].items() if day not in dated}
    plain["names"] = {day: words for day, words in plain["names"].items() if day not in dated | yearly}
    return Rules.from_dict(plain)
