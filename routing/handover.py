"""Moves that people make themselves and that beat the router: take, give back, transfer, finish.

Values in, changed values out.
"""

from __future__ import annotations

from dataclasses import replace

from routing.model import Agent, Item
from routing.skills import SkillSet


def taken(item: Item, agent: Agent, now: int) -> tuple[Item, Agent]:
    """The item assigned to the agent by hand, whatever capacity says; an item already ended stays as it is."""
    if item.state in ("done", "abandoned") or (item.state, item.agent) == ("assigned", agent.id):
        return item, agent
    return replace(item, state="assigned", agent=agent.id), replace(agent, idle_since=now)


def requeued(item: Item) -> Item:
    """The item back in its queue with its age and history; an item that is queued or ended stays as it is."""
    return replace(item, state="queued", agent=None) if item.state in ("offered", "assigned") else item


def transferred(item: Item, *, queue: str = "", team: str = "", requirement: SkillSet | None = None) -> Item:
    """The item queued for another queue or team, or for other skills, with its age; refusals are forgotten, the new
    people never saw it.
    """
    back = requeued(item)
    if back.state != "queued":
        return item
    wanted = back.requirement if requirement is None else requirement
    fresh: frozenset[str] = frozenset()
    hops = back.hops + (1 if queue and queue != back.queue else 0)
    return replace(
        back,
        queue=queue or back.queue,
        team=team,
        requirement=wanted,
        affinity=None,
        declined_by=fresh,
        skip_once=fresh,
        hops=hops,
    )


def finished(item: Item, agent: Agent, now: int) -> tuple[Item, Agent]:
    """The item done and the agent idle from now; an item the agent does not hold stays as it is."""
    if item.state != "assigned" or item.agent != agent.id:
        return item, agent
    return replace(item, state="done", agent=None), replace(agent, idle_since=now)
