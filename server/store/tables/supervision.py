"""Supervisors in conversations: who watches or has joined which, and what they whispered to its agent. Folds of the log."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa

from server.base.clock import Ms
from server.store.mapping import Row, Table

Mode = Literal["watch", "join"]


class Supervision(Row, frozen=True, kw_only=True):
    """A supervisor's last stay in a conversation. `ended_at` None: they are there. `joined_seq`: when they last joined, or left again."""

    ticket_id: str
    user_id: str
    mode: Mode
    since: Ms
    ended_at: Ms | None = None
    joined_seq: int = 0
    version: int


class Whisper(Row, frozen=True, kw_only=True):
    """Words of a supervisor to the agent of a conversation and to nobody else (sealed under the id). No entry of any timeline."""

    id: str
    ticket_id: str
    from_id: str
    to_id: str
    at: Ms
    seq: int
    version: int


SUPERVISIONS = Table(
    "supervisions",
    Supervision,
    sa.Index("supervisions_user", "user_id"),
    key=("ticket_id", "user_id"),
)
WHISPERS = Table("whispers", Whisper, sa.Index("whispers_ticket", "ticket_id", "seq"), key=("id",))
