"""How the desk is set up: teams, skills, queues, and the versions a piece of configuration has had."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
from msgspec import Meta

from server.base.clock import Ms
from server.desk import access
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.store.tables.channels import WIDGET_ID, WIDGETS, Widget
from server.store.tables.staff import (
    CONFIG_VERSIONS,
    QUEUES,
    SKILLS,
    TEAMS,
    USERS,
    ConfigVersion,
    Queue,
    Skill,
    Team,
    User,
)
from server.store.tables.work import QUEUE_COUNTS

RECENT = 200


class Nothing(Question, frozen=True, kw_only=True):
    """No fields."""


class Teams(msgspec.Struct, frozen=True, kw_only=True):
    """The teams that were not removed, by name."""

    teams: list[Team]


@reading("teams", Nothing, access.DESK_READ, path="/teams", answer=Teams)
def teams(look: Look, _asked: Nothing) -> Teams:
    """Every team."""
    return Teams(teams=look.rows(TEAMS, TEAMS.c.removed_at.is_(None), TEAMS.c.name, TEAMS.c.id))


class Skills(msgspec.Struct, frozen=True, kw_only=True):
    """The skills that were not removed, by name."""

    skills: list[Skill]


@reading("skills", Nothing, access.DESK_READ, path="/skills", answer=Skills)
def skills(look: Look, _asked: Nothing) -> Skills:
    """Every skill."""
    return Skills(skills=look.rows(SKILLS, SKILLS.c.removed_at.is_(None), SKILLS.c.name, SKILLS.c.id))


class Queues(msgspec.Struct, frozen=True, kw_only=True):
    """The queues that were not removed, by name, and how much waits in each (by id)."""

    queues: list[Queue]
    waiting: dict[str, int]


@reading("queues", Nothing, access.DESK_READ, path="/queues", answer=Queues)
def queues(look: Look, _asked: Nothing) -> Queues:
    """Every queue, with what waits."""
    rows = look.rows(QUEUES, QUEUES.c.removed_at.is_(None), QUEUES.c.name, QUEUES.c.id)
    counts = look.by_id(QUEUE_COUNTS, [row.id for row in rows])
    return Queues(queues=rows, waiting={one.queue_id: one.waiting for one in counts.values()})


@reading("widget", Nothing, access.ADMIN_READ, path="/widget", answer=Widget)
def widget(look: Look, _asked: Nothing) -> Widget:
    """How the chat widget is set up; as it comes when nobody has set it up."""
    return next(iter(look.rows(WIDGETS, WIDGETS.c.id == WIDGET_ID)), Widget())


class VersionsQuestion(Question, frozen=True, kw_only=True):
    """`kind`: user, team, skill, queue, calendar, policy ...; `id`: which one."""

    kind: Annotated[str, Meta(max_length=16)]
    id: Annotated[str, Meta(max_length=64)]


class PastVersion(msgspec.Struct, frozen=True, kw_only=True):
    """What it looked like from `at` on, and who made it so."""

    version: int
    at: Ms
    actor: str
    body: dict[str, Any]


class Versions(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first."""

    versions: list[PastVersion]


@reading("config_versions", VersionsQuestion, access.ADMIN_READ, path="/config/{kind}/{id}", answer=Versions)
def config_versions(look: Look, asked: VersionsQuestion) -> Versions:
    """The versions a piece of configuration has had."""
    this = sa.and_(CONFIG_VERSIONS.c.kind == asked.kind, CONFIG_VERSIONS.c.id == asked.id)
    rows = look.rows(CONFIG_VERSIONS, this, CONFIG_VERSIONS.c.version.desc())
    return Versions(
        versions=[PastVersion(version=row.version, at=row.at, actor=row.actor, body=row.body) for row in rows]
    )


class RecentVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version of something, by its kind and id; `name` as it was called then (people: as they are called now)."""

    kind: str
    id: str
    name: str
    version: int
    at: Ms
    actor: str
    who: str


class RecentVersions(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first, at most 200."""

    versions: list[RecentVersion]


@reading("config_recent", Nothing, access.ADMIN_READ, path="/config", answer=RecentVersions)
def config_recent(look: Look, _asked: Nothing) -> RecentVersions:
    """What was changed last in the desk's settings."""
    query = sa.select(CONFIG_VERSIONS.sql).order_by(
        CONFIG_VERSIONS.c.at.desc(),
        CONFIG_VERSIONS.c.kind,
        CONFIG_VERSIONS.c.id,
        CONFIG_VERSIONS.c.version.desc(),
    )
    rows = [CONFIG_VERSIONS.read(line) for line in look.connection.execute(query.limit(RECENT))]
    people = look.by_id(
        USERS, [*(row.id for row in rows), *(row.actor.removeprefix("user:") for row in rows)]
    )
    return RecentVersions(versions=[_recent(row, people) for row in rows])


def _recent(row: ConfigVersion, people: dict[str, User]) -> RecentVersion:
    actor = people.get(row.actor.removeprefix("user:"))
    person = people.get(row.id)
    return RecentVersion(
        kind=row.kind,
        id=row.id,
        name=person.name if person else str(row.body.get("name", "")),
        version=row.version,
        at=row.at,
        actor=row.actor,
        who=actor.name if actor else row.actor,
    )
