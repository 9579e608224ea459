"""Lengths of time as people type them: "45 s", "30 min", "1 h 30 min", in both scripts; and written back the same way."""

from __future__ import annotations

import re

from server.base.errors import Invalid

UNITS = {
    **dict.fromkeys(("s", "sec", "second", "seconds", "秒", "秒钟"), 1),
    **dict.fromkeys(("", "m", "min", "mins", "minute", "minutes", "分", "分钟"), 60),
    **dict.fromkeys(("h", "hour", "hours", "hrs", "小时", "个小时"), 3_600),
}
WORDS = {"en": ("s", "min", "h"), "zh": ("秒", "分钟", "小时")}
LONGEST_S = 316_224_000
_PART = re.compile(r"\s*(\d{1,7}(?:\.\d{1,3})?)\s*([a-z\u4e00-\u9fff]*)\s*")


def typed_span(text: str) -> int | None:
    """Return seconds, None where nothing was typed; a bare number is minutes. Raises Invalid `span.form`."""
    plain, at, total = text.strip().lower(), 0, 0.0
    if plain in ("", "-", "–"):
        return None
    while at < len(plain):
        match = _PART.match(plain, at)
        if match is None or match[2] not in UNITS:
            raise Invalid("span.form", came=text.strip()[:40])
        total += float(match[1]) * UNITS[match[2]]
        at = match.end()
    if total > LONGEST_S:
        raise Invalid("span.form", came=text.strip()[:40])
    return round(total)


def written_span(seconds: int | None, language: str) -> str:
    """Return seconds in the largest units that say them exactly; nothing for none."""
    if seconds is None:
        return ""
    second, minute, hour = WORDS[language]
    hours, rest = divmod(seconds, 3_600) if seconds >= 7_200 or seconds % 3_600 == 0 else (0, seconds)
    minutes, left = divmod(rest, 60)
    parts = ((hours, hour), (minutes, minute), (left, second))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or f"0 {minute}"
