"""A desk that asks, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.desk.surveys.asked import AskingDesk
from tests.server.live.staffed import StaffedDesk


@pytest.fixture
def asking(database_url: str) -> Iterator[AskingDesk]:
    """One active survey and no quiet hours."""
    desk = StaffedDesk(database_url)
    made = AskingDesk(desk)
    made.rules()
    yield made
    desk.close()
