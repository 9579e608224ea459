"""The reached desk of these tests, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.channels.reached import ReachedDesk


@pytest.fixture
def reached(database_url: str) -> Iterator[ReachedDesk]:
    """A staffed desk with its channels mounted."""
    opened = ReachedDesk(database_url)
    yield opened
    opened.close()
