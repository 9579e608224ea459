"""Every fold of the log. `FOLDED` are the tables that must equal it."""

from server.desk.folds import (
    callbacks,
    calls,
    conferences,
    customers,
    knowledge,
    notices,
    offers,
    staff,
    supervision,
    surveys,
    tickets,
)

from server.desk.folds import clock_stories, clocks, moods, ticket_merges  # isort: skip  (after the folds of what they follow)
from server.desk.folds.base import FOLDS, apply
from server.store.tables import calls as calls_tables
from server.store.tables import clocks as clocks_tables
from server.store.tables import floor as floor_tables
from server.store.tables import knowledge as knowledge_tables
from server.store.tables import moods as moods_tables
from server.store.tables import notices as notices_tables
from server.store.tables import people, work
from server.store.tables import supervision as supervision_tables
from server.store.tables import surveys as surveys_tables

FOLDED = (
    knowledge_tables.ARTICLES,
    knowledge_tables.ARTICLE_USES,
    clocks_tables.CLOCK_STORIES,
    clocks_tables.CLOCKS,
    clocks_tables.CLOCK_STEPS,
    work.TICKETS,
    work.WORK,
    work.CONVERSATIONS,
    work.ENTRIES,
    work.CALLS,
    calls_tables.CALL_BACKS,
    calls_tables.CALL_PARTIES,
    work.OFFERS,
    work.PRESENCE,
    work.QUEUE_COUNTS,
    notices_tables.NOTICES,
    moods_tables.MOODS,
    moods_tables.MOOD_TRENDS,
    supervision_tables.SUPERVISIONS,
    supervision_tables.WHISPERS,
    floor_tables.WAITING,
    floor_tables.WAITS,
    floor_tables.TALLIES,
    floor_tables.SPANS,
    floor_tables.STINTS,
    people.CUSTOMERS,
    people.ORGANISATIONS,
    people.IDENTITIES,
    people.MERGES,
    people.SUSPICIONS,
    surveys_tables.INVITATIONS,
    surveys_tables.NOT_ASKED,
    surveys_tables.FOLLOW_UPS,
)

__all__ = [
    "FOLDED",
    "FOLDS",
    "apply",
    "callbacks",
    "calls",
    "clock_stories",
    "clocks",
    "conferences",
    "customers",
    "knowledge",
    "moods",
    "notices",
    "offers",
    "staff",
    "supervision",
    "surveys",
    "ticket_merges",
    "tickets",
]
