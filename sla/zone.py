"""A zone's years cut into spans of constant UTC offset: within one the wall clock runs evenly.

Offsets come from zoneinfo alone; the memo only remembers what it answered.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sla.errors import SlaError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1900, 2200
WEEK_S = 7 * 86_400
MEAN_YEAR_S = 31_556_952

Span = tuple[int, int, int]
"""(from, to, offset): UTC seconds since 1970, half open, and the seconds to add to get the wall clock."""


@lru_cache(maxsize=512)
def year_start(year: int) -> int:
    """UTC seconds since 1970 of New Year's midnight in UTC."""
    return (datetime(year, 1, 1, tzinfo=UTC) - EPOCH).days * 86_400


RANGE = (year_start(FIRST_YEAR), year_start(LAST_YEAR + 1))


def spans(zone: str, start: int, end: int) -> Iterator[Span]:
    """The spans of constant offset that make up `[start, end)`, in order."""
    for year in _years(start, end):
        yield from _clipped(spans_of_year(zone, year), start, end)


def spans_back(zone: str, start: int, end: int) -> Iterator[Span]:
    """The same, latest first."""
    for year in reversed(_years(start, end)):
        yield from _clipped(spans_of_year(zone, year)[::-1], start, end)


def _years(start: int, end: int) -> range:
    return range(_year(start), _year(end - 1) + 1) if start < end else range(0)


def _year(at: int) -> int:
    guess = 1970 + at // MEAN_YEAR_S
    return guess if year_start(guess) <= at < year_start(guess + 1) else (EPOCH + timedelta(seconds=at)).year


def _clipped(pieces: tuple[Span, ...], start: int, end: int) -> Iterator[Span]:
    for begin, stop, offset in pieces:
        begin, stop = max(begin, start), min(stop, end)  # noqa: PLW2901 - the piece, cut to size
        if begin < stop:
            yield begin, stop, offset


@lru_cache(maxsize=8192)
def spans_of_year(zone: str, year: int) -> tuple[Span, ...]:
    """The spans of one UTC year. Looks once a week: no zone has changed its clocks and back in that time."""
    tz, start, end = zone_info(zone), year_start(year), year_start(year + 1)
    result, begin, offset, seen = [], start, offset_at(tz, start), start
    while seen < end and tz.utcoffset(None) is None:
        look = min(seen + WEEK_S, end - 1)
        found = offset_at(tz, look)
        if found != offset:
            change = _first_with(tz, found, seen, look)
            result.append((begin, change, offset))
            begin, offset = change, found
        seen = look if look < end - 1 else end
    result.append((begin, end, offset))
    return tuple(result)


def _first_with(tz: ZoneInfo, offset: int, before: int, after: int) -> int:
    """The second at which `offset` begins, known to hold at `after` and not at `before`."""
    while after - before > 1:
        middle = (before + after) // 2
        if offset_at(tz, middle) == offset:
            after = middle
        else:
            before = middle
    return after


def zone_info(zone: str) -> ZoneInfo:
    """The zone of an IANA name; SlaError `sla.zone_unknown` for anything else."""
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise SlaError("sla.zone_unknown", got=repr(zone)) from error


def offset_at(tz: ZoneInfo, at: int) -> int:
    """Seconds to add to the UTC second `at` to get the wall clock there."""
    offset = datetime.fromtimestamp(at, tz).utcoffset()
    return 0 if offset is None else offset.days * 86_400 + offset.seconds
