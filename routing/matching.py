"""The pairing of waiting lines with free agents: only lines and groups that changed are looked at, best item first."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heapify, heappop, heappush

from routing.book import Book
from routing.choice import choose
from routing.explain import Match, Scene, explain
from routing.groups import Group
from routing.masks import members
from routing.model import Item
from routing.roster import Roster
from routing.score import Key
from routing.waiting import Line, Waiting

Entry = tuple[int, Key, int]


class Matching:
    """The indexes and the loop over them. A pair that did not change since it was last found impossible still is."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.roster = Roster(book)
        self.waiting = Waiting()

    def run(self) -> Iterator[Match]:
        """Makes every match that is possible, best item first, recording each."""
        heap = self._candidates()
        while heap and self._hope():
            _, key, index = heap[0]
            line = self.waiting.lines[index]
            if not line.size:
                heappop(heap)
                continue
            entry = self._entry(line)
            if entry != (heap[0]):
                heappop(heap)
                heappush(heap, entry)
                continue
            match = self._match(line, key)
            if match is None:
                heappop(heap)
            else:
                yield match
        self.waiting.fresh = self.roster.fresh = self.roster.left = 0

    def _candidates(self) -> list[Entry]:
        waiting, roster = self.waiting, self.roster
        lines = waiting.fresh
        if roster.left:
            lines |= waiting.barred
        for index in members(roster.fresh):
            lines |= self._served_by(roster.groups.all[index])
        heap = [self._entry(waiting.lines[i]) for i in members(lines & waiting.occupied)]
        heapify(heap)
        return heap

    def _served_by(self, group: Group) -> int:
        seen = (self.waiting.epoch, len(self.waiting.lines))
        if group.seen != seen:
            group.lines = self.waiting.needs.served_by(group.sample, self._book.setup)
            group.seen = seen
        return group.lines

    def cover(self, line: Line) -> int:
        """The groups that could take the line's items, kept until a new group appears."""
        seen = len(self.roster.groups.all)
        if line.groups_seen != seen:
            self.roster.want(line.demand)
            line.cover = self.roster.groups.cover(line.wish)
            line.groups_seen = seen
        return line.cover

    def _entry(self, line: Line) -> Entry:
        turn = self._book.turns.turn(line.wish.queue) if self._book.setup.order == "ratio" else 0
        return turn, line.heap[0], line.index

    def _hope(self) -> bool:
        return any(self.roster.demands.values())

    def _match(self, line: Line, key: Key) -> Match | None:
        book, roster = self._book, self.roster
        cover = self.cover(line)
        if not roster.demands[line.demand] & cover:
            return None
        barred = line.wish.barred
        if barred and not roster.others_on_shift(cover, barred):
            barred = frozenset()
        item = book.items[str(key[-1])]
        choice = choose(roster, cover, line.demand, barred, favourite(item, book.now))
        if choice is None:
            return None
        agent = book.agents[choice.agent]
        scene = Scene(book, roster, item, self.waiting.filed[item.id], cover, barred, choice)
        explanation = explain(scene)
        given, taker = book.offer(item, agent)
        self.waiting.remove(item.id)
        roster.seat(taker)
        return Match(given, taker, book.now, agent.idle_since, explanation)


def favourite(item: Item, now: int) -> str:
    """The agent of the item's affinity while its window is open, otherwise empty."""
    return item.affinity.agent if item.affinity is not None and now < item.affinity.until else ""
