"""Imports every module that registers verbs or readings, so that the registries are whole. Nothing else."""

from server.desk import (
    api_keys,
    attachments,
    calls,
    calls_missed,
    calls_report,
    chats,
    configuration,
    consents,
    customers,
    customers_move,
    erasure,
    handover,
    happenings,
    identities,
    merges,
    offers,
    presence,
    sessions,
    staff,
    tickets,
    trail,
    upkeep,
)
from server.desk.readings import (
    calls as calls_read,
)
from server.desk.readings import (
    config,
    floor,
    history,
    search,
    snapshot,
    threads,
)
from server.desk.readings import (
    customers as customers_read,
)
from server.desk.readings import (
    staff as staff_read,
)

__all__ = [
    "api_keys",
    "attachments",
    "calls",
    "calls_missed",
    "calls_read",
    "calls_report",
    "chats",
    "config",
    "configuration",
    "consents",
    "customers",
    "customers_move",
    "customers_read",
    "erasure",
    "floor",
    "handover",
    "happenings",
    "history",
    "identities",
    "merges",
    "offers",
    "presence",
    "search",
    "sessions",
    "snapshot",
    "staff",
    "staff_read",
    "threads",
    "tickets",
    "trail",
    "upkeep",
]
