"""The desk of these tests: the real executor over an empty database, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.live.staffed import StaffedDesk


@pytest.fixture
def desk(database_url: str) -> Iterator[StaffedDesk]:
    """A staffed desk over an empty database."""
    made = StaffedDesk(database_url)
    yield made
    made.close()
