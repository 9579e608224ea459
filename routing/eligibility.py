"""May this agent take this item? Every obstacle named.

The indexes answer the same question faster; tests compare them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from routing.book import Book
from routing.capacity import obstacle, slots
from routing.filing import Wish
from routing.model import Agent
from routing.reasons import Reason, reason
from routing.setup import Setup


def obstacles(agent: Agent, wish: Wish, barred: Collection[str], book: Book) -> tuple[Reason, ...]:
    """Why not, in the order a person would ask: presence, team, skills, desk, history.

    Empty: the agent may be offered the item.

    `barred` are the agents held back at the moment, see `barred_now`.
    """
    found = [*_absence(agent, book.now), *mismatches(agent, wish)]
    if book.is_ringing(agent.id):
        found.append(reason("ringing"))
    full = obstacle(agent, book.work_of(agent.id), wish.demand, book.setup)
    if full is not None:
        found.append(full)
    if agent.id in barred:
        found.append(reason("never_theirs" if agent.id in wish.never else "declined_or_ignored"))
    return tuple(found)


def _absence(agent: Agent, now: int) -> list[Reason]:
    if agent.presence != "available":
        return [reason("presence", state=agent.presence)]
    return [] if now < agent.lease_until else [reason("no_lease", since=agent.lease_until)]


def mismatches(agent: Agent, wish: Wish) -> list[Reason]:
    """What the agent lacks for the wish whatever the hour: queue, team, skills."""
    found = [] if agent.queues & wish.queues else [reason("not_in_queue", queue=wish.queue)]
    if wish.team and agent.team != wish.team:
        found.append(reason("not_in_team", team=wish.team))
    for skill, need in wish.requirement.levels:
        has = agent.skills.level(skill)
        if has < need:
            found.append(reason("lacks_skill", skill=skill, need=need, has=has))
    return found


def barred_now(wish: Wish, agents: Iterable[Agent], now: int, setup: Setup) -> frozenset[str]:
    """Who may not get the item: those who declined or ignored it, as long as somebody else on shift could take it, and
    those who never may.
    """
    if not wish.barred:
        return wish.barred
    others = any(a.on_shift(now) and a.id not in wish.barred and could_take(a, wish, setup) for a in agents)
    return wish.barred if others else wish.never


def could_take(agent: Agent, wish: Wish, setup: Setup) -> bool:
    """True when the agent could take the item with an empty desk."""
    return not mismatches(agent, wish) and slots(agent, wish.demand, setup) > 0
