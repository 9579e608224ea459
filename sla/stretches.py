"""The pieces that open time is summed over: a calendar's version, and stretches of one version with one UTC offset.

Whole UTC seconds in and out; `sla.openings` lays the pieces end to end.
"""

from datetime import date
from typing import NamedTuple

from sla.wall import Wall


class Version(NamedTuple):
    """Rules and the UTC second from which they apply (the local midnight of their effective date)."""

    since: int
    effective: date | None
    wall: Wall


class Stretch(NamedTuple):
    """`[start, end)` in UTC seconds in which one version with one offset applies."""

    start: int
    end: int
    offset: int
    wall: Wall

    def open_seconds(self) -> int:
        """Open seconds of the stretch."""
        return self.wall.open_between(self.start + self.offset, self.end + self.offset)

    def reach(self, seconds: int) -> int:
        """Earliest UTC second by which `seconds` of the stretch were open."""
        return self.wall.reach(self.start + self.offset, seconds) - self.offset

    def reach_back(self, seconds: int) -> int:
        """Latest UTC second from which `seconds` of the stretch are open."""
        return self.wall.reach_back(self.end + self.offset, seconds) - self.offset
