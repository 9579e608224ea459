"""The open desk of these tests, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.web.opened import OpenDesk


@pytest.fixture
def web(database_url: str) -> Iterator[OpenDesk]:
    """A staffed desk behind its web application."""
    opened = OpenDesk(database_url)
    yield opened
    opened.close()
