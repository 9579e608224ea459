"""What one read may see: a snapshot of the database, who looks, and the opening of sealed fields in groups. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec
import sqlalchemy as sa

from server.base.clock import Ms
from server.base.crypto import DataKey, Master
from server.base.errors import Forbidden, Unidentified, Unknown
from server.base.settings import Settings
from server.desk import access
from server.desk.access import Policy, Viewer
from server.desk.actors import Actor
from server.desk.finding.finder import Finder
from server.desk.secrets import Secret
from server.store.mapping import Row, Table
from server.store.tables.infra import KEYS, SEALED
from server.store.tables.staff import QUEUES, USERS, User
from server.store.tables.work import TICKETS

S = TypeVar("S", bound=Secret)
R = TypeVar("R", bound=Row)
IN_LIMIT = 500


class Look:
    """A read in progress. `viewer` is what the actor may see; it was looked up in the same snapshot.

    `finder` answers questions from articles, where the one who looks has one at hand.
    """

    def __init__(
        self,
        connection: sa.Connection,
        actor: Actor,
        *,
        master: Master,
        settings: Settings,
        now: Ms,
        finder: Finder | None = None,
    ) -> None:
        self.connection = connection
        self.actor = actor
        self.master = master
        self.settings = settings
        self.now = now
        self.finder = finder
        self.user = self._current_user() if actor.kind == "user" else None
        self.viewer = self._viewer()

    def admit(self, policy: Policy) -> None:
        """Raise unless the actor may use a reading of this policy (things are checked by `ticket_seen` and `visible`)."""
        if self.user is not None:
            access.admit(policy, self.user.role)
        elif self.actor.kind == "key":
            access.admit_key(policy, self.actor)
        elif self.actor.kind != "system" and self.actor.kind not in policy.kinds:
            raise Forbidden("access.forbidden", policy=policy.name)

    def ticket_seen(self, ticket_id: str) -> None:
        """Raise Unknown unless the ticket exists and is visible to the viewer."""
        seen = sa.select(TICKETS.c.id).where(TICKETS.c.id == ticket_id, access.visible(self.viewer))
        if self.connection.execute(seen).first() is None:
            raise Unknown("ticket.unknown", id=ticket_id)

    def rows(
        self, table: Table[R], condition: sa.ColumnElement[bool], *order: sa.ColumnElement[object]
    ) -> list[R]:
        """Return the records that satisfy a condition."""
        lines = self.connection.execute(sa.select(table.sql).where(condition).order_by(*order))
        return [table.read(line) for line in lines]

    def by_id(self, table: Table[R], ids: Iterable[str | None]) -> dict[str, R]:
        """Return id -> record for those of `ids` that exist, for tables whose key is one id."""
        wanted = sorted({one for one in ids if one is not None})
        found: dict[str, R] = {}
        for start in range(0, len(wanted), IN_LIMIT):
            for row in self.rows(table, table.c[table.key[0]].in_(wanted[start : start + IN_LIMIT])):
                found[table.key_of(row)[0]] = row
        return found

    def open_all(self, owners: Iterable[str | None], shape: type[S]) -> dict[str, S]:
        """Return owner -> personal fields, for those that have any and were not erased. One query for up to 500 owners."""
        return self.open_each({owner: shape for owner in owners if owner is not None})

    def open_each(self, shapes: Mapping[str, type[S]]) -> dict[str, S]:
        """Return owner -> personal fields, each in its own shape. One query for up to 500 owners of whatever kind."""
        wanted = sorted(shapes)
        keys: dict[str, DataKey] = {}
        opened: dict[str, S] = {}
        for start in range(0, len(wanted), IN_LIMIT):
            query = _SEALED.where(SEALED.c.id.in_(wanted[start : start + IN_LIMIT]))
            for owner, key_id, data, wrapped in self.connection.execute(query):
                if wrapped is None:
                    continue
                if key_id not in keys:
                    keys[key_id] = self.master.unwrap(key_id, wrapped)
                opened[owner] = msgspec.json.decode(keys[key_id].open(data, owner), type=shapes[owner])
        return opened

    def _current_user(self) -> User:
        line = self.connection.execute(sa.select(USERS.sql).where(USERS.c.id == self.actor.id)).first()
        user = USERS.read(line) if line is not None else None
        if user is None or user.deactivated_at is not None or user.epoch != self.actor.epoch:
            raise Unidentified("access.session_void")
        return user

    def _viewer(self) -> Viewer:
        if self.user is None:
            return (
                access.EVERYTHING
                if self.actor.kind in ("key", "system")
                else Viewer(self.actor.id, "visitor", frozenset())
            )
        ids = self.connection.scalars(sa.select(QUEUES.c.id).where(QUEUES.c.team_id.in_(self.user.team_ids)))
        return Viewer(self.user.id, self.user.role, frozenset(ids))


_SEALED = sa.select(SEALED.c.id, SEALED.c.key_id, SEALED.c.data, KEYS.c.wrapped).join(
    KEYS.sql, KEYS.c.id == SEALED.c.key_id
)
