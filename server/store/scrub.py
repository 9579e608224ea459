"""Takes what was deleted out of the files too: SQLite's write-ahead log is folded in, PostgreSQL's dead rows are vacuumed. Reads no data.

Backups and PostgreSQL's own write-ahead log keep older states until they expire; that is why keys are backed up apart.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from server.store.database import Database
from server.store.tables.infra import KEYS, SEALED, WORDS
from server.store.tables.people import LOOKUPS
from server.store.tables.work import CHUNKS

EMPTIED = (KEYS, SEALED, LOOKUPS, WORDS, CHUNKS)


def scrub(database: Database) -> bool:
    """Clear the files of what is no longer a row. Returns False when a reader held SQLite's log: ask again later."""
    if database.is_sqlite and database.url.database in (None, "", ":memory:"):
        return True
    # Neither statement may stand in a transaction, so not on the desk's own connections.
    engine = sa.create_engine(database.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        if not database.is_sqlite:
            connection.execute(sa.text("VACUUM " + ", ".join(table.name for table in EMPTIED)))
            return True
        busy = connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
        return not busy
