"""What becomes of an offer: accepted, declined, timed out or withdrawn, exactly once.

Values in, changed values out; nothing is stored here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from routing.explanation import Match
from routing.model import Agent, Item
from routing.setup import Setup

OfferState = Literal["open", "accepted", "declined", "timed_out", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One item laid before one agent until `expires_at` (ms).

    `idle_before` is given back when the offer is withdrawn.
    """

    item: str
    agent: str
    offered_at: int
    expires_at: int
    idle_before: int
    state: OfferState = "open"
    ended_at: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """Offer, item and agent after an outcome. `changed` False: nothing happened, `code` says why.

    Codes: the new state, `already_ended`, `too_late`, `too_early`, `other_item`.
    """

    offer: Offer
    item: Item
    agent: Agent
    changed: bool
    code: str


def offer_of(match: Match, setup: Setup) -> Offer:
    """The open offer for a match, running for its queue's `offer_s`; see `accepted_at_once`."""
    expires_at = match.at + 1000 * setup.queue(match.item.queue).offer_s
    return Offer(
        item=match.item.id,
        agent=match.agent.id,
        offered_at=match.at,
        expires_at=expires_at,
        idle_before=match.idle_before,
    )


def accepted_at_once(item: Item, setup: Setup) -> bool:
    """True where the item's queue gives work without asking (e-mail): settle with `accepted` at the instant of the
    offer.
    """
    return setup.queue(item.queue).auto_accept


def accepted(offer: Offer, item: Item, agent: Agent, now: int) -> Settled:
    """The agent takes the item, strictly before the deadline."""
    refused = _refusal(offer, item, agent)
    if refused or now >= offer.expires_at:
        return Settled(offer, item, agent, changed=False, code=refused or "too_late")
    return _settled(offer, "accepted", replace(item, state="assigned"), replace(agent, idle_since=now), now)


def declined(offer: Offer, item: Item, agent: Agent, now: int) -> Settled:
    """The item goes on with its age, and not to this agent again while somebody else on shift could take it."""
    refused = _refusal(offer, item, agent)
    if refused:
        return Settled(offer, item, agent, changed=False, code=refused)
    back = replace(_returned(item), declined_by=item.declined_by | {agent.id})
    return _settled(offer, "declined", back, agent, now)


def timed_out(offer: Offer, item: Item, agent: Agent, now: int) -> Settled:
    """From the deadline on: the item goes on with its age, skips this agent once, the agent is not responding until
    they say otherwise.
    """
    refused = _refusal(offer, item, agent)
    if refused or now < offer.expires_at:
        return Settled(offer, item, agent, changed=False, code=refused or "too_early")
    back = replace(_returned(item), skip_once=item.skip_once | {agent.id})
    return _settled(offer, "timed_out", back, replace(agent, presence="not_responding"), now)


def withdrawn(offer: Offer, item: Item, agent: Agent, now: int, *, abandoned: bool = False) -> Settled:
    """Nobody's fault (customer hung up, presence ended, somebody took it by hand): the agent keeps their turn.

    `abandoned` ends the item, otherwise it is queued again with its age.
    """
    refused = _refusal(offer, item, agent)
    if refused:
        return Settled(offer, item, agent, changed=False, code=refused)
    back = replace(_returned(item), state="abandoned") if abandoned else _returned(item)
    return _settled(offer, "withdrawn", back, replace(agent, idle_since=offer.idle_before), now)


def _refusal(offer: Offer, item: Item, agent: Agent) -> str:
    if offer.state != "open":
        return "already_ended"
    if offer.item != item.id or offer.agent != agent.id:
        return "other_item"
    return "" if item.state == "offered" and item.agent == agent.id else "already_ended"


def _returned(item: Item) -> Item:
    return replace(item, state="queued", agent=None)


def _settled(offer: Offer, state: OfferState, item: Item, agent: Agent, now: int) -> Settled:
    return Settled(replace(offer, state=state, ended_at=now), item, agent, changed=True, code=state)
