"""Migrating an empty database gives exactly the tables of the code, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from server.base.errors import Unavailable
from server.base.settings import Settings
from server.store import migrate, tables
from server.store.database import Database
from server.store.mapping import METADATA

__all__ = ["tables"]


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return Database(Settings(database_url=f"sqlite:///{tmp_path / 'new.sqlite'}"))
    new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
    return Database(Settings(database_url=new_postgres()))


def test_the_schema_after_all_migrations_is_that_of_the_code(empty: Database) -> None:
    assert migrate.pending(empty)
    with pytest.raises(Unavailable):
        migrate.refuse_pending(empty)
    migrate.upgrade(empty)
    assert not migrate.pending(empty)
    with empty.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    migrate.upgrade(empty)
    empty.close()
