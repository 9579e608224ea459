"""Every event of the desk, by subject."""

from server.desk.events import (
    callbacks,
    calls,
    conferences,
    customers,
    knowledge,
    moods,
    notices,
    staff,
    supervision,
    surveys,
    tickets,
)
from server.desk.events.base import KINDS, Event, Stamp, from_stored, kind_of

__all__ = [
    "KINDS",
    "Event",
    "Stamp",
    "callbacks",
    "calls",
    "conferences",
    "customers",
    "from_stored",
    "kind_of",
    "knowledge",
    "moods",
    "notices",
    "staff",
    "supervision",
    "surveys",
    "tickets",
]
