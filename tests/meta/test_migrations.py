"""Migrations: numbered one after the other, one head, independent of today's code, and they lead to exactly its tables."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from server.store import tables
from server.store.mapping import METADATA
from tests.databases import with_driver
from tests.meta.tree import PACKAGES, ROOT

FOLDER = ROOT / "server" / "store" / "migrations"
VERSIONS = sorted((FOLDER / "versions").glob("[0-9]*.py"))

__all__ = ["tables"]


def test_versions_are_numbered_one_after_the_other() -> None:
    assert VERSIONS
    assert [path.name[:5] for path in VERSIONS] == [
        f"{number:04d}_" for number in range(1, len(VERSIONS) + 1)
    ]


def test_there_is_one_head_and_every_version_follows_the_one_before() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    line = [(one.revision, one.down_revision) for one in script.walk_revisions()]
    assert len(script.get_heads()) == 1
    assert [before for _, before in line[:-1]] == [revision for revision, _ in line[1:]]
    assert line[-1][1] is None


def test_no_version_imports_a_package_of_ours() -> None:
    found = [
        f"{path.name}: {name}"
        for path in VERSIONS
        for name in _imported(path)
        if name.split(".")[0] in PACKAGES
    ]
    assert found == []


def test_from_nothing_to_the_head_is_exactly_the_tables_of_the_code(database_url: str) -> None:
    engine = sa.create_engine(with_driver(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = [one for one in compare_metadata(context, METADATA) if not _derived(one)]
    engine.dispose()
    assert difference == []


def test_a_missing_column_would_be_found(database_url: str) -> None:
    engine = sa.create_engine(with_driver(database_url))
    with engine.begin() as connection:
        transaction = connection.begin_nested()
        connection.execute(sa.text("ALTER TABLE leases ADD COLUMN stray TEXT"))
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = [one for one in compare_metadata(context, METADATA) if not _derived(one)]
        transaction.rollback()
    engine.dispose()
    assert [one[0] for one in difference] == ["remove_column"]


def _derived(difference: object) -> bool:
    """Say whether a difference is only a table that SQLite's full-text search keeps for itself."""
    return bool(
        re.search(r"^\('remove_table', Table\('\w+_(data|idx|content|docsize|config)'", str(difference))
    )


def _imported(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or ".")
    return names
