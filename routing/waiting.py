"""Who waits: one heap of items per distinct wish, stale entries dropped on top, and a rank list per queue."""

from __future__ import annotations

from bisect import bisect_left, insort
from heapq import heapify, heappop, heappush

from routing.capacity import Demand
from routing.filing import Filing, Wish
from routing.needs import Needs
from routing.score import Key

SLACK = 1024


class Line:
    """All items with one wish: its bit, its heap of keys, how many still wait, the groups that cover it and how many
    on shift are in them.

    `head` is the key of the first item, None when nobody waits; stale keys deeper in the heap are dropped when they come up.
    """

    __slots__ = ("able", "cover", "groups_seen", "head", "heap", "index", "shifts_seen", "size", "wish")

    def __init__(self, index: int, wish: Wish) -> None:
        self.index = index
        self.wish = wish
        self.heap: list[Key] = []
        self.head: Key | None = None
        self.size = 0
        self.cover = 0
        self.groups_seen = -1
        self.able = 0
        self.shifts_seen = -1

    @property
    def demand(self) -> Demand:
        """What each item of the line asks of a desk."""
        return self.wish.demand


class Waiting:
    """The index over queued items.

    `fresh` are the lines that changed since it was last cleared, `epoch` counts renumberings.
    """

    def __init__(self) -> None:
        self.filed: dict[str, Filing] = {}
        self.ranks: dict[str, list[Key]] = {}
        self.lines: list[Line] = []
        self.epoch = 0
        self.occupied = 0
        self.barred = 0
        self.fresh = 0
        self.needs = Needs()
        self.heads: list[tuple[Key, int]] = []
        self._by_wish: dict[Wish, Line] = {}
        self._line_of: dict[str, Line] = {}

    def add(self, item_id: str, filing: Filing) -> None:
        """Files the item, or files it anew."""
        self.remove(item_id)
        self.filed[item_id] = filing
        line = self._line_of[item_id] = self._line(filing.wish)
        heappush(line.heap, filing.key)
        line.size += 1
        if len(line.heap) > 2 * line.size + SLACK:
            line.heap = list({key for key in line.heap if self._live(key, line)})
            heapify(line.heap)
        self._rehead(line)
        self.occupied |= 1 << line.index
        self.fresh |= 1 << line.index
        insort(self.ranks.setdefault(filing.wish.queue, []), filing.key)

    def _rehead(self, line: Line) -> None:
        head = line.heap[0] if line.heap else None
        if head == line.head:
            return
        if line.head is not None:
            del self.heads[bisect_left(self.heads, (line.head, line.index))]
        if head is not None:
            insort(self.heads, (head, line.index))
        line.head = head

    def _live(self, key: Key, line: Line) -> bool:
        item_id = str(key[-1])
        return self._line_of.get(item_id) is line and self.filed[item_id].key == key

    def _line(self, wish: Wish) -> Line:
        line = self._by_wish.get(wish)
        if line is None:
            self._compact()
            line = self._by_wish[wish] = Line(len(self.lines), wish)
            self.lines.append(line)
            self.needs.add(wish)
            if wish.barred:
                self.barred |= 1 << line.index
        return line

    def _compact(self) -> None:
        if len(self.lines) <= 2 * self.occupied.bit_count() + SLACK:
            return
        fresh = {line.wish for line in self.lines if self.fresh >> line.index & 1}
        self.lines = [line for line in self.lines if line.size]
        self._by_wish = {line.wish: line for line in self.lines}
        self.epoch += 1
        self.occupied = self.barred = self.fresh = 0
        self.needs = Needs()
        for index, line in enumerate(self.lines):
            line.index = index
            self.needs.add(line.wish)
            self.occupied |= 1 << index
            self.barred |= bool(line.wish.barred) << index
            self.fresh |= (line.wish in fresh) << index
        self.heads = sorted((line.head, line.index) for line in self.lines if line.head is not None)

    def remove(self, item_id: str) -> None:
        """Takes the item out; unknown ones change nothing."""
        filing = self.filed.pop(item_id, None)
        if filing is None:
            return
        line = self._line_of.pop(item_id)
        line.size -= 1
        if line.size:
            while not self._live(line.heap[0], line):
                heappop(line.heap)
        else:
            line.heap.clear()
            self.occupied &= ~(1 << line.index)
        self._rehead(line)
        ranks = self.ranks[filing.wish.queue]
        del ranks[bisect_left(ranks, filing.key)]

    def position(self, item_id: str) -> int | None:
        """1 for the first in its queue; None when the item does not wait."""
        filing = self.filed.get(item_id)
        return None if filing is None else bisect_left(self.ranks[filing.wish.queue], filing.key) + 1
