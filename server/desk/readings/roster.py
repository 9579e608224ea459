"""The records of the floor: agents with their load, queues with what waits, teams and skills. All of them or some, in a few queries."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from console.protocol import AgentRecord, QueueRecord, SkillRecord, TeamRecord
from server.base.clock import Ms
from server.desk.access import DESK_ROLES
from server.desk.readings.look import Look
from server.store.mapping import Table
from server.store.tables.staff import QUEUES, SKILLS, TEAMS, USERS
from server.store.tables.work import PRESENCE, QUEUE_COUNTS, WORK

Only = Collection[str] | None
FloorRecord = AgentRecord | QueueRecord | TeamRecord | SkillRecord


def floor_records(look: Look, version: int) -> list[FloorRecord]:
    """Return everybody and everything that is in use, as of log seq `version`."""
    return [
        *agent_records(look, version),
        *queue_records(look, version),
        *team_records(look, version),
        *skill_records(look, version),
    ]


def agent_records(look: Look, version: int, only: Only = None) -> list[AgentRecord]:
    """Return the active members of staff who take work, by name. Three queries."""
    wanted = sa.and_(
        USERS.c.deactivated_at.is_(None), USERS.c.role.in_(sorted(DESK_ROLES)), among(USERS, only)
    )
    users = look.rows(USERS, wanted, USERS.c.name, USERS.c.id)
    ids = [user.id for user in users]
    presence = look.by_id(PRESENCE, ids)
    load = _load(look, None if only is None else ids)
    records = []
    for user in users:
        said = presence.get(user.id)
        records.append(
            AgentRecord(
                id=user.id,
                version=version,
                name=user.name,
                role=user.role,
                team_ids=list(user.team_ids),
                skills=user.skills,
                state=said.state if said else "offline",
                reason=said.reason if said else None,
                since=said.since if said else user.created_at,
                set_by=said.set_by if said else "rule",
                set_by_id=said.set_by_id if said else None,
                until=said.until if said else None,
                about=said.about if said else None,
                load=load.get(user.id, {}),
                capacity=user.capacity,
            )
        )
    return records


def queue_records(look: Look, version: int, only: Only = None) -> list[QueueRecord]:
    """Return the queues in use with how many wait and since when the longest. Two queries, whatever waits."""
    queues = look.rows(QUEUES, sa.and_(QUEUES.c.removed_at.is_(None), among(QUEUES, only)), QUEUES.c.name)
    found = waits(look, [queue.id for queue in queues])
    records = []
    for queue in queues:
        waiting, since = found.get(queue.id, (0, None))
        records.append(
            QueueRecord(
                id=queue.id,
                version=version,
                name=queue.name,
                team_id=queue.team_id,
                channels=list(queue.channels),
                waiting=waiting,
                longest_since=since,
                target_s=queue.target_s,
            )
        )
    return records


def team_records(look: Look, version: int, only: Only = None) -> list[TeamRecord]:
    """Return the teams in use, by name."""
    teams = look.rows(TEAMS, sa.and_(TEAMS.c.removed_at.is_(None), among(TEAMS, only)), TEAMS.c.name)
    return [TeamRecord(id=team.id, version=version, name=team.name) for team in teams]


def skill_records(look: Look, version: int, only: Only = None) -> list[SkillRecord]:
    """Return the skills in use, by name."""
    skills = look.rows(SKILLS, sa.and_(SKILLS.c.removed_at.is_(None), among(SKILLS, only)), SKILLS.c.name)
    return [SkillRecord(id=skill.id, version=version, name=skill.name) for skill in skills]


def among(table: Table[Any], only: Only) -> sa.ColumnElement[bool]:
    """Return the condition of being one of these; everything when none are named."""
    return sa.true() if only is None else table.c["id"].in_(sorted(only))


def _load(look: Look, only: list[str] | None) -> dict[str, dict[str, int]]:
    """Count the work of each agent by channel: what is theirs and what is being held out to them."""
    busy = WORK.c.state.in_(("assigned", "offered"))
    whose = WORK.c.agent_id.is_not(None) if only is None else WORK.c.agent_id.in_(only)
    query = (
        sa.select(WORK.c.agent_id, WORK.c.channel, sa.func.count())
        .where(whose, busy)
        .group_by(WORK.c.agent_id, WORK.c.channel)
    )
    load: dict[str, dict[str, int]] = {}
    for agent_id, channel, count in look.connection.execute(query):
        load.setdefault(agent_id, {})[channel] = count
    return load


def waits(look: Look, queue_ids: list[str]) -> dict[str, tuple[int, Ms | None]]:
    """Return queue -> how many tickets wait in it, and since when the first of them."""
    oldest = sa.func.min(WORK.c.entered_at)
    offered = (
        sa.select(oldest).where(WORK.c.queue_id == QUEUES.c.id, WORK.c.state == "offered").scalar_subquery()
    )
    query = (
        sa.select(QUEUES.c.id, QUEUE_COUNTS.c.waiting, _longest_queued(), offered)
        .outerjoin(QUEUE_COUNTS.sql, QUEUE_COUNTS.c.queue_id == QUEUES.c.id)
        .where(QUEUES.c.id.in_(queue_ids))
    )
    found: dict[str, tuple[int, Ms | None]] = {}
    for queue_id, waiting, queued_since, offered_since in look.connection.execute(query):
        since = [one for one in (queued_since, offered_since) if one is not None]
        found[queue_id] = (waiting or 0, min(since, default=None))
    return found


def _longest_queued() -> sa.ScalarSelect[Any]:
    """The state stands in the text of the query, else SQLite would not use the index of what is queued."""
    queued = WORK.c.state == sa.literal_column("'queued'")
    return (
        sa.select(WORK.c.entered_at)
        .where(WORK.c.queue_id == QUEUES.c.id, queued)
        .order_by(WORK.c.entered_at)
        .limit(1)
        .scalar_subquery()
    )
