"""Second factors of the staff: that there is one, and what was used of it. The secret itself follows from the master key."""

from __future__ import annotations

from server.base.clock import Ms
from server.store.mapping import Row, Table


class SecondFactor(Row, frozen=True, kw_only=True):
    """An authenticator app, since `confirmed_at` (None: being set up). `last_step` is the newest code used; `recovery` are keyed hashes."""

    user_id: str
    serial: str
    created_at: Ms
    confirmed_at: Ms | None = None
    last_step: int = 0
    recovery: tuple[str, ...] = ()


SECOND_FACTORS = Table("second_factors", SecondFactor, key=("user_id",))
