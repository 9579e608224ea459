"""Every table of the desk. Importing this package fills the metadata that migrations are compared with."""

from server.store.tables import (
    calls,
    channels,
    clocks,
    config,
    factors,
    infra,
    knowledge,
    macros,
    moods,
    people,
    staff,
    surveys,
    work,
)

__all__ = [
    "calls",
    "channels",
    "clocks",
    "config",
    "factors",
    "infra",
    "knowledge",
    "macros",
    "moods",
    "people",
    "staff",
    "surveys",
    "work",
]
