"""The router at 10,000 waiting items, 1,000 agents and 50 skills against a full scan that decides alike."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from routing import Agent, Channel, Item, Match, Queue, Router, Setup, SkillSet
from routing.reference import FullScan
from server.bench.measure import Figure

ITEMS, AGENTS, SKILLS = 10_000, 1_000, 50
SCANNED = 20
FAR = 1 << 50


def figures() -> Iterator[Figure]:
    """Yield decisions a second against the full scan's, and the 99th percentile of one decision."""
    chance = random.Random(5)  # noqa: S311 - a repeatable workload
    router, scan = _filled(Router(_setup()), chance), _filled(FullScan(_setup()), random.Random(5))  # noqa: S311
    order = [f"agent-{number}" for number in range(AGENTS)]
    chance.shuffle(order)
    heaps, same = _decisions(router, order), _decisions(scan, order[:SCANNED])
    alike = [match for match, _ in heaps[:SCANNED]] == [match for match, _ in same]
    fast = len(heaps) / sum(took for _, took in heaps)
    slow = len(same) / sum(took for _, took in same)
    ratio = fast / slow
    yield Figure(
        "routing, against a full scan",
        fast,
        slow,
        "decisions/s",
        ratio,
        ">= 50 x, alike",
        ratio >= 50 and alike,
    )
    p99 = sorted(took for _, took in heaps)[int(len(heaps) * 0.99)] * 1000
    yield Figure("routing, 99th percentile", p99, 1.0, "ms", p99, "< 1 ms", p99 < 1)


def _setup() -> Setup:
    return Setup.of([Channel(name="chat", weight=1, limit=1)], [Queue(name="q")])


def _filled(router: Router | FullScan, chance: random.Random) -> Router | FullScan:
    """Fill with waiting items and busy agents: everybody is away, so nothing is decided yet."""
    for number in range(AGENTS):
        router.upsert_agent(_agent(number, random.Random(number), "away"), 0)  # noqa: S311
    for number in range(ITEMS):
        wanted = {f"s{one}": 1 for one in chance.sample(range(SKILLS), chance.choice((1, 1, 2)))}
        item = Item(id=f"item-{number}", queue="q", channel="chat", entered_at=number, due_at=number + 60_000,
                    requirement=SkillSet.of(wanted))  # fmt: skip
        router.upsert_item(item, 1)
    router.decide(ITEMS)
    return router


def _agent(number: int, chance: random.Random, presence: str) -> Agent:
    has = {f"s{one}": chance.randint(1, 5) for one in chance.sample(range(SKILLS), 5)}
    return Agent(id=f"agent-{number}", lease_until=FAR, idle_since=0, skills=SkillSet.of(has), queues=frozenset(("q",)),
                 capacity=1, presence=presence)  # type: ignore[arg-type]  # fmt: skip


def _decisions(router: Router | FullScan, order: list[str]) -> list[tuple[tuple[str, str] | None, float]]:
    """Let one agent after the other become available, each followed by one decision, and time both."""
    found = []
    made = (_agent(number, random.Random(number), "away") for number in range(AGENTS))  # noqa: S311 - repeatable
    known = {agent.id: agent for agent in made}
    for number, agent_id in enumerate(order):
        agent = known[agent_id]
        free = Agent(
            id=agent.id,
            lease_until=FAR,
            idle_since=number,
            skills=agent.skills,
            queues=agent.queues,
            capacity=1,
        )
        began = time.thread_time()
        router.upsert_agent(free, ITEMS + number)
        matches = router.decide(ITEMS + number)
        took = time.thread_time() - began
        found.append((_pair(matches[0]) if matches else None, took))
    return found


def _pair(match: Match | tuple[Item, Agent]) -> tuple[str, str]:
    item, agent = (match.item, match.agent) if isinstance(match, Match) else match
    return item.id, agent.id
