"""Every event of the desk, by subject."""

from server.desk.events import calls, customers, knowledge, notices, staff, surveys, tickets
from server.desk.events.base import KINDS, Event, Stamp, from_stored, kind_of

__all__ = [
    "KINDS",
    "Event",
    "Stamp",
    "calls",
    "customers",
    "from_stored",
    "kind_of",
    "knowledge",
    "notices",
    "staff",
    "surveys",
    "tickets",
]
