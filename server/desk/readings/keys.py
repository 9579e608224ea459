"""The API keys, without their secrets."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from server.base.clock import Ms
from server.desk import access
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.store.tables.staff import API_KEYS


class Nothing(Question, frozen=True, kw_only=True):
    """No fields."""


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A program's access, without its secret."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: Ms
    created_by: str
    revoked_at: Ms | None


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """Every API key, newest first."""

    keys: list[Key]


@reading("api_keys", Nothing, access.ADMIN_READ, path="/api-keys", answer=Keys)
def api_keys(look: Look, _asked: Nothing) -> Keys:
    """Every API key there is or was."""
    rows = look.rows(API_KEYS, sa.true(), API_KEYS.c.created_at.desc())
    return Keys(
        keys=[
            Key(
                id=row.id,
                name=row.name,
                scopes=row.scopes,
                created_at=row.created_at,
                created_by=row.created_by,
                revoked_at=row.revoked_at,
            )
            for row in rows
        ]
    )
