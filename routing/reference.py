"""The same decisions by looking at every item and every agent each time.

Slow on purpose: the yardstick for tests and the bench.
"""

from __future__ import annotations

from routing.book import Book
from routing.capacity import Demand, obstacle
from routing.eligibility import barred_now, mismatches
from routing.filing import Filing, file
from routing.matching import favourite
from routing.model import Agent, Item
from routing.score import Key
from routing.setup import Setup

Pick = tuple[Item, Agent]


class FullScan:
    """Takes what `Router` takes and returns (item as offered, agent as changed) per decision. Instants are ms UTC."""

    def __init__(self, setup: Setup) -> None:
        self.book = Book(setup)
        self._filings: dict[str, Filing] = {}

    def upsert_agent(self, agent: Agent, now: int) -> None:
        """Takes the agent as they now are."""
        self.book.advance(now)
        self.book.agents[agent.id] = agent

    def remove_agent(self, agent_id: str, now: int) -> None:
        """Forgets the agent."""
        self.book.advance(now)
        self.book.agents.pop(agent_id, None)

    def upsert_item(self, item: Item, now: int) -> None:
        """Takes the item as it now is."""
        self.book.advance(now)
        self.book.put_item(item)
        self._filings.pop(item.id, None)

    def remove_item(self, item_id: str, now: int) -> None:
        """Forgets the item."""
        self.book.advance(now)
        self.book.drop_item(item_id)

    def set_open(self, queue: str, is_open: bool, now: int) -> None:
        """Takes whether the queue is inside its hours."""
        self.book.advance(now)
        self.book.set_open(queue, is_open)
        self._filings.clear()

    def decide(self, now: int) -> list[Pick]:
        """Every match possible now, best item first."""
        self.book.advance(now)
        picks: list[Pick] = []
        while (pick := self._first()) is not None:
            picks.append(self.book.offer(*pick))
        return picks

    def _first(self) -> Pick | None:
        free: dict[Demand, list[Agent]] = {}
        for item, filing in self._in_order():
            demand = filing.wish.demand
            if demand not in free:
                free[demand] = self._free(demand)
            agent = self._best(item, filing, free[demand]) if free[demand] else None
            if agent is not None:
                return item, agent
        return None

    def _in_order(self) -> list[tuple[Item, Filing]]:
        queued = [(item, self._filing(item)) for item in self.book.items.values() if item.state == "queued"]
        queued.sort(key=lambda pair: self._place(*pair))
        return queued

    def _filing(self, item: Item) -> Filing:
        known = self._filings.get(item.id)
        if known is None or (known.next_at is not None and known.next_at <= self.book.now):
            known = self._filings[item.id] = file(item, self.book)
        return known

    def _place(self, item: Item, filing: Filing) -> tuple[int, Key]:
        turn = self.book.turns.turn(item.queue) if self.book.setup.order == "ratio" else 0
        return turn, filing.key

    def _free(self, demand: Demand) -> list[Agent]:
        book = self.book
        present = (agent for agent in book.agents.values() if agent.available(book.now))
        quiet = (agent for agent in present if not book.is_ringing(agent.id))
        return [a for a in quiet if obstacle(a, book.work_of(a.id), demand, book.setup) is None]

    def _best(self, item: Item, filing: Filing, free: list[Agent]) -> Agent | None:
        book = self.book
        able = [agent for agent in free if not mismatches(agent, filing.wish)]
        if able and filing.wish.barred:
            barred = barred_now(filing.wish, book.agents.values(), book.now, book.setup)
            able = [agent for agent in able if agent.id not in barred]
        known = favourite(item, book.now)
        return min(
            able, key=lambda a: (a.id != known, len(a.skills.levels), a.idle_since, a.id), default=None
        )
