"""Teams, skills and queues: create, edit, remove. Each change is a new version; a sender who saw an older one is refused."""

from __future__ import annotations

import re
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from server.base.errors import Conflict, Invalid
from server.base.i18n import Language
from server.desk import access
from server.desk.book import Book
from server.desk.events.staff import ConfigChanged
from server.desk.fields import Id, Level, Name, Seconds, Version, Wait, check_version, keep_version, tidy
from server.desk.verbs import Answer, Body, verb
from server.store.mapping import Table
from server.store.tables.channels import WIDGET_ID, WIDGETS, Widget
from server.store.tables.staff import QUEUES, SKILLS, TEAMS, Queue, Skill, Team
from server.store.tables.work import QUEUE_COUNTS

QUEUE_CHANNELS = ("chat", "voice", "email", "wechat", "api", "desk")
Channels = Annotated[tuple[Annotated[str, Meta(max_length=16)], ...], Meta(max_length=8)]
C = TypeVar("C", Team, Skill, Queue)
# What a browser sends as Origin: scheme, host, perhaps a port; it becomes part of a header, so nothing else may stand in it.
ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")


class ConfigAnswer(Answer, frozen=True, kw_only=True):
    """The piece of configuration and its version from now on."""

    id: str
    version: int


class CreateTeam(Body, frozen=True, kw_only=True):
    """People who see the same work."""

    name: Name


