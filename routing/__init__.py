"""Who should take this? Values in, decisions out; `now` is an argument. No I/O, no clock, no randomness."""

from routing.capacity import Demand
from routing.errors import RoutingError
from routing.explanation import Considered, Explanation, Match
from routing.handover import finished, requeued, taken, transferred
from routing.model import ON_SHIFT, Affinity, Agent, Boost, Item, ItemState, Presence
from routing.offers import (
    Offer,
    OfferState,
    Settled,
    accepted,
    accepted_at_once,
    declined,
    offer_of,
    timed_out,
    withdrawn,
)
from routing.outlook import Standing, Unroutable, Wait
from routing.reasons import Reason, reason
from routing.relaxation import Overflow, overflow_of
from routing.router import Router
from routing.setup import Channel, Order, Queue, Setup
from routing.skills import SkillSet
from routing.steps import Step

__all__ = [
    "ON_SHIFT",
    "Affinity",
    "Agent",
    "Boost",
    "Channel",
    "Considered",
    "Demand",
    "Explanation",
    "Item",
    "ItemState",
    "Match",
    "Offer",
    "OfferState",
    "Order",
    "Overflow",
    "Presence",
    "Queue",
    "Reason",
    "Router",
    "RoutingError",
    "Settled",
    "Setup",
    "SkillSet",
    "Standing",
    "Step",
    "Unroutable",
    "Wait",
    "accepted",
    "accepted_at_once",
    "declined",
    "finished",
    "offer_of",
    "overflow_of",
    "reason",
    "requeued",
    "taken",
    "timed_out",
    "transferred",
    "withdrawn",
]
