"""A floor whose desk promises something, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.flows.floor import Floor
from tests.server.desk.clocks.promising import Promising
from tests.server.live.staffed import StaffedDesk


@pytest.fixture
def desk(database_url: str) -> Iterator[Promising]:
    """A desk where everybody is off duty and nothing is promised yet."""
    staffed = StaffedDesk(database_url)
    yield Promising(Floor(staffed))
    staffed.database.close()
