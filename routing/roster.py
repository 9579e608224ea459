"""Who is on shift and who is free for what: one heap of idle agents per group and demand, entries dropped when they
surface stale.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from routing.book import Book
from routing.capacity import Demand, obstacle
from routing.groups import Group, Groups, Idle, profile_of
from routing.masks import members
from routing.model import Agent

SLACK = 16


@dataclass(slots=True)
class Seat:
    """One agent with group, whether on shift, and the demands that fit on the desk now."""

    agent: Agent
    group: Group
    on_shift: bool = False
    fits: set[Demand] = field(default_factory=set)


class Roster:
    """The index over agents; `present` counts those on shift, `shifts` the changes of that.

    `fresh` are the groups that gained a free agent, `left` those an agent on shift left, both until cleared.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self.groups = Groups(book.setup)
        self.seats: dict[str, Seat] = {}
        self.demands: dict[Demand, int] = {}
        self.known = 0
        self.on_shift = 0
        self.present = 0
        self.shifts = 0
        self.fresh = 0
        self.left = 0

    def want(self, demand: Demand) -> None:
        """Makes sure free agents are kept by this demand, too."""
        if demand in self.demands:
            return
        self.demands[demand] = 0
        self.groups.capable(demand)
        for seat in self.seats.values():
            if self._takes(seat.agent, demand):
                self._open(seat, demand)

    def _takes(self, agent: Agent, demand: Demand) -> bool:
        book = self._book
        if not agent.available(book.now) or book.is_ringing(agent.id):
            return False
        return obstacle(agent, book.work_of(agent.id), demand, book.setup) is None

    def _open(self, seat: Seat, demand: Demand) -> None:
        group = seat.group
        seat.fits.add(demand)
        group.free[demand] = group.free.get(demand, 0) + 1
        self.demands[demand] |= 1 << group.index
        self.fresh |= 1 << group.index
        self._push(seat, demand)

    def _push(self, seat: Seat, demand: Demand) -> None:
        heap = seat.group.idle.setdefault(demand, [])
        heappush(heap, (seat.agent.idle_since, seat.agent.id))
        if len(heap) > 2 * seat.group.free[demand] + SLACK:
            heap[:] = {entry for entry in heap if self._live(entry, seat.group, demand)}
            heapify(heap)

    def _live(self, entry: Idle, group: Group, demand: Demand) -> bool:
        seat = self.seats.get(entry[1])
        return (
            seat is not None
            and seat.group is group
            and seat.agent.idle_since == entry[0]
            and demand in seat.fits
        )

    def seat(self, agent: Agent) -> None:
        """Takes the agent as they now are, with the open work in the book."""
        seat = self.seats.get(agent.id)
        group = (
            seat.group
            if seat is not None and profile_of(seat.agent) == profile_of(agent)
            else self.groups.of(agent)
        )
        if seat is not None and seat.group is not group:
            self.unseat(agent.id)
            seat = None
        if seat is None:
            seat = self.seats[agent.id] = Seat(agent, group)
            self._know(group)
        moved, seat.agent = seat.agent.idle_since != agent.idle_since, agent
        self._shift(seat, agent.on_shift(self._book.now))
        self._refit(seat, moved)

    def _know(self, group: Group) -> None:
        group.known += 1
        self.known |= 1 << group.index

    def _shift(self, seat: Seat, is_on: bool) -> None:
        if is_on == seat.on_shift:
            return
        seat.on_shift = is_on
        group, bit = seat.group, 1 << seat.group.index
        group.on_shift += 1 if is_on else -1
        self.present += 1 if is_on else -1
        self.shifts += 1
        if group.on_shift:
            self.on_shift |= bit
        else:
            self.on_shift &= ~bit
        if not is_on:
            self.left |= bit

    def _refit(self, seat: Seat, moved: bool) -> None:
        for demand in self.demands:
            fits = self._takes(seat.agent, demand)
            if fits and demand not in seat.fits:
                self._open(seat, demand)
            elif fits and moved:
                self._push(seat, demand)
            elif not fits and demand in seat.fits:
                self._shut(seat, demand)

    def _shut(self, seat: Seat, demand: Demand) -> None:
        group = seat.group
        seat.fits.discard(demand)
        group.free[demand] -= 1
        if not group.free[demand]:
            self.demands[demand] &= ~(1 << group.index)

    def took(self, agent: Agent) -> None:
        """Takes an agent who was just given work: idle from now on, otherwise as before."""
        seat = self.seats[agent.id]
        seat.agent = agent
        self._refit(seat, moved=True)

    def unseat(self, agent_id: str) -> None:
        """Forgets the agent; unknown ones change nothing."""
        seat = self.seats.get(agent_id)
        if seat is None:
            return
        self._shift(seat, is_on=False)
        for demand in tuple(seat.fits):
            self._shut(seat, demand)
        seat.group.known -= 1
        if not seat.group.known:
            self.known &= ~(1 << seat.group.index)
        del self.seats[agent_id]

    def reload(self, agent_id: str) -> None:
        """Looks at the agent's desk again after their open work changed."""
        seat = self.seats.get(agent_id)
        if seat is not None:
            self._refit(seat, moved=False)

    def longest_idle(self, group: Group, demand: Demand, barred: Collection[str]) -> Idle | None:
        """The free agent of the group who waits longest, as (idle since, id); ties by id, passing over the barred."""
        heap = group.idle[demand]
        aside: list[Idle] = []
        while heap:
            if not self._live(heap[0], group, demand):
                heappop(heap)
            elif heap[0][1] in barred:
                aside.append(heappop(heap))
            else:
                break
        found = heap[0] if heap else None
        for entry in aside:
            heappush(heap, entry)
        return found

    def count_on_shift(self, cover: int) -> int:
        """How many agents on shift are in these groups."""
        return sum(self.groups.all[index].on_shift for index in members(cover & self.on_shift))

    def others_on_shift(self, cover: int, barred: Collection[str]) -> bool:
        """True when somebody on shift in these groups is not among the barred."""
        for index in members(cover & self.on_shift):
            group = self.groups.all[index]
            seats = (self.seats.get(agent_id) for agent_id in barred)
            held = sum(1 for seat in seats if seat is not None and seat.on_shift and seat.group is group)
            if group.on_shift > held:
                return True
        return False
