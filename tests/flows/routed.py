"""The floor with the settings of routing within reach: rules, queues' steps and hours, people's skills. Words of the stories only."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from server.desk.actors import SYSTEM
from server.desk.rules import Rules
from server.store.tables.config import DESK_RULES
from server.store.tables.infra import LOG
from server.store.tables.notices import NOTICES
from server.store.tables.staff import QUEUES, USERS
from server.store.tables.work import WORK, Work
from tests.flows.floor import Floor
from tests.server.live.staffed import ADA, staff


def rules(floor: Floor, **changes: Any) -> None:
    """The administrator sets rules of the desk; the others stay as they come."""
    with floor.desk.database.reading() as connection:
        version = connection.execute(sa.select(DESK_RULES.c.version)).scalar() or 1
    whole = {**msgspec.to_builtins(Rules()), **changes}
    floor.does(staff(ADA), "rules.edit", version=version, rules=whole)


def queue(floor: Floor, queue_id: str, **changes: Any) -> None:
    """The administrator edits a queue; what is not named stays."""
    with floor.desk.look(SYSTEM) as look:
        now = look.by_id(QUEUES, [queue_id])[queue_id]
    whole = {
        "name": now.name,
        "team_id": now.team_id,
        "channels": now.channels,
        "skills": now.skills,
        "offer_timeout_s": now.offer_timeout_s,
        "auto_accept": now.auto_accept,
        "target_s": now.target_s,
    }
    floor.does(staff(ADA), "queues.edit", queue_id=queue_id, version=now.version, **{**whole, **changes})


def person(floor: Floor, user_id: str, **changes: Any) -> None:
    """The administrator edits somebody; what is not named stays."""
    with floor.desk.look(SYSTEM) as look:
        now = look.by_id(USERS, [user_id])[user_id]
    whole = {
        "name": now.name,
        "role": now.role,
        "team_ids": now.team_ids,
        "skills": now.skills,
        "capacity": now.capacity,
    }
    floor.does(staff(ADA), "users.edit", user_id=user_id, version=now.version, **{**whole, **changes})


def calendar(floor: Floor, *hours: tuple[str, str], days: str = "mon tue wed thu fri") -> str:
    """The administrator adds hours in UTC; returns their id."""
    weekly = {day: [list(each) for each in hours] for day in days.split()}
    body = {"time_zone": "UTC", "weekly": weekly}
    return str(floor.does(staff(ADA), "calendars.create", name="Hours", hours=body)["id"])


def work(floor: Floor, ticket_id: str) -> Work:
    """Return how a ticket stands with the router."""
    with floor.desk.look(SYSTEM) as look:
        return look.by_id(WORK, [ticket_id])[ticket_id]


def told(floor: Floor, user_id: str) -> list[str]:
    """Return the kinds of the notices somebody was given, oldest first."""
    with floor.desk.database.reading() as connection:
        query = sa.select(NOTICES.c.kind).where(NOTICES.c.user_id == user_id).order_by(NOTICES.c.id)
        return list(connection.scalars(query))


def happened(floor: Floor, ticket_id: str) -> list[str]:
    """Return the kinds of events of a ticket, oldest first."""
    with floor.desk.database.reading() as connection:
        query = sa.select(LOG.c.kind).where(LOG.c.ticket_id == ticket_id).order_by(LOG.c.seq)
        return list(connection.scalars(query))
