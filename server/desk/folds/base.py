"""How rows follow from events: functions per event type, reading nothing but earlier rows and the event itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from server.desk.events.base import Event, Stamp
from server.store.mapping import Row, Table
from server.store.pages import Pages

R = TypeVar("R", bound=Row)
Fold = Callable[[Pages, Any, Stamp], None]
F = TypeVar("F", bound=Fold)
FOLDS: dict[type[Event], tuple[Fold, ...]] = {}


def on(shape: type[Event]) -> Callable[[F], F]:
    """Register a fold of an event type, after those that are registered already."""

    def register(fold: F) -> F:
        FOLDS[shape] = (*FOLDS.get(shape, ()), fold)
        return fold

    return register


def apply(pages: Pages, fact: Event, stamp: Stamp) -> None:
    """Change the rows that follow from `fact`."""
    for fold in FOLDS[type(fact)]:
        fold(pages, fact, stamp)


def must(pages: Pages, table: Table[R], *key: Any) -> R:
    """Return a row that an earlier event must have made. A missing one is damage, not a refusal."""
    row = pages.get(table, *key)
    if row is None:
        raise LookupError(f"the log speaks of {table.name} {key}, which no earlier event made")
    return row
