"""Does one more item fit on a person's desk?

Weights, limits per channel, interrupt rules; load comes from the open work.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from routing.model import Agent, Item
from routing.reasons import Reason, reason
from routing.setup import Setup


class Demand(NamedTuple):
    """What an item asks of a desk: its channel and the weight units it uses."""

    channel: str
    weight: int


def demand_of(item: Item, setup: Setup) -> Demand:
    """The item's channel and weight, the channel's own weight where the item names none."""
    channel = setup.channel(item.channel)
    return Demand(item.channel, channel.weight if item.weight is None else item.weight)


def obstacle(agent: Agent, work: Collection[Demand], wanted: Demand, setup: Setup) -> Reason | None:
    """Why this demand does not fit on top of the agent's open work, None when it fits."""
    channel = setup.channel(wanted.channel)
    limit = limit_of(agent, wanted.channel, setup)
    count = sum(1 for held in work if held.channel == wanted.channel)
    if count >= limit:
        return reason("channel_full", channel=wanted.channel, open=count, limit=limit)
    for held in work:
        if held.channel in channel.blocked_by:
            return reason("blocked_by", channel=wanted.channel, by=held.channel)
    load = sum(held.weight for held in work if held.channel not in channel.interrupts)
    if load + wanted.weight > agent.capacity:
        return reason("no_capacity", load=load, weight=wanted.weight, capacity=agent.capacity)
    return None


def limit_of(agent: Agent, channel: str, setup: Setup) -> int:
    """How many items of the channel the agent may hold at once."""
    for name, limit in agent.limits:
        if name == channel:
            return limit
    return setup.channel(channel).limit


def slots(agent: Agent, wanted: Demand, setup: Setup) -> int:
    """How many such items an otherwise empty desk holds; 0 means this agent never takes them."""
    limit = limit_of(agent, wanted.channel, setup)
    return limit if wanted.weight == 0 else min(limit, agent.capacity // wanted.weight)
