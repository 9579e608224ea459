"""The pairing of waiting lines with free agents: only lines and groups that changed are looked at, best item first."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heapify, heappop, heapreplace

from routing.book import Book
from routing.choice import choose
from routing.explain import Scene, explain
from routing.explanation import Match
from routing.groups import Group
from routing.masks import members
from routing.model import Item
from routing.roster import Roster
from routing.score import Key
from routing.waiting import Line, Waiting

Entry = tuple[int, Key, int]
FEW = 16
WALK_GAIN = 50


class Matching:
    """The indexes and the loop over them. A pair that did not change since it was last found impossible still is."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.roster = Roster(book)
        self.waiting = Waiting()

    def run(self) -> Iterator[Match]:
        """Makes every match that is possible, best item first, recording each."""
        lines = self._candidates()
        heap = self._book.setup.order == "ratio" or self._is_rare(lines)
        yield from self._by_heap(lines) if heap else self._by_walk(lines)
        self.waiting.fresh = self.roster.fresh = self.roster.left = 0

    def _candidates(self) -> int:
        waiting, roster = self.waiting, self.roster
        lines = waiting.fresh
        if roster.left:
            lines |= waiting.barred
        for index in members(roster.fresh):
            lines |= self._served_by(roster.groups.all[index])
        return lines & waiting.occupied

    def _is_rare(self, lines: int) -> bool:
        """True when a walk over all heads would meet one of these lines later than a heap of them is made."""
        return lines.bit_count() ** 2 * WALK_GAIN <= len(self.waiting.heads)

    def _by_heap(self, lines: int) -> Iterator[Match]:
        heap = [self._entry(self.waiting.lines[i]) for i in members(lines)]
        heapify(heap)
        while heap and self._hope():
            line = self.waiting.lines[heap[0][2]]
            if line.head is None:
                heappop(heap)
            elif (entry := self._entry(line)) != heap[0]:
                heapreplace(heap, entry)
            elif (match := self._match(line, line.head)) is not None:
                yield match
            else:
                heappop(heap)

    def _entry(self, line: Line) -> Entry:
        turn = self._book.turns.turn(line.wish.queue) if self._book.setup.order == "ratio" else 0
        return turn, line.head or (), line.index

    def _by_walk(self, lines: int) -> Iterator[Match]:
        wanted = bin(lines)[:1:-1].ljust(len(self.waiting.lines), "0")
        heads = self.waiting.heads
        place = 0
        while place < len(heads) and self._hope():
            place = _next(heads, wanted, place)
            if place == len(heads):
                return
            head, index = heads[place]
            match = self._match(self.waiting.lines[index], head)
            if match is None:
                place += 1
            else:
                yield match

    def _hope(self) -> bool:
        groups = -1 if self.waiting.fresh or self.roster.left else self.roster.fresh
        return any(free & groups for free in self.roster.demands.values())

    def _served_by(self, group: Group) -> int:
        waiting = self.waiting
        epoch, known = group.seen
        new = waiting.lines[known:]
        if epoch != waiting.epoch or len(new) > FEW:
            group.lines = waiting.needs.served_by(group.sample, self._book.setup)
        else:
            for line in new:
                group.lines |= (self.cover(line) >> group.index & 1) << line.index
        group.seen = (waiting.epoch, len(waiting.lines))
        return group.lines

    def cover(self, line: Line) -> int:
        """The groups that could take the line's items, kept until a new group appears."""
        seen = len(self.roster.groups.all)
        if line.groups_seen != seen:
            self.roster.want(line.demand)
            line.cover = self.roster.groups.cover(line.wish)
            line.groups_seen = seen
        return line.cover

    def _match(self, line: Line, key: Key) -> Match | None:
        book, roster = self._book, self.roster
        cover = self.cover(line)
        if not roster.demands[line.demand] & cover:
            return None
        barred = line.wish.barred
        if barred and not roster.others_on_shift(cover, barred):
            barred = line.wish.never
        item = book.items[str(key[-1])]
        choice = choose(roster, cover, line.demand, barred, favourite(item, book.now))
        if choice is None:
            return None
        agent = book.agents[choice.agent]
        scene = Scene(book, roster, item, self.waiting.filed[item.id], cover, barred, choice)
        explanation = explain(scene, self._able(line))
        given, taker = book.offer(item, agent)
        self.waiting.remove(item.id)
        roster.took(taker)
        return Match(given, taker, book.now, agent.idle_since, explanation)

    def _able(self, line: Line) -> int:
        if line.shifts_seen != self.roster.shifts:
            line.able = self.roster.count_on_shift(self.cover(line))
            line.shifts_seen = self.roster.shifts
        return line.able


def _next(heads: list[tuple[Key, int]], wanted: str, start: int) -> int:
    for place in range(start, len(heads)):
        if wanted[heads[place][1]] == "1":
            return place
    return len(heads)


def favourite(item: Item, now: int) -> str:
    """The agent of the item's affinity while its window is open, otherwise empty."""
    return item.affinity.agent if item.affinity is not None and now < item.affinity.until else ""
