"""Hours as people type them: "9-12:30, 13:30-18:00", in both scripts; an interval past midnight goes on the next day."""

from __future__ import annotations

import re

from server.base.errors import Invalid
from sla.rules import WEEKDAYS

Pairs = list[tuple[str, str]]
MIDNIGHT = "24:00"
CLOSED = frozenset({"", "-", "–", "closed", "none", "休息", "不营业", "无"})
ALWAYS = frozenset({"24h", "24 h", "24小时", "24 小时", "全天"})
_BETWEEN = re.compile(r"\s*(?:[-–—~～至到]|to)\s*")
_SEPARATED = re.compile(r"\s*[,，;；、\n]\s*|\s+and\s+")
_CLOCK = re.compile(r"(\d{1,2})(?:[:：.点](\d{2})?)?")


def typed_hours(text: str) -> tuple[Pairs, Pairs]:
    """Return the intervals of a day, and those that run on into the next. Raises Invalid `hours.form` naming what cannot be read."""
    plain = text.strip().lower()
    if plain in CLOSED:
        return [], []
    if plain in ALWAYS:
        return [("00:00", MIDNIGHT)], []
    own: Pairs = []
    over: Pairs = []
    for part in filter(None, _SEPARATED.split(plain)):
        opens, closes = _interval(part)
        if opens < closes:
            own.append((opens, closes))
        else:
            own.append((opens, MIDNIGHT))
            if closes != "00:00":
                over.append(("00:00", closes))
    return own, over


def typed_week(days: dict[str, str]) -> tuple[dict[str, Pairs], dict[str, Invalid]]:
    """Return weekday -> intervals of what was typed, and weekday -> refusal where it cannot be read."""
    week: dict[str, Pairs] = {day: [] for day in WEEKDAYS}
    wrong: dict[str, Invalid] = {}
    for place, day in enumerate(WEEKDAYS):
        try:
            own, over = typed_hours(days.get(day, ""))
        except Invalid as refusal:
            wrong[day] = refusal
            continue
        week[day] += own
        week[WEEKDAYS[(place + 1) % 7]] += over
    return week, wrong


def written_hours(pairs: Pairs) -> str:
    """Return intervals as they are shown and typed: `09:00–12:30, 13:30–18:00`."""
    return ", ".join(f"{opens}–{closes}" for opens, closes in pairs)


def _interval(part: str) -> tuple[str, str]:
    ends = _BETWEEN.split(part)
    if len(ends) != 2 or ends[0].strip() == ends[1].strip():
        raise Invalid("hours.form", came=part[:40])
    return _clock(ends[0], part), _clock(ends[1], part)


def _clock(text: str, part: str) -> str:
    match = _CLOCK.fullmatch(text.strip())
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise Invalid("hours.form", came=part[:40])
    return f"{hour:02}:{minute:02}"
