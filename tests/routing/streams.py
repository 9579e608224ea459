"""Random but repeatable desks and event streams, from a seed that hypothesis chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Protocol

from hypothesis import strategies as st

from routing import Affinity, Agent, Boost, Channel, Item, Order, Presence, Queue, Setup, SkillSet, Step
from routing.setup import ORDERS
from tests.routing.cast import NOON

SKILLS = ("german", "billing", "repairs")
QUEUES = ("care", "sales", "night")
AGENTS = tuple(f"agent{n}" for n in range(6))
PRESENCES: tuple[Presence, ...] = ("available", "available", "available", "busy", "offline", "not_responding")


class Seeded(Random):
    """A generator that prints as what makes it again. Drawing each number from hypothesis would take minutes."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.start = seed

    def __repr__(self) -> str:
        return f"Seeded({self.start})"


SEEDED = st.builds(Seeded, st.integers(0, 2**32 - 1))


class Desk(Protocol):
    """What the router and the full scan have in common."""

    def upsert_agent(self, agent: Agent, now: int) -> None: ...
    def remove_agent(self, agent_id: str, now: int) -> None: ...
    def upsert_item(self, item: Item, now: int) -> None: ...
    def remove_item(self, item_id: str, now: int) -> None: ...
    def set_open(self, queue: str, is_open: bool, now: int) -> None: ...


Event = Callable[[Desk], None]


def policy(random: Random, order: Order | None = None) -> Setup:
    interrupts = frozenset(random.sample(("chat", "mail"), random.randint(0, 2)))
    channels = [
        Channel(name="voice", weight=3, limit=1, interrupts=interrupts),
        Channel(name="chat", weight=1, limit=3, blocked_by=frozenset({"voice"})),
        Channel(name="mail", weight=2, limit=2),
    ]
    queues = [
        Queue(
            name=name,
            steps=tuple(step(random) for _ in range(random.randint(0, 2))),
            closed_to=random.choice(("", *QUEUES)),
            ratio=random.randint(1, 3),
        )
        for name in QUEUES
    ]
    chosen: Order = random.choice(ORDERS) if order is None else order
    return Setup.of(channels, queues, chosen, random.randint(0, 3), one_offer=random.random() < 0.4)


def step(random: Random) -> Step:
    return Step(
        after_s=random.randint(0, 40),
        drop=tuple(random.sample(SKILLS, random.randint(0, 1))),
        lower=tuple((skill, 1) for skill in random.sample(SKILLS, random.randint(0, 1))),
        any_team=random.random() < 0.2,
        widen=tuple(random.sample(QUEUES, random.randint(0, 1))),
        overflow=random.choice(("", *QUEUES)),
    )


def skills(random: Random, share: float) -> SkillSet:
    return SkillSet.of({skill: random.randint(1, 3) for skill in SKILLS if random.random() < share})


def person(random: Random, now: int) -> Agent:
    return Agent(
        id=random.choice(AGENTS),
        lease_until=now + random.randint(-5, 100) * 1000,
        idle_since=NOON + random.randint(0, 5),
        skills=skills(random, 0.6),
        queues=frozenset(name for name in QUEUES if random.random() < 0.7),
        team=random.choice(("", "north")),
        capacity=random.randint(0, 5),
        limits=(("chat", random.randint(0, 3)),) if random.random() < 0.3 else (),
        presence=random.choice(PRESENCES),
    )


def work(random: Random, name: str, now: int) -> Item:
    declined = random.sample(AGENTS, random.randint(0, 2)) if random.random() < 0.3 else ()
    favourite = Affinity(random.choice(AGENTS), now + random.randint(0, 5000))
    return Item(
        id=name,
        queue=random.choice(QUEUES),
        channel=random.choice(("voice", "chat", "mail")),
        entered_at=now - random.randint(0, 3000),
        due_at=now + random.randint(0, 3) * 1000,
        requirement=skills(random, 0.4),
        priority=random.randint(0, 2),
        boosts=(Boost("mood", random.randint(0, 2)),) if random.random() < 0.3 else (),
        weight=random.choice((None, None, 0, 1)),
        team=random.choice(("", "", "north")),
        affinity=favourite if random.random() < 0.3 else None,
        declined_by=frozenset(declined),
        skip_once=frozenset(random.sample(AGENTS, 1)) if random.random() < 0.1 else frozenset(),
        hops=random.randint(0, 1),
    )


def events(random: Random, count: int) -> Iterator[tuple[int, Event]]:
    """Instants and changes: arrivals, changed priorities and wishes, cancels, shifts, capacities, opening hours."""
    now = NOON
    for _ in range(count):
        now += random.randint(0, 4000)
        yield now, _event(random, now)


def _event(random: Random, now: int) -> Event:
    kind, name = random.random(), f"item{random.randint(0, 25)}"
    if kind < 0.42:
        arrived = work(random, name, now)
        return lambda desk: desk.upsert_item(arrived, now)
    if kind < 0.78:
        changed = person(random, now)
        return lambda desk: desk.upsert_agent(changed, now)
    if kind < 0.86:
        return lambda desk: desk.remove_item(name, now)
    if kind < 0.91:
        gone = random.choice(AGENTS)
        return lambda desk: desk.remove_agent(gone, now)
    queue, is_open = random.choice(QUEUES), random.random() < 0.6
    return lambda desk: desk.set_open(queue, is_open, now)
