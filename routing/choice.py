"""Which free agent takes the item: the one the customer knows, else fewest skills that suffice, then longest idle."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from routing.capacity import Demand
from routing.masks import members
from routing.roster import Roster


class Choice(NamedTuple):
    """The agent chosen, and whether for affinity."""

    agent: str
    by_affinity: bool


def choose(
    roster: Roster, cover: int, demand: Demand, barred: Collection[str], favourite: str
) -> Choice | None:
    """The agent for an item whose wish these groups cover, None when nobody is free. Ties end at the smaller id.

    `favourite` is the agent of an affinity still inside its window, or empty.
    """
    free = roster.demands[demand] & cover
    if not free:
        return None
    if favourite and favourite not in barred and _is_free(roster, cover, demand, favourite):
        return Choice(favourite, by_affinity=True)
    for mask in roster.groups.sizes.values():
        if free & mask:
            idle = idle_in(roster, free & mask, demand, barred)
            if idle:
                return Choice(min(idle)[1], by_affinity=False)
    return None


def _is_free(roster: Roster, cover: int, demand: Demand, agent_id: str) -> bool:
    seat = roster.seats.get(agent_id)
    return seat is not None and bool(cover >> seat.group.index & 1) and demand in seat.fits


def idle_in(roster: Roster, groups: int, demand: Demand, barred: Collection[str]) -> list[tuple[int, str]]:
    """The longest idle agent of each of these groups, as (idle since, id)."""
    found = (roster.longest_idle(roster.groups.all[i], demand, barred) for i in members(groups))
    return [idle for idle in found if idle is not None]
