"""A whole desk around the router: work comes, offers are answered, ignored or withdrawn, people come and go. For properties."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

from routing import (
    Agent,
    Item,
    ItemState,
    Match,
    Offer,
    Router,
    Settled,
    Setup,
    accepted,
    declined,
    finished,
    offer_of,
    requeued,
    taken,
    timed_out,
    withdrawn,
)
from tests.routing.cast import NOON
from tests.routing.streams import person, work


class Life:
    """Holds the rows a desk would hold; the router is told what changed and asked, nothing else."""

    def __init__(self, setup: Setup, random: Random) -> None:
        self.setup, self.random, self.now = setup, random, NOON
        self.router = Router(setup)
        self.items: dict[str, Item] = {}
        self.agents: dict[str, Agent] = {}
        self.offers: list[Offer] = []
        self.ended: Counter[int] = Counter()
        self.came = 0

    def play(self) -> list[Match]:
        """One thing happens, then the router decides."""
        self.now += self.random.randint(0, 8000)
        self.random.choice(
            (self.arrive, self.arrive, self.shift, self.answer, self.answer, self.end, self.by_hand)
        )()
        return self.decide()

    def arrive(self) -> None:
        self.came += 1
        self.put(work(self.random, f"item{self.came}", self.now))

    def shift(self) -> None:
        self.seat(person(self.random, self.now))

    def answer(self) -> None:
        still = [n for n, offer in enumerate(self.offers) if offer.state == "open"]
        if still:
            self.settle(self.random.choice(still))

    def settle(self, number: int) -> None:
        offer = self.offers[number]
        item, agent = self.items[offer.item], self.agents[offer.agent]
        kind = self.random.randint(0, 4)
        if kind == 0:
            found = declined(offer, item, agent, self.now)
        elif kind == 1:
            found = withdrawn(offer, item, agent, self.now, abandoned=self.random.random() < 0.5)
        elif self.now >= offer.expires_at:
            found = timed_out(offer, item, agent, self.now)
        else:
            found = accepted(offer, item, agent, self.now)
        self.take(number, found)

    def take(self, number: int, found: Settled) -> None:
        self.ended[number] += found.changed
        self.offers[number] = found.offer
        self.put(found.item)
        self.seat(found.agent)

    def end(self) -> None:
        held = [item for item in self.items.values() if item.state == "assigned"]
        if held:
            item = self.random.choice(held)
            done, agent = finished(item, self.agents[str(item.agent)], self.now)
            self.put(done)
            self.seat(agent)

    def by_hand(self) -> None:
        queued = [item for item in self.items.values() if item.state == "queued"]
        held = [item for item in self.items.values() if item.state == "assigned"]
        if queued and self.agents and self.random.random() < 0.5:
            item, agent = taken(
                self.random.choice(queued), self.random.choice(list(self.agents.values())), self.now
            )
            self.put(item)
            self.seat(agent)
        elif held:
            self.put(requeued(self.random.choice(held)))

    def put(self, item: Item) -> None:
        self.items[item.id] = item
        self.router.upsert_item(item, self.now)

    def seat(self, agent: Agent) -> None:
        self.agents[agent.id] = agent
        self.router.upsert_agent(agent, self.now)

    def decide(self) -> list[Match]:
        found = self.router.decide(self.now)
        for match in found:
            self.items[match.item.id], self.agents[match.agent.id] = match.item, match.agent
            self.offers.append(offer_of(match, self.setup))
        return found

    def count(self) -> dict[ItemState, int]:
        return Counter(item.state for item in self.items.values())

    def calm(self, seconds: int = 10_000) -> None:
        """Everybody who is known becomes available for long, all open offers are withdrawn."""
        for number, offer in enumerate(self.offers):
            if offer.state == "open":
                item, agent = self.items[offer.item], self.agents[offer.agent]
                self.take(number, withdrawn(offer, item, agent, self.now))
        for agent in list(self.agents.values()):
            self.seat(replace(agent, presence="available", lease_until=self.now + 1000 * seconds))
