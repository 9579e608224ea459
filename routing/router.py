"""The router: told what changed, it answers who should take what, and why.

Mutable, deterministic, without I/O or a clock.
"""

from __future__ import annotations

from heapq import heappop, heappush

from routing import snapshots
from routing.book import Book
from routing.eligibility import barred_now, obstacles
from routing.explanation import Match
from routing.filing import file
from routing.matching import Matching
from routing.model import Agent, Item
from routing.outlook import Standing, Unroutable, Wait, estimated_wait, standing, unroutable
from routing.reasons import Reason
from routing.relaxation import Overflow, overflow_of
from routing.setup import Setup

Timer = tuple[int, str, str]


class Router:
    """Who should take this?

    All instants are integer milliseconds UTC; an earlier `now` counts as the latest one seen.
    """

    def __init__(self, setup: Setup) -> None:
        self._book = Book(setup)
        self._timers: list[Timer] = []
        self._passed: set[str] = set()
        self._matching = Matching(self._book)

    @classmethod
    def rebuild(cls, setup: Setup, snapshot: bytes) -> Router:
        """The router a snapshot was taken of: equal snapshot, equal future. Raises RoutingError `bad_snapshot`."""
        router = cls(setup)
        router._take(snapshots.decode(snapshot, setup))
        return router

    def reconfigure(self, setup: Setup, now: int) -> None:
        """Continues under another policy; the items keep their age.

        Raises RoutingError if open work names what is gone.
        """
        self._take(snapshots.decode(self.snapshot(), setup))
        self._book.advance(now)

    def _take(self, book: Book) -> None:
        self._book, self._timers, self._matching = book, [], Matching(book)
        self._passed = set()
        for agent in book.agents.values():
            self._seat(agent)
        for item in book.items.values():
            self._file(item)

    def _seat(self, agent: Agent) -> None:
        self._matching.roster.seat(agent)
        if agent.on_shift(self._book.now):
            heappush(self._timers, (agent.lease_until, "agent", agent.id))

    def _file(self, item: Item) -> None:
        waiting = self._matching.waiting
        self._passed.discard(item.id)
        if item.state != "queued":
            waiting.remove(item.id)
            return
        filing = file(item, self._book)
        self._matching.roster.want(filing.wish.demand)
        waiting.add(item.id, filing)
        if filing.stage.hops > item.hops:
            self._passed.add(item.id)
        if filing.next_at is not None:
            heappush(self._timers, (filing.next_at, "item", item.id))

    def upsert_agent(self, agent: Agent, now: int) -> None:
        """Takes the agent as they now are; the same value again changes nothing."""
        self._book.advance(now)
        if self._book.agents.get(agent.id) == agent:
            return
        self._book.agents[agent.id] = agent
        self._seat(agent)

    def remove_agent(self, agent_id: str, now: int) -> None:
        """Forgets the agent; open items that name them stay open. Unknown ids change nothing."""
        self._book.advance(now)
        if self._book.agents.pop(agent_id, None) is not None:
            self._matching.roster.unseat(agent_id)

    def upsert_item(self, item: Item, now: int) -> None:
        """Takes the item as it now is, in any state; the same value again changes nothing.

        Queued items wait, offered and assigned ones load their agent, done and abandoned ones are forgotten. Raises
        RoutingError for an unknown queue or channel, a negative weight, or a holder that does not fit the state.
        """
        self._book.advance(now)
        before = self._book.items.get(item.id)
        if before == item:
            return
        self._book.put_item(item)
        self._reload(before, item)
        self._file(item)

    def remove_item(self, item_id: str, now: int) -> None:
        """Forgets the item, whoever holds it; unknown ids change nothing."""
        self._book.advance(now)
        before = self._book.items.get(item_id)
        self._book.drop_item(item_id)
        self._passed.discard(item_id)
        self._matching.waiting.remove(item_id)
        self._reload(before)

    def _reload(self, *items: Item | None) -> None:
        for agent_id in sorted({item.agent for item in items if item is not None and item.agent is not None}):
            self._matching.roster.reload(agent_id)

    def set_open(self, queue: str, is_open: bool, now: int) -> None:
        """Takes whether the queue is inside its hours; a queue never told about is open.

        Raises RoutingError `unknown_queue`.
        """
        self._book.advance(now)
        if (queue not in self._book.closed) == is_open and queue in self._book.setup.queues:
            return
        self._book.set_open(queue, is_open)
        for item_id in list(self._matching.waiting.filed):
            self._file(self._book.items[item_id])

    def overflows(self, now: int) -> list[Overflow]:
        """Waiting items that a step has passed on to another queue since they came to theirs, in the order of their ids.

        Whoever keeps the items moves each on with `Item.hops`; until then the agents of both queues may take it.
        """
        self._book.advance(now)
        self._elapse_due()
        book = self._book
        waiting = (book.items[item_id] for item_id in sorted(self._passed))
        found = (overflow_of(item, book.setup, book.now) for item in waiting if item.state == "queued")
        return [one for one in found if one is not None]

    def decide(self, now: int) -> list[Match]:
        """Every match possible now, best item first, each recorded as offered before the next is made.

        Tell the outcome of the offer, or that it could not be stored, with `upsert_item` and `upsert_agent`.
        """
        self._book.advance(now)
        self._elapse_due()
        return list(self._matching.run())

    def _elapse_due(self) -> None:
        while self._timers and self._timers[0][0] <= self._book.now:
            self._elapse(heappop(self._timers))

    def _elapse(self, timer: Timer) -> None:
        if self._is_stale(timer):
            return
        if timer[1] == "item":
            self._file(self._book.items[timer[2]])
        else:
            self._matching.roster.seat(self._book.agents[timer[2]])

    def _is_stale(self, timer: Timer) -> bool:
        at, kind, name = timer
        if kind == "item":
            filing = self._matching.waiting.filed.get(name)
            return filing is None or filing.next_at != at
        agent = self._book.agents.get(name)
        return agent is None or agent.lease_until != at

    def next_wake(self, now: int) -> int | None:
        """When (ms) something changes without being told: a relaxation step or the end of a lease. None: never."""
        self._book.advance(now)
        while self._timers and self._is_stale(self._timers[0]):
            heappop(self._timers)
        return self._timers[0][0] if self._timers else None

    def snapshot(self) -> bytes:
        """The logical state as canonical JSON: equal states give equal bytes."""
        return snapshots.encode(self._book)

    def item(self, item_id: str) -> Item | None:
        """The open item as the router knows it."""
        return self._book.items.get(item_id)

    def agent(self, agent_id: str) -> Agent | None:
        """The agent as the router knows them."""
        return self._book.agents.get(agent_id)

    def position(self, item_id: str) -> int | None:
        """The item's place in its home queue, 1 first; None when it does not wait."""
        return self._matching.waiting.position(item_id)

    def estimated_wait(self, item_id: str, now: int) -> Wait | None:
        """How long until somebody is free for the item, None when it does not wait. An estimate; see `outlook`."""
        self._book.advance(now)
        return estimated_wait(item_id, self._book, self._matching)

    def standing(self, item_id: str, now: int) -> Standing | None:
        """Why a waiting item stands where it does and what it asks now, None when it does not wait."""
        self._book.advance(now)
        self._elapse_due()
        return standing(item_id, self._book, self._matching)

    def unroutable(self) -> list[Unroutable]:
        """Waiting items nobody could take, as of the last decision: no agent has the skills, or none of them is on
        shift.
        """
        return unroutable(self._matching)

    def why_not(self, item_id: str, agent_id: str, now: int) -> tuple[Reason, ...]:
        """What keeps the agent from this waiting item now; empty when nothing does, or when either is unknown."""
        book = self._book
        book.advance(now)
        item, agent = book.items.get(item_id), book.agents.get(agent_id)
        if item is None or agent is None or item.state != "queued":
            return ()
        wish = file(item, book).wish
        return obstacles(agent, wish, barred_now(wish, book.agents.values(), book.now, book.setup), book)
