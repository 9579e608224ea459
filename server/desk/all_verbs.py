"""Imports every module that registers verbs or readings, so that the registries are whole. Nothing else."""

from server.desk import (
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
    tickets,
    upkeep,
)
from server.desk.readings import (
    customers as customers_read,
)
from server.desk.readings import (
    floor,
    history,
    snapshot,
    threads,
)

__all__ = [
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
    "snapshot",
    "threads",
    "tickets",
    "upkeep",
]
