"""A decision and everything a person may ask about it, as values. How it is put together is in `explain`."""

from __future__ import annotations

from dataclasses import dataclass

from routing.model import Agent, Item
from routing.reasons import Reason


@dataclass(frozen=True, slots=True)
class Considered:
    """One agent who did not get the item, and every reason why."""

    agent: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One decision laid open: `able` agents on shift could have taken it, `free` of them were free."""

    rule: Reason
    terms: tuple[Reason, ...]
    relaxed: tuple[Reason, ...]
    considered: tuple[Considered, ...]
    able: int
    free: int


@dataclass(frozen=True, slots=True)
class Match:
    """A decision: the item as offered, the agent as changed, the instant (ms), and why.

    `idle_before` is the agent's former `idle_since`, given back when the offer is withdrawn.
    """

    item: Item
    agent: Agent
    at: int
    idle_before: int
    explanation: Explanation
