"""Writes every erasure to a file apart from the database, so that a restore of an older backup can apply them again."""

from __future__ import annotations

import json
from pathlib import Path

import sqlalchemy as sa

from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.upkeep import Move
from server.desk.verbs import Command
from server.store.tables.infra import CURSORS, LOG

READER = "erasures"
NAME = "erasures.jsonl"
BATCH = 500


class Ledger:
    """A reader of the log behind its own cursor. An erasure written twice is harmless; one left out is not."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._path = core.settings.home_path / NAME

    def step(self) -> int:
        """Write down the erasures since the cursor and return how many they were."""
        with self._core.database.reading() as connection:
            done = (
                connection.execute(sa.select(CURSORS.c.seq).where(CURSORS.c.reader == READER)).scalar() or 0
            )
            erased = sa.select(LOG.c.seq, LOG.c.at, LOG.c.customer_id).where(
                LOG.c.kind == "customer.erased", LOG.c.seq > done
            )
            rows = connection.execute(erased.order_by(LOG.c.seq).limit(BATCH)).all()
        if not rows:
            return 0
        with self._path.open("a", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps({"customer_id": row.customer_id, "at": row.at}) + "\n")
        self._core.executor.ask(Command("cursor.move", SYSTEM, Move(reader=READER, seq=rows[-1].seq)))
        return len(rows)


def erased_in(path: Path) -> list[str]:
    """Return the customers a ledger names, oldest first; none when there is no ledger."""
    if not path.exists():
        return []
    return [json.loads(line)["customer_id"] for line in path.read_text("utf-8").splitlines()]
