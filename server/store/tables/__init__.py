"""Every table of the desk. Importing this package fills the metadata that migrations are compared with."""

from server.store.tables import (
    calls,
    channels,
    clocks,
    config,
    factors,
    floor,
    infra,
    knowledge,
    macros,
    moods,
    notices,
    people,
    staff,
    supervision,
    surveys,
    work,
)

__all__ = [
    "calls",
    "channels",
    "clocks",
    "config",
    "factors",
    "floor",
    "infra",
    "knowledge",
    "macros",
    "moods",
    "notices",
    "people",
    "staff",
    "supervision",
    "surveys",
    "work",
]
