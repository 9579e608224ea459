"""Every fold of the log. `FOLDED` are the tables that must equal it."""

from server.desk.folds import calls, customers, offers, staff, tickets
from server.desk.folds.base import FOLDS, apply
from server.store.tables import people, work

FOLDED = (
    work.TICKETS,
    work.WORK,
    work.CONVERSATIONS,
    work.ENTRIES,
    work.CALLS,
    work.OFFERS,
    work.PRESENCE,
    work.QUEUE_COUNTS,
    people.CUSTOMERS,
    people.ORGANISATIONS,
    people.IDENTITIES,
    people.MERGES,
    people.SUSPICIONS,
)

__all__ = ["FOLDED", "FOLDS", "apply", "calls", "customers", "offers", "staff", "tickets"]
