"""Takes a changed policy or calendar through the open tickets, a batch of them in each command. Run again it changes nothing more."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from server.desk.actors import SYSTEM
from server.desk.clocks.open_work import BATCH, JOB, Apply
from server.desk.core import Core
from server.desk.verbs import Command
from server.store.tables.infra import Job
from server.store.tables.work import TICKETS

KIND = JOB
FINISHED = ("solved", "closed", "spam")


def apply_change(core: Core, job: Job) -> None:
    """Handle `clocks.apply`: every open ticket follows the change that the job's subject names."""
    kind, _, thing_id = job.subject.partition(":")
    for ticket_ids in _batches(core):
        body = Apply(kind=kind, id=thing_id, ticket_ids=ticket_ids)
        core.executor.ask(Command("clocks.apply", SYSTEM, body))


def _batches(core: Core) -> Iterator[tuple[str, ...]]:
    """Yield the open tickets by id; one that is opened meanwhile begins under the change anyway."""
    after = ""
    while True:
        query = sa.select(TICKETS.c.id).where(TICKETS.c.id > after, TICKETS.c.status.not_in(FINISHED))
        with core.database.reading() as connection:
            found = tuple(connection.scalars(query.order_by(TICKETS.c.id).limit(BATCH)))
        if not found:
            return
        yield found
        after = found[-1]
