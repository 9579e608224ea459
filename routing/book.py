"""The logical state the decisions depend on: items, agents, closed queues, turns and the clock reached.

No indexes, no rules.
"""

from __future__ import annotations

from routing.capacity import Demand, demand_of
from routing.changes import changed
from routing.errors import RoutingError
from routing.model import Agent, Item
from routing.score import Turns
from routing.setup import Setup

NOBODY: frozenset[str] = frozenset()


class Book:
    """Everything a snapshot holds.

    Instants are ms UTC; `now` only grows, an earlier one is read as the latest known.
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.now = 0
        self.items: dict[str, Item] = {}
        self.agents: dict[str, Agent] = {}
        self.closed: set[str] = set()
        self.turns = Turns()
        self._work: dict[str, dict[str, Demand]] = {}

    def advance(self, now: int) -> int:
        """The instant decisions are made at, never before an earlier one."""
        self.now = max(self.now, now)
        return self.now

    def put_item(self, item: Item) -> None:
        """Takes the item as it now is; raises RoutingError for an unknown queue or channel, or a holder that does not
        fit the state.
        """
        self.setup.queue(item.queue)
        demand = demand_of(item, self.setup)
        if demand.weight < 0:
            raise RoutingError(
                "bad_weight", "0 or more weight units", item.weight, "leave it out to use the channel's"
            )
        held = item.state in ("offered", "assigned")
        if held != (item.agent is not None):
            raise RoutingError(
                "bad_holder",
                "an agent exactly while offered or assigned",
                (item.state, item.agent),
                "correct state or agent",
            )
        self.drop_item(item.id)
        if item.state in ("done", "abandoned"):
            return
        self.items[item.id] = item
        if item.agent is not None:
            self._work.setdefault(item.agent, {})[item.id] = demand

    def drop_item(self, item_id: str) -> None:
        """Forgets the item; unknown ones change nothing."""
        item = self.items.pop(item_id, None)
        if item is not None and item.agent is not None:
            held = self._work[item.agent]
            del held[item_id]
            if not held:
                del self._work[item.agent]

    def work_of(self, agent_id: str) -> list[Demand]:
        """What the agent's open items ask of the desk."""
        return list(self._work.get(agent_id, {}).values())

    def is_ringing(self, agent_id: str) -> bool:
        """True when the policy allows one offer at a time and the agent has one."""
        if not self.setup.one_offer:
            return False
        return any(self.items[item_id].state == "offered" for item_id in self._work.get(agent_id, ()))

    def offer(self, item: Item, agent: Agent) -> tuple[Item, Agent]:
        """Records the match and returns both as changed: the item held by the agent, the agent idle from now."""
        given = changed(item, state="offered", agent=agent.id, skip_once=NOBODY)
        taker = changed(agent, idle_since=self.now)
        self.put_item(given)
        self.agents[agent.id] = taker
        if self.setup.order == "ratio":
            self.turns.served(item.queue, self.setup)
        return given, taker

    def set_open(self, queue: str, is_open: bool) -> None:
        """Records whether the queue is inside its hours; queues never told about are open."""
        self.setup.queue(queue)
        if is_open:
            self.closed.discard(queue)
        else:
            self.closed.add(queue)
