"""What surrounds calls: promises to call somebody back, and who else is in a call. Folds of the log."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa

from server.base.clock import Ms
from server.store.mapping import Row, Table

CallBackState = Literal["owed", "reached", "given_up", "dropped"]
PartyState = Literal["ringing", "joined", "left", "failed"]


class CallBack(Row, frozen=True, kw_only=True):
    """A promise to call, from `from_at` until `due_at`. `tried`: each vain attempt with its call, when and how it ended.

    `reason`: missed (nobody answered them), asked (by the customer), promised (by an agent).
    """

    id: str
    ticket_id: str
    customer_id: str
    reason: str
    state: CallBackState = "owed"
    promised_at: Ms
    from_at: Ms
    due_at: Ms
    tried: tuple[dict[str, Any], ...] = ()
    late: bool = False
    ended_at: Ms | None = None
    version: int


class CallParty(Row, frozen=True, kw_only=True):
    """Somebody else in a call: a colleague (`user_id`), or a number outside (sealed under `id`)."""

    id: str
    call_id: str
    ticket_id: str
    user_id: str | None = None
    state: PartyState = "ringing"
    invited_by: str
    invited_at: Ms
    joined_at: Ms | None = None
    left_at: Ms | None = None
    version: int


CALL_BACKS = Table(
    "call_backs",
    CallBack,
    sa.Index("call_backs_ticket", "ticket_id", "state"),
    sa.Index("call_backs_customer", "customer_id", "state"),
    key=("id",),
)
CALL_PARTIES = Table(
    "call_parties",
    CallParty,
    sa.Index("call_parties_call", "call_id"),
    sa.Index("call_parties_user", "user_id", "state"),
    key=("id",),
)
