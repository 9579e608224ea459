"""Open seconds on a naive wall clock: sums, and where a sum is reached, by year tables and bisection.

Knows no offsets: `sla.calendar` hands in pieces of time in which the wall clock runs evenly.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from itertools import accumulate

from sla.hours import DAY_S, Hours, total
from sla.rules import Rules

EPOCH_DAY = date(1970, 1, 1).toordinal()
MOST_TABLES = 512
MOST_DAYS = 4096


class Wall:
    """Reads `Rules` in wall seconds (since 1970-01-01 00:00 on the wall clock) and remembers its tables; safe to share."""

    __slots__ = ("_days", "_tables", "_week", "rules")

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._week = [total(hours) for hours in rules.weekly]
        self._tables: dict[int, list[int]] = {}
        self._days: dict[int, tuple[Hours, int, int]] = {}

    def open_between(self, start: int, end: int) -> int:
        """Open seconds in `[start, end)`."""
        year, before = self._place(start)
        last, upto = self._place(end)
        return sum(self._table(each)[-1] for each in range(year, last)) + upto - before

    def reach(self, start: int, seconds: int) -> int:
        """The earliest wall second with `seconds` (> 0) open ones since `start`; they must exist."""
        year, before = self._place(start)
        goal = before + seconds
        while goal > self._table(year)[-1]:
            goal -= self._table(year)[-1]
            year += 1
        table = self._table(year)
        index = bisect_left(table, goal) - 1
        return self._inside(year, index, goal - table[index], closing=True)

    def reach_back(self, end: int, seconds: int) -> int:
        """The latest wall second with `seconds` (> 0) open ones until `end`; they must exist."""
        year, upto = self._place(end)
        goal = upto - seconds
        while goal < 0:
            year -= 1
            goal += self._table(year)[-1]
        table = self._table(year)
        index = bisect_right(table, goal) - 1
        return self._inside(year, index, goal - table[index], closing=False)

    def pieces(self, start: int, end: int, *, back: bool) -> Iterator[tuple[int, int]]:
        """The open intervals in `[start, end)`, cut to it; latest first if `back`."""
        days = range(start // DAY_S, (end - 1) // DAY_S + 1)
        for day in reversed(days) if back else days:
            hours = self.hours(day)
            for opens, closes in reversed(hours) if back else hours:
                piece = max(start, day * DAY_S + opens), min(end, day * DAY_S + closes)
                if piece[0] < piece[1]:
                    yield piece

    def hours(self, day: int) -> Hours:
        """Open hours of the day that many days after 1970-01-01."""
        return (self._days.get(day) or self._day(day))[0]

    def _place(self, at: int) -> tuple[int, int]:
        """The year of a wall second and the open seconds from New Year to it."""
        day, second = divmod(at, DAY_S)
        hours, year, passed = self._days.get(day) or self._day(day)
        for opens, closes in hours:
            if opens < second:
                passed += (min(closes, second)) - opens
        return year, passed

    def _day(self, day: int) -> tuple[Hours, int, int]:
        """Remembers a day: its hours, its year, and the open seconds from New Year to its start."""
        if len(self._days) > MOST_DAYS:
            self._days.clear()
        on = date.fromordinal(day + EPOCH_DAY)
        before = self._table(on.year)[day - _new_year(on.year)]
        entry = self._days[day] = self.rules.hours_on(on), on.year, before
        return entry

    def _inside(self, year: int, index: int, seconds: int, *, closing: bool) -> int:
        """The wall second after `seconds` open ones of a day; between intervals closing or opening."""
        day = _new_year(year) + index
        for opens, closes in self.hours(day):
            if seconds < closes - opens or (closing and seconds == closes - opens):
                return day * DAY_S + opens + seconds
            seconds -= closes - opens
        raise AssertionError("the table of the year and the hours of its days disagree")

    def _table(self, year: int) -> list[int]:
        """Open seconds from New Year to the start of each day of the year, and to its end."""
        table = self._tables.get(year)
        if table is None:
            if len(self._tables) > MOST_TABLES:
                self._tables.clear()
            table = self._tables[year] = self._summed(year)
        return table

    def _summed(self, year: int) -> list[int]:
        first, days = date(year, 1, 1), _new_year(year + 1) - _new_year(year)
        weekday = first.weekday()
        totals = (53 * (self._week[weekday:] + self._week[:weekday]))[:days]
        for day in self.rules.exceptions_in(year):
            totals[day.toordinal() - first.toordinal()] = total(self.rules.hours_on(day))
        return list(accumulate(totals, initial=0))


def _new_year(year: int) -> int:
    return date(year, 1, 1).toordinal() - EPOCH_DAY
