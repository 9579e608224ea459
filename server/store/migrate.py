"""Brings a database to the newest schema, and says how far it is. The schema's history is in `migrations/versions`."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from server.base.errors import Unavailable
from server.store.database import Database

HOME = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Run the migrations the database has not seen, in one transaction under the writer's lock."""
    with database.writing() as connection:
        command.upgrade(_config(connection), "head")


def pending(database: Database) -> bool:
    """Return whether the database's schema is older (or newer) than this code's."""
    with database.reading() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return present != ScriptDirectory.from_config(_config(None)).get_current_head()


def refuse_pending(database: Database) -> None:
    """Raise Unavailable when the schema is not this code's, so that nobody works on tables they misread."""
    if pending(database):
        raise Unavailable("database.not_migrated", command="migrate")


def revise(database: Database, message: str, revision: str) -> None:
    """Write a new version with the difference between the database and the tables in code (for developers)."""
    with database.writing() as connection:
        command.revision(_config(connection), message, rev_id=revision, autogenerate=True)


def _config(connection: sa.Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HOME))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
