"""The desk of this terminal's settings, opened for one verb and closed behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from server.base.clock import SystemClock
from server.base.ids import SystemIds
from server.base.settings import load
from server.desk import all_verbs
from server.desk.core import Core, build

__all__ = ["all_verbs", "opened"]


@contextmanager
def opened() -> Iterator[Core]:
    """Yield the desk of the environment's settings; its commands are decided inline."""
    core = build(load(), clock=SystemClock(), ids=SystemIds())
    try:
        yield core
    finally:
        core.database.close()
