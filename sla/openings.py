"""Open seconds on the UTC axis: calendar versions end to end, each cut into stretches of constant offset.

Whole seconds in and out; the datetimes and their checks belong to `sla.calendar`.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sla.errors import SlaError
from sla.hours import DAY_S
from sla.instants import seconds_of, utc
from sla.rules import Rules
from sla.stretches import Stretch, Version
from sla.wall import Wall
from sla.zone import RANGE, offset_at, spans, spans_back, zone_info


class Openings:
    """The open seconds of a sequence of versions. Every search ends at the ends of `sla.zone.RANGE`."""

    __slots__ = ("_reigns", "_starts", "versions")

    def __init__(self, rules: Rules, later: Sequence[tuple[date, Rules]]) -> None:
        first = Version(RANGE[0], None, Wall(rules))
        states = (Version(local_second(each.zone, day, 0), day, Wall(each)) for day, each in later)
        self.versions = [first, *sorted(states, key=lambda state: state.since)]
        self._starts = [each.since for each in self.versions]
        ends = [*self._starts[1:], RANGE[1]]
        self._reigns = [(each.since, end, each.wall) for each, end in zip(self.versions, ends, strict=True)]

    def between(self, start: int, end: int) -> int:
        """Open seconds in `[start, end)`."""
        return sum(stretch.open_seconds() for stretch in self.stretches(start, end))

    def after(self, start: int, seconds: int) -> int:
        """The earliest second by which `seconds` (> 0) open ones have passed since `start`."""
        left = seconds
        for stretch in self.stretches(start, RANGE[1]):
            room = stretch.open_seconds()
            if left <= room:
                return stretch.reach(left)
            left -= room
        raise _nothing_open(seconds, start)

    def before(self, end: int, seconds: int) -> int:
        """The latest second from which `seconds` (> 0) open ones pass until `end`."""
        left = seconds
        for stretch in self.stretches_back(RANGE[0], end):
            room = stretch.open_seconds()
            if left <= room:
                return stretch.reach_back(left)
            left -= room
        raise _nothing_open(seconds, end)

    def is_open(self, at: int) -> bool:
        """Whether the second that begins at `at` is open."""
        wall = self.version_at(at).wall
        day, second = divmod(at + offset_at(zone_info(wall.rules.zone), at), DAY_S)
        return any(opens <= second < closes for opens, closes in wall.hours(day))

    def next_open(self, at: int) -> int:
        """The first open second at or after `at`."""
        for stretch in self.stretches(at, RANGE[1]):
            if room := stretch.open_seconds():
                return stretch.reach_back(room)
        raise _nothing_open(1, at)

    def last_close(self, at: int) -> int:
        """The last second at or before `at` that ends an open one."""
        for stretch in self.stretches_back(RANGE[0], at):
            if passed := stretch.open_seconds():
                return stretch.reach(passed)
        raise _nothing_open(1, at)

    def periods(self, origin: int, *, back: bool) -> Iterator[tuple[int, int]]:
        """Open periods from `origin` on; one local interval that a stretch's end cuts is joined again."""
        held: tuple[int, int, int, int] | None = None
        for opens, closes, first_day, last_day in self._pieces(origin, back=back):
            if held and back and closes == held[0] and last_day == held[2]:
                held = (opens, held[1], first_day, held[3])
            elif held and not back and opens == held[1] and first_day == held[3]:
                held = (held[0], closes, held[2], last_day)
            else:
                if held:
                    yield held[:2]
                held = (opens, closes, first_day, last_day)
        if held:
            yield held[:2]

    def _pieces(self, origin: int, *, back: bool) -> Iterator[tuple[int, int, int, int]]:
        """Open pieces as (opens, closes, local day of the first second, of the last)."""
        stretches = self.stretches_back(RANGE[0], origin) if back else self.stretches(origin, RANGE[1])
        for stretch in stretches:
            start, end, offset, wall = stretch
            if not stretch.open_seconds():
                continue  # decades without an opening must not be walked day by day
            for opens, closes in wall.pieces(start + offset, end + offset, back=back):
                yield opens - offset, closes - offset, opens // DAY_S, (closes - 1) // DAY_S

    def stretches(self, start: int, end: int) -> Iterator[Stretch]:
        """The stretches that make up `[start, end)`, in order."""
        for since, until, wall in self._reigns:
            if since < end and start < until:
                for piece in spans(wall.rules.zone, max(since, start), min(until, end)):
                    yield Stretch(*piece, wall)

    def stretches_back(self, start: int, end: int) -> Iterator[Stretch]:
        """The same, latest first."""
        for since, until, wall in reversed(self._reigns):
            if since < end and start < until:
                for piece in spans_back(wall.rules.zone, max(since, start), min(until, end)):
                    yield Stretch(*piece, wall)

    def version_at(self, at: int) -> Version:
        """The version that applies at a second."""
        return self.versions[bisect_right(self._starts, at) - 1]


def _nothing_open(seconds: int, start: int) -> SlaError:
    return SlaError("sla.no_open_time", seconds=seconds, start=utc(start).isoformat())


def local_second(zone: str, day: date, second: int) -> int:
    """The UTC second of a wall-clock time: a skipped one moves on by the gap, a repeated one is the first."""
    midnight = datetime.combine(day, time(), zone_info(zone))
    return seconds_of(midnight + timedelta(seconds=second))
