"""After an erasure: clears the database's files of what was deleted. A job, since it may have to wait for readers."""

from __future__ import annotations

from server.base.errors import Unavailable
from server.desk.core import Core
from server.store.scrub import scrub
from server.store.tables.infra import Job


def scrub_after_erasure(core: Core, _job: Job) -> None:
    """Handle `erasure.scrub`. Raises Unavailable when a reader was in the way, so that the job is tried again."""
    if not scrub(core.database):
        raise Unavailable("database.busy")
