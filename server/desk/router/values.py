"""Rows as the router's values: queues and rules as its setup, people with their presence as agents, waiting and held work as items."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from routing import Affinity, Agent, Boost, Channel, Item, Setup, SkillSet, Step
from routing import Queue as Line
from server.base.clock import SECOND, Ms
from server.desk import queue_steps
from server.desk.rules import Rules
from server.store.tables.staff import Queue, User
from server.store.tables.work import Presence, Work

FOREVER: Ms = 1 << 52
"""Leases are checked by the command against their rows; the router learns of a lapse by its event."""
CAPACITY_KIND = {"wechat": "chat", "api": "email", "desk": "email"}
"""Channels that count against the capacity of another: WeChat is a chat, what programs and colleagues open is written work."""
KINDS = ("voice", "chat", "email")
PRIORITY_RANK = {"low": 0, "normal": 1, "high": 2, "urgent": 3}


class Wanted(NamedTuple):
    """Work with what else decides about it: the customer's segment, whom they know, when its queue opened if it came while closed.

    `never`: those who may not have it (a complaint about them).
    """

    work: Work
    segment: str | None = None
    known_agent_id: str | None = None
    opened_at: Ms | None = None
    never: frozenset[str] = frozenset()


def capacity_kind(channel: str) -> str:
    """Return the capacity a channel's work counts against: chat, voice or email."""
    return CAPACITY_KIND.get(channel, channel)


def setup_of(queues: Collection[Queue], rules: Rules) -> Setup:
    """Return the policy the router works under. Queues that were removed are known, but nothing leads to them."""
    in_use = frozenset(queue.id for queue in queues if queue.removed_at is None)
    lines = [_line(queue, in_use) for queue in queues]
    return Setup.of(
        _channels(rules), lines, order=rules.order, max_hops=rules.max_hops, one_offer=rules.one_offer
    )


def agent_of(user: User, presence: Presence, queue_ids: frozenset[str], rules: Rules) -> Agent:
    """Return somebody at work, with the queues of their teams."""
    limits = {kind: user.capacity.get(kind, 0) for kind in KINDS}
    room = sum(limit * _weight(kind, rules) for kind, limit in limits.items())
    return Agent(
        id=user.id,
        lease_until=FOREVER,
        idle_since=presence.idle_since,
        skills=SkillSet.of(user.skills),
        queues=queue_ids,
        capacity=room if rules.units is None else rules.units,
        limits=tuple(sorted(limits.items())),
        presence=presence.state,
    )


def item_of(wanted: Wanted, steps: tuple[Step, ...], rules: Rules) -> Item:
    """Return work as the router sees it; `steps` are those of its queue."""
    work, known = wanted.work, wanted.known_agent_id
    also = (Step(after_s=0, widen=work.also_queue_ids),) if work.also_queue_ids else ()
    return Item(
        id=work.ticket_id,
        queue=work.queue_id,
        channel=capacity_kind(work.channel),
        entered_at=work.entered_at,
        due_at=work.due_at,
        requirement=SkillSet.of(work.skills),
        priority=PRIORITY_RANK[work.priority],
        boosts=tuple(_boosts(wanted, rules)),
        affinity=Affinity(known, work.entered_at + rules.affinity_s * SECOND) if known else None,
        declined_by=frozenset(work.declined_by),
        skip_once=frozenset((work.skip_once,)) if work.skip_once else frozenset(),
        never=wanted.never,
        steps=(*also, *steps) if also else None,
        relax_from=work.relax_from if work.relax_from is not None else wanted.opened_at,
        hops=work.hops,
        state=work.state,
        agent=work.agent_id if work.state in ("offered", "assigned") else None,
    )


def _boosts(wanted: Wanted, rules: Rules) -> Iterable[Boost]:
    by_priority = rules.priority_boosts.get(wanted.work.priority, 0)
    if by_priority:
        yield Boost(f"priority_{wanted.work.priority}", by_priority)
    by_segment = rules.segment_boosts.get(wanted.segment or "", 0)
    if by_segment:
        yield Boost("segment", by_segment)
    for reason, seconds in sorted(wanted.work.boosts.items()):
        yield Boost(reason, seconds)


def _channels(rules: Rules) -> list[Channel]:
    return [
        Channel(
            name=kind,
            weight=_weight(kind, rules),
            limit=0,
            interrupts=frozenset(rules.interrupts.get(kind, ())),
            blocked_by=frozenset(rules.blocked_by.get(kind, ())),
        )
        for kind in KINDS
    ]


def _weight(kind: str, rules: Rules) -> int:
    return rules.weights.get(kind, 1)


def _line(queue: Queue, in_use: frozenset[str]) -> Line:
    closed_to = queue.overflow_queue_id
    return Line(
        name=queue.id,
        steps=queue_steps.typed(queue.steps, in_use - {queue.id}),
        closed_to=closed_to if closed_to in in_use and closed_to != queue.id else "",
        ratio=queue.ratio,
        offer_s=queue.offer_timeout_s,
        handle_s=queue.handle_s,
    )
