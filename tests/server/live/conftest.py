"""A staffed desk on either database, and the same behind a real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.live.served import Served, serving
from tests.server.live.staffed import StaffedDesk


@pytest.fixture
def desk(database_url: str) -> Iterator[StaffedDesk]:
    """A staffed desk whose executor is stepped inline."""
    desk = StaffedDesk(database_url, heartbeat_s=1, socket_backlog_bytes=262_144)
    yield desk
    desk.close()


@pytest.fixture
def served(desk: StaffedDesk) -> Iterator[Served]:
    """The same desk behind a server, with its executor in a thread."""
    with serving(desk) as served:
        yield served
