"""Lin, Marta, Kofi and their work: short builders, and a desk that plays a whole life with the router."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from routing import Agent, Channel, Item, Order, Queue, Router, Setup, SkillSet, Step

NOON = 1_800_000_000_000
LATE = NOON + 10**9
CHANNELS = (
    Channel(name="voice", weight=3, limit=1, interrupts=frozenset({"chat"})),
    Channel(name="chat", weight=1, limit=3, blocked_by=frozenset({"voice"})),
    Channel(name="mail", weight=2, limit=2, blocked_by=frozenset({"voice"})),
)


def at(seconds: float) -> int:
    return NOON + round(seconds * 1000)


def setup(*queues: Queue, order: Order = "due", max_hops: int = 3, one_offer: bool = False) -> Setup:
    return Setup.of(CHANNELS, queues or (Queue(name="care"),), order, max_hops, one_offer=one_offer)


def queue(name: str, *steps: Step, **more: Any) -> Queue:
    return Queue(name=name, steps=steps, **more)


def agent(name: str, skills: dict[str, int] | None = None, **more: Any) -> Agent:
    given = {"lease_until": LATE, "idle_since": NOON, "queues": frozenset({"care"}), "capacity": 3, **more}
    return Agent(id=name, skills=SkillSet.of(skills or {}), **given)


def item(name: str, wants: dict[str, int] | None = None, **more: Any) -> Item:
    given = {"queue": "care", "channel": "voice", "entered_at": NOON, "due_at": at(60), **more}
    return Item(id=name, requirement=SkillSet.of(wants or {}), **given)


def holding(name: str, agent_id: str, **more: Any) -> Item:
    return replace(item(name, **more), state="assigned", agent=agent_id)


def router(policy: Setup, *things: Agent | Item, now: int = NOON) -> Router:
    made = Router(policy)
    for thing in things:
        if isinstance(thing, Agent):
            made.upsert_agent(thing, now)
        else:
            made.upsert_item(thing, now)
    return made


def pairs(made: Router, now: int = NOON) -> list[tuple[str, str]]:
    return [(match.item.id, match.agent.id) for match in made.decide(now)]