class EditTeam(CreateTeam, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    team_id: Id
    version: Version


class RemoveTeam(Body, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    team_id: Id
    version: Version


@verb("teams.create", CreateTeam, access.ADMIN, path="/teams", answer=ConfigAnswer)
def create_team(book: Book, body: CreateTeam) -> ConfigAnswer:
    """Add a team."""
    return _keep(book, "team", TEAMS, Team(id=book.new_id("tea"), name=tidy(body.name), version=0))


@verb("teams.edit", EditTeam, access.ADMIN, path="/teams/{team_id}", answer=ConfigAnswer)
def edit_team(book: Book, body: EditTeam) -> ConfigAnswer:
    """Rename a team."""
    team = _seen(book, "team", TEAMS, body.team_id, body.version)
    return _keep(book, "team", TEAMS, replace(team, name=tidy(body.name)))


@verb("teams.remove", RemoveTeam, access.ADMIN, path="/teams/{team_id}/remove", answer=ConfigAnswer)
def remove_team(book: Book, body: RemoveTeam) -> ConfigAnswer:
    """Take a team away; one that queues still belong to stays."""
    team = _seen(book, "team", TEAMS, body.team_id, body.version)
    queues = [queue for queue in book.find(QUEUES, team_id=team.id) if queue.removed_at is None]
    if queues:
        raise Conflict("team.in_use", queues=len(queues))
    return _keep(book, "team", TEAMS, replace(team, removed_at=book.now))


class CreateSkill(Body, frozen=True, kw_only=True):
    """Something people can do. `language`: work of customers who speak it wants this skill."""

    name: Name
    language: Language | None = None


class EditSkill(CreateSkill, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    skill_id: Id
    version: Version


class RemoveSkill(Body, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    skill_id: Id
    version: Version


@verb("skills.create", CreateSkill, access.ADMIN, path="/skills", answer=ConfigAnswer)
def create_skill(book: Book, body: CreateSkill) -> ConfigAnswer:
    """Add a skill."""
    skill = Skill(id=book.new_id("ski"), name=tidy(body.name), language=body.language, version=0)
    return _keep(book, "skill", SKILLS, skill)


@verb("skills.edit", EditSkill, access.ADMIN, path="/skills/{skill_id}", answer=ConfigAnswer)
def edit_skill(book: Book, body: EditSkill) -> ConfigAnswer:
    """Rename a skill, or tie it to a language."""
    skill = _seen(book, "skill", SKILLS, body.skill_id, body.version)
    return _keep(book, "skill", SKILLS, replace(skill, name=tidy(body.name), language=body.language))


@verb("skills.remove", RemoveSkill, access.ADMIN, path="/skills/{skill_id}/remove", answer=ConfigAnswer)
def remove_skill(book: Book, body: RemoveSkill) -> ConfigAnswer:
    """Take a skill away; one that queues still want stays."""
    skill = _seen(book, "skill", SKILLS, body.skill_id, body.version)
    wanting = [queue for queue in live_queues(book) if skill.id in queue.skills]
    if wanting:
        raise Conflict("skill.in_use", queues=len(wanting))
    return _keep(book, "skill", SKILLS, replace(skill, removed_at=book.now))


class CreateQueue(Body, frozen=True, kw_only=True):
    """Where work waits. `skills`: wanted levels; `auto_accept`: channels that skip the ring; `target_s`: the wait aimed at."""

    name: Name
    team_id: Id
    channels: Channels = ("chat", "voice", "email", "desk")
    skills: dict[Id, Level] = {}
    offer_timeout_s: Seconds = 20
    auto_accept: Channels = ()
    target_s: Wait = 120


class EditQueue(Body, frozen=True, kw_only=True):
    """The whole of a queue. `version` is the one that was seen."""

    queue_id: Id
    version: Version
    name: Name
    team_id: Id
    channels: Channels
    skills: dict[Id, Level]
    offer_timeout_s: Seconds
    auto_accept: Channels
    target_s: Wait


class RemoveQueue(Body, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    queue_id: Id
    version: Version


@verb("queues.create", CreateQueue, access.ADMIN, path="/queues", answer=ConfigAnswer)
def create_queue(book: Book, body: CreateQueue) -> ConfigAnswer:
    """Add a queue."""
    _check_queue(book, body)
    fields = {name: getattr(body, name) for name in body.__struct_fields__}
    return _keep(
        book, "queue", QUEUES, Queue(id=book.new_id("que"), version=0, **{**fields, "name": tidy(body.name)})
    )


@verb("queues.edit", EditQueue, access.ADMIN, path="/queues/{queue_id}", answer=ConfigAnswer)
def edit_queue(book: Book, body: EditQueue) -> ConfigAnswer:
    """Change a queue; it counts for new work."""
    queue = _seen(book, "queue", QUEUES, body.queue_id, body.version)
    _check_queue(book, body)
    changed = replace(
        queue,
        name=tidy(body.name),
        team_id=body.team_id,
        channels=body.channels,
        skills=body.skills,
        offer_timeout_s=body.offer_timeout_s,
        auto_accept=body.auto_accept,
        target_s=body.target_s,
    )
    return _keep(book, "queue", QUEUES, changed)


@verb("queues.remove", RemoveQueue, access.ADMIN, path="/queues/{queue_id}/remove", answer=ConfigAnswer)
def remove_queue(book: Book, body: RemoveQueue) -> ConfigAnswer:
    """Take a queue away; one where work waits stays."""
    queue = _seen(book, "queue", QUEUES, body.queue_id, body.version)
    waiting = book.get(QUEUE_COUNTS, queue.id)
    if waiting is not None and waiting.waiting:
        raise Conflict("queue.not_empty", waiting=waiting.waiting)
    return _keep(book, "queue", QUEUES, replace(queue, removed_at=book.now))


def live_queues(book: Book) -> list[Queue]:
    """Return the queues that were not removed."""
    return book.find(QUEUES, removed_at=None)


def _seen(book: Book, kind: str, table: Table[C], thing_id: str, version: int) -> C:
    """Return the piece if the sender saw its newest version. Raises Unknown, and Conflict `config.stale`."""
    thing = book.must(table, thing_id)
    check_version(kind, thing_id, thing.version, version)
    if thing.removed_at is not None:
        raise Conflict("config.removed", kind=kind, id=thing_id)
    return thing


def _keep(book: Book, kind: str, table: Table[C], thing: C) -> ConfigAnswer:
    """Write the next version of a piece of configuration and say so."""
    kept = book.put(table, replace(thing, version=thing.version + 1))
    keep_version(book, kind, kept.id, kept.version, msgspec.to_builtins(kept))
    book.emit(ConfigChanged(config=kind, config_id=kept.id, version=kept.version))
    book.audit(f"{kind}.changed", kept.id, version=kept.version)
    return ConfigAnswer(id=kept.id, version=kept.version)


def _check_queue(book: Book, body: CreateQueue | EditQueue) -> None:
    if (team := book.get(TEAMS, body.team_id)) is None or team.removed_at is not None:
        raise Invalid("team.unknown", id=body.team_id)
    for channel in (*body.channels, *body.auto_accept):
        if channel not in QUEUE_CHANNELS:
            raise Invalid("channel.unknown", came=channel[:16], expected=", ".join(QUEUE_CHANNELS))
    for skill_id in body.skills:
        if (skill := book.get(SKILLS, skill_id)) is None or skill.removed_at is not None:
            raise Invalid("skill.unknown", id=skill_id)


class EditWidget(Body, frozen=True, kw_only=True):
    """The chat widget. `queue_id` None: the first queue that takes chats; `origins`: sites that may show it."""

    version: Version
    greeting: Annotated[str, Meta(max_length=300)]
    queue_id: Id | None
    origins: Annotated[tuple[Annotated[str, Meta(max_length=200)], ...], Meta(max_length=50)]


@verb("widget.edit", EditWidget, access.ADMIN, path="/widget", answer=ConfigAnswer)
def edit_widget(book: Book, body: EditWidget) -> ConfigAnswer:
    """Change what the widget says, where its chats go and who may show it."""
    widget = book.get(WIDGETS, WIDGET_ID) or Widget()
    check_version("widget", widget.id, widget.version, body.version)
    if body.queue_id is not None and book.must(QUEUES, body.queue_id).removed_at is not None:
        raise Conflict("config.removed", kind="queue", id=body.queue_id)
    for origin in body.origins:
        if not ORIGIN.fullmatch(origin):
            raise Invalid("widget.origin", came=origin)
    changed = Widget(
        greeting=body.greeting.strip(),
        queue_id=body.queue_id,
        origins=body.origins,
        version=widget.version + 1,
    )
    book.put(WIDGETS, changed)
    keep_version(book, "widget", changed.id, changed.version, msgspec.to_builtins(changed))
    book.emit(ConfigChanged(config="widget", config_id=changed.id, version=changed.version))
    book.audit("widget.changed", changed.id, version=changed.version)
    return ConfigAnswer(id=changed.id, version=changed.version)
