"""Queues: create, edit, remove. What waits in them is work, not configuration."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from server.base.errors import Conflict, Invalid
from server.desk import access
from server.desk.book import Book
from server.desk.configuration import ConfigAnswer, keep, seen
from server.desk.fields import Id, Level, Name, Seconds, Version, Wait, tidy
from server.desk.verbs import Body, verb
from server.store.tables.staff import QUEUES, SKILLS, TEAMS, Queue
from server.store.tables.work import QUEUE_COUNTS

QUEUE_CHANNELS = ("chat", "voice", "email", "wechat", "api", "desk")
Channels = Annotated[tuple[Annotated[str, Meta(max_length=16)], ...], Meta(max_length=8)]


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
    return keep(
        book, "queue", QUEUES, Queue(id=book.new_id("que"), version=0, **{**fields, "name": tidy(body.name)})
    )


@verb("queues.edit", EditQueue, access.ADMIN, path="/queues/{queue_id}", answer=ConfigAnswer)
def edit_queue(book: Book, body: EditQueue) -> ConfigAnswer:
    """Change a queue; it counts for new work."""
    queue = seen(book, "queue", QUEUES, body.queue_id, body.version)
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
    return keep(book, "queue", QUEUES, changed)


@verb("queues.remove", RemoveQueue, access.ADMIN, path="/queues/{queue_id}/remove", answer=ConfigAnswer)
def remove_queue(book: Book, body: RemoveQueue) -> ConfigAnswer:
    """Take a queue away; one where work waits stays."""
    queue = seen(book, "queue", QUEUES, body.queue_id, body.version)
    waiting = book.get(QUEUE_COUNTS, queue.id)
    if waiting is not None and waiting.waiting:
        raise Conflict("queue.not_empty", waiting=waiting.waiting)
    return keep(book, "queue", QUEUES, replace(queue, removed_at=book.now))


def _check_queue(book: Book, body: CreateQueue | EditQueue) -> None:
    if (team := book.get(TEAMS, body.team_id)) is None or team.removed_at is not None:
        raise Invalid("team.unknown", id=body.team_id)
    for channel in (*body.channels, *body.auto_accept):
        if channel not in QUEUE_CHANNELS:
            raise Invalid("channel.unknown", came=channel[:16], expected=", ".join(QUEUE_CHANNELS))
    for skill_id in body.skills:
        if (skill := book.get(SKILLS, skill_id)) is None or skill.removed_at is not None:
            raise Invalid("skill.unknown", id=skill_id)
