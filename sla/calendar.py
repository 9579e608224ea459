"""Business time: when a calendar is open, the open seconds between two instants, when n of them are used up.

Half-open intervals, integer seconds, aware datetimes in and UTC out. Knows neither tickets nor clocks.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any, Literal

from sla.errors import SlaError
from sla.fields import parse_date, refuse_fields
from sla.hours import DAY_S, parse_clock
from sla.instants import instant, seconds_of, utc, whole
from sla.openings import Openings, local_second
from sla.rules import FIELDS, Rules
from sla.zone import RANGE

Pauses = Sequence[tuple[datetime, datetime]]
MOST_PERIODS = 10_000
YEAR_S = 366 * DAY_S


class Calendar:
    """A business calendar: one or more versions of `Rules`, each from its effective date. Immutable.

    Years 1900 to 2200; every search ends there at the latest. Errors are SlaError.
    """

    __slots__ = ("_open",)

    def __init__(self, rules: Rules, later: Sequence[tuple[date, Rules]] = ()) -> None:
        self._open = Openings(rules, later)

    @classmethod
    def from_dict(cls, d: Mapping[str, Any]) -> "Calendar":
        """A calendar from plain values.

        `{time_zone, weekly: {mon: [["09:00", "17:00"]]}, holidays, recurring_holidays, overrides, breaks,
        names}`. A later state of the same fields stands in `versions: [{effective: "2026-03-01", ...}]` and
        holds from that date's local midnight on.
        """
        refuse_fields(d, (*FIELDS, "versions"), required=("time_zone", "weekly"), where="calendar")
        base = {name: value for name, value in d.items() if name != "versions"}
        return cls(Rules.from_dict(base), [_dated_rules(each) for each in d.get("versions") or ()])

    def to_dict(self) -> dict[str, Any]:
        """The plain values that `from_dict` reads."""
        (_, first), *later = self._states()
        states = [{"effective": str(day), **rules.to_dict()} for day, rules in later]
        return {**first.to_dict(), "versions": states}

    def __eq__(self, other: object) -> bool:
        """Calendars are equal when they have the same states from the same dates on."""
        return isinstance(other, Calendar) and self._states() == other._states()

    def __hash__(self) -> int:
        """Of the dates and zones only, which is enough to tell most calendars apart."""
        return hash(tuple((day, rules.zone) for day, rules in self._states()))

    def _states(self) -> list[tuple[date | None, Rules]]:
        return [(each.effective, each.wall.rules) for each in self._open.versions]

    def with_version(self, effective: date, rules: Rules) -> "Calendar":
        """This calendar with `rules` from the local midnight of `effective` on; time before keeps its own."""
        (_, first), *later = self._states()
        kept = [(day, earlier) for day, earlier in later if day and day < effective]
        return Calendar(first, [*kept, (effective, rules)])

    def rules_at(self, at: datetime) -> Rules:
        """The rules that apply at an instant."""
        return self._open.version_at(seconds_of(at)).wall.rules

    def offset_changes(self, start: datetime, end: datetime) -> list[tuple[datetime, str, int, int]]:
        """When the wall clock jumps between two instants: (at, zone, offset before, offset after) in seconds."""
        stretches = list(self._open.stretches(seconds_of(start), seconds_of(end)))
        return [
            (utc(after.start), after.wall.rules.zone, before.offset, after.offset)
            for before, after in pairwise(stretches)
            if before.offset != after.offset
        ]

    def refuse_if_never_open(self, since: datetime) -> None:
        """Raises SlaError `sla.never_opens` if a year from `since` or a later version has no open second."""
        start = seconds_of(since)
        for begin in (start, *(each.since for each in self._open.versions if each.since > start)):
            if not self._open.between(begin, min(begin + YEAR_S, RANGE[1])):
                raise SlaError("sla.never_opens", start=utc(begin).isoformat())

    def add(self, start: datetime, seconds: int) -> datetime:
        """The earliest instant by which `seconds` open ones passed since `start`; 0 gives `start` itself.

        A duration used up exactly at closing time ends at closing time. Negative durations count backwards.
        """
        at, fraction = instant(start)
        duration = whole(seconds)
        if duration < 0:
            return self.subtract(start, -duration)
        if duration == 0:
            return utc(at, fraction)
        due = self._open.after(at, duration)
        if fraction and self._open.is_open(at):
            return utc(self._open.next_open(due), fraction)
        return utc(due)

    def subtract(self, end: datetime, seconds: int) -> datetime:
        """The latest instant from which `seconds` open ones pass until `end`; 0 gives `end` itself."""
        at, fraction = instant(end)
        duration = whole(seconds)
        if duration < 0:
            return self.add(end, -duration)
        if duration == 0:
            return utc(at, fraction)
        return utc(self._open.before(at, duration), fraction if self._open.is_open(at) else 0)

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Open seconds in `[start, end)`, each counted when it begins; 0 when `end` is not after `start`."""
        return self._open.between(seconds_of(start), seconds_of(end))

    def add_with_pauses(self, start: datetime, seconds: int, pauses: Pauses) -> datetime:
        """`add`, not counting the seconds of `pauses` (pairs of instants, in any order)."""
        at, left = start, whole(seconds)
        for pause_start, pause_end in sorted(pauses):
            if pause_end <= max(at, pause_start):
                continue
            room = self.elapsed(at, pause_start)
            if left <= room:
                break
            at, left = pause_end, left - room
        return self.add(at, left)

    def elapsed_with_pauses(self, start: datetime, end: datetime, pauses: Pauses) -> int:
        """`elapsed`, with the seconds of `pauses` not counted."""
        at, passed = start, 0
        for pause_start, pause_end in sorted(pauses):
            passed += self.elapsed(at, min(pause_start, end))
            at = max(at, pause_end)
        return passed + self.elapsed(at, end)

    def is_open(self, at: datetime) -> bool:
        """Whether the calendar is open at an instant; the closing second itself is closed."""
        return self._open.is_open(seconds_of(at))

    def next_open(self, at: datetime) -> datetime:
        """The first open instant at or after `at`."""
        second, fraction = instant(at)
        if self._open.is_open(second):
            return utc(second, fraction)
        return utc(self._open.next_open(second))

    def last_open(self, at: datetime) -> datetime:
        """The last open instant or closing time at or before `at`."""
        second, fraction = instant(at)
        if self._open.is_open(second):
            return utc(second, fraction)
        return utc(self._open.last_close(second))

    def open_periods(
        self, origin: datetime, direction: Literal["after", "before"], count: int
    ) -> list[tuple[datetime, datetime]]:
        """The first `count` (0 to 10,000) open periods after or before `origin`, nearest first, cut at it.

        A period is one interval of one local day; fewer come back only when the calendar has no more.
        """
        if direction not in ("after", "before"):
            raise SlaError("sla.direction_unknown", got=repr(direction))
        if whole(count) not in range(MOST_PERIODS + 1):
            raise SlaError("sla.count_invalid", most=MOST_PERIODS, got=repr(count))
        found: list[tuple[datetime, datetime]] = []
        if count:
            for opens, closes in self._open.periods(seconds_of(origin), back=direction == "before"):
                found.append((utc(opens), utc(closes)))
                if len(found) == count:
                    break
        return found

    def local_to_instant(self, day: date | str, clock: time | str) -> datetime:
        """The instant of a local time: a skipped one moves on by the gap, a repeated one is the first."""
        where = "local_to_instant"
        on = parse_date(day, where) if isinstance(day, str) else day
        second = parse_clock(clock if isinstance(clock, str) else clock.isoformat("seconds"), where)
        return utc(local_second(self._open.versions[0].wall.rules.zone, on, second))


def _dated_rules(d: Mapping[str, Any]) -> tuple[date, Rules]:
    refuse_fields(d, (*FIELDS, "effective"), required=("effective",), where="versions")
    rest = {name: value for name, value in d.items() if name != "effective"}
    return parse_date(d["effective"], "versions"), Rules.from_dict(rest)
