"""The router at 10,000 waiting items, 1,000 agents and 50 skills against a full scan that decides alike."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from typing import Literal, NamedTuple

from routing import Agent, Channel, Item, Match, Queue, Router, Setup, SkillSet
from routing.reference import FullScan
from server.bench.measure import Figure, pair_of, percentile

ITEMS, AGENTS, SKILLS = 10_000, 1_000, 50
SCANNED = 20
RUNS = 5
FAR = 1 << 50
Pair = tuple[str, str]


class Decided(NamedTuple):
    """What was decided, one agent after the other, and the CPU seconds of each decision."""

    pairs: list[Pair | None]
    took: list[float]


def figures(items: int = ITEMS, agents: int = AGENTS, runs: int = RUNS) -> Iterator[Figure]:
    """Yield decisions a second against the full scan's, and the 99th percentile of one decision, each the median of several runs."""
    taken = [_run(seed, items, agents) for seed in range(runs)]
    fast = [len(heaps.took) / sum(heaps.took) for heaps, _ in taken]
    slow = [len(scan.took) / sum(scan.took) for _, scan in taken]
    alike = all(heaps.pairs[: len(scan.pairs)] == scan.pairs for heaps, scan in taken)
    pair = pair_of(fast, slow)
    yield Figure(
        "routing, against a full scan",
        pair.subject_s,
        pair.reference_s,
        "decisions/s",
        pair.ratio,
        ">= 50 x, >= 5,000/s, alike",
        pair.ratio >= 50 and pair.subject_s >= 5_000 and alike,
    )
    p99 = 1000 * statistics.median(percentile(heaps.took, 0.99) for heaps, _ in taken)
    middle = 1000 * statistics.median(percentile(heaps.took, 0.5) for heaps, _ in taken)
    yield Figure("routing, 99th percentile to median", p99, middle, "ms", p99 / middle, "< 1 ms", p99 < 1)


def _run(seed: int, items: int, agents: int) -> tuple[Decided, Decided]:
    """Decide the same with the router and with a full scan, both filled alike; the scan only as far as patience goes."""
    order = [f"agent-{number}" for number in range(agents)]
    random.Random(seed).shuffle(order)  # noqa: S311 - a repeatable workload
    router, scan = (_filled(one, seed, items, agents) for one in (Router(_setup()), FullScan(_setup())))
    free = [_agent(name, "available", idle_since=number) for number, name in enumerate(order)]
    return _decisions(router, free, items), _decisions(scan, free[:SCANNED], items)


def _setup() -> Setup:
    return Setup.of([Channel(name="chat", weight=1, limit=1)], [Queue(name="q")])


def _filled(router: Router | FullScan, seed: int, items: int, agents: int) -> Router | FullScan:
    """Fill with waiting items and agents who are away, so that nothing is decided yet."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable workload
    for number in range(agents):
        router.upsert_agent(_agent(f"agent-{number}", "away", idle_since=0), 0)
    for number in range(items):
        wanted = {f"s{one}": 1 for one in chance.sample(range(SKILLS), chance.choice((1, 1, 2)))}
        item = Item(id=f"item-{number}", queue="q", channel="chat", entered_at=number, due_at=number + 60_000,
                    requirement=SkillSet.of(wanted))  # fmt: skip
        router.upsert_item(item, 1)
    router.decide(items)
    return router


def _agent(name: str, presence: Literal["available", "away"], *, idle_since: int) -> Agent:
    """Return somebody whose skills follow from their name."""
    chance = random.Random(name)  # noqa: S311 - a repeatable workload
    has = {f"s{one}": chance.randint(1, 5) for one in chance.sample(range(SKILLS), 5)}
    return Agent(id=name, lease_until=FAR, idle_since=idle_since, skills=SkillSet.of(has), queues=frozenset(("q",)),
                 capacity=1, presence=presence)  # fmt: skip


def _decisions(router: Router | FullScan, free: list[Agent], now: int) -> Decided:
    """Let one agent after the other become available, each followed by one decision, and time both."""
    found = Decided([], [])
    for number, agent in enumerate(free):
        began = time.thread_time()
        router.upsert_agent(agent, now + number)
        matches = router.decide(now + number)
        found.took.append(time.thread_time() - began)
        found.pairs.append(_pair(matches[0]) if matches else None)
    return found


def _pair(match: Match | tuple[Item, Agent]) -> Pair:
    item, agent = (match.item, match.agent) if isinstance(match, Match) else match
    return item.id, agent.id
