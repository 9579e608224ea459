"""Hours of one local day as sorted, disjoint, half-open intervals in seconds since local midnight.

Knows nothing of dates, zones or weeks.
"""

import re
from collections.abc import Iterable, Sequence

from sla.errors import SlaError

DAY_S = 86_400

Interval = tuple[int, int]
Hours = tuple[Interval, ...]

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def parse_hours(pairs: object, where: str) -> Hours:
    """Hours from `[["09:00", "12:00"], ["13:00", "24:00"]]`; touching and overlapping ones become one.

    Raises SlaError for anything else, also for an interval that closes before it opens.
    """
    if not isinstance(pairs, Sequence) or isinstance(pairs, str):
        raise SlaError("sla.interval_invalid", where=where, got=repr(pairs))
    return joined(_parse_interval(pair, where) for pair in pairs)


def _parse_interval(pair: object, where: str) -> Interval:
    if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
        raise SlaError("sla.interval_invalid", where=where, got=repr(pair))
    opens, closes = (parse_clock(text, where) for text in pair)
    if opens >= closes:
        raise SlaError("sla.interval_invalid", where=where, got=f"{pair[0]}-{pair[1]}")
    return opens, closes


def parse_clock(text: object, where: str) -> int:
    """Seconds since local midnight of `HH:MM` or `HH:MM:SS`; `24:00` is the end of the day."""
    match = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise SlaError("sla.clock_time_invalid", where=where, got=repr(text))
    hour, minute, second = (int(part or 0) for part in match.groups())
    seconds = hour * 3600 + minute * 60 + second
    if minute > 59 or second > 59 or seconds > DAY_S:
        raise SlaError("sla.clock_time_invalid", where=where, got=repr(text))
    return seconds


def joined(intervals: Iterable[Interval]) -> Hours:
    """The same open seconds as the fewest sorted intervals."""
    result: list[Interval] = []
    for opens, closes in sorted(intervals):
        if result and opens <= result[-1][1]:
            result[-1] = (result[-1][0], max(closes, result[-1][1]))
        else:
            result.append((opens, closes))
    return tuple(result)


def without(hours: Hours, breaks: Hours) -> Hours:
    """`hours` less every second that lies in `breaks`."""
    for start, end in breaks:
        hours = tuple(
            piece
            for opens, closes in hours
            for piece in ((opens, min(closes, start)), (max(opens, end), closes))
            if piece[0] < piece[1]
        )
    return hours


def total(hours: Hours) -> int:
    """Open seconds of the day."""
    return sum(closes - opens for opens, closes in hours)


def written(hours: Hours) -> list[list[str]]:
    """The inverse of `parse_hours`, for storing."""
    return [[clock_text(opens), clock_text(closes)] for opens, closes in hours]


def clock_text(seconds: int) -> str:
    """`HH:MM`, with seconds only where there are any."""
    minutes, second = divmod(seconds, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{second:02}" if second else text
