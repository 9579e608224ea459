"""The floor of these stories, on SQLite and on PostgreSQL; every story ends with a desk that can be proven."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.desk.verify import verify
from tests.flows.floor import Floor
from tests.server.live.staffed import StaffedDesk


@pytest.fixture
def floor(database_url: str) -> Iterator[Floor]:
    """A staffed floor; afterwards its rows must follow from its log, whatever the story did."""
    desk = StaffedDesk(database_url)
    yield Floor(desk)
    report = verify(desk.database, desk.master)
    desk.close()
    assert report.good, report.text()
