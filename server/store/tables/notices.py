"""What people were told: one row a person and event. A fold of the log; holds no personal data but whom it is for."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from server.base.clock import Ms
from server.store.mapping import Row, Table


class Notice(Row, frozen=True, kw_only=True):
    """Something one person is told once. `about_id`: the ticket. `shown_at` None: held back until their hours begin."""

    id: str
    user_id: str
    kind: str
    key: str
    about_id: str | None = None
    facts: dict[str, Any] = {}
    urgent: bool = False
    given_at: Ms
    held_until: Ms | None = None
    shown_at: Ms | None = None
    seen_at: Ms | None = None
    read_at: Ms | None = None
    version: int


NOTICES = Table(
    "notices",
    Notice,
    sa.UniqueConstraint("user_id", "key", name="notices_once"),
    sa.Index("notices_shown", "user_id", "shown_at"),
    key=("id",),
)
