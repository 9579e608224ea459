"""Every fold of the log. `FOLDED` are the tables that must equal it."""

from server.desk.folds import calls, customers, notices, offers, staff, surveys, tickets
from server.desk.folds.base import FOLDS, apply
from server.store.tables import notices as notices_tables
from server.store.tables import people, work
from server.store.tables import surveys as surveys_tables

FOLDED = (
    work.TICKETS,
    work.WORK,
    work.CONVERSATIONS,
    work.ENTRIES,
    work.CALLS,
    work.OFFERS,
    work.PRESENCE,
    work.QUEUE_COUNTS,
    notices_tables.NOTICES,
    people.CUSTOMERS,
    people.ORGANISATIONS,
    people.IDENTITIES,
    people.MERGES,
    people.SUSPICIONS,
    surveys_tables.INVITATIONS,
    surveys_tables.NOT_ASKED,
    surveys_tables.FOLLOW_UPS,
)

__all__ = ["FOLDED", "FOLDS", "apply", "calls", "customers", "notices", "offers", "staff", "surveys", "tickets"]
