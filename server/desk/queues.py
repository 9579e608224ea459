"""Queues: create, edit, remove. What waits in them is work, not configuration."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace

from server.base.errors import Conflict, Invalid
from server.desk import access, queue_steps
from server.desk.book import Book
from server.desk.configuration import ConfigAnswer, keep, seen
from server.desk.fields import Id, Level, Name, Seconds, Version, Wait, tidy
from server.desk.known import pointing_at_queue
from server.desk.queue_steps import StepBody
from server.desk.verbs import Body, verb
from server.store.tables.config import CALENDARS
from server.store.tables.staff import QUEUES, SKILLS, TEAMS, Queue
from server.store.tables.work import QUEUE_COUNTS

NAMED = 5
QUEUE_CHANNELS = ("chat", "voice", "email", "wechat", "api", "desk")
Channels = Annotated[tuple[Annotated[str, Meta(max_length=16)], ...], Meta(max_length=8)]
Maybe = Annotated[str, Meta(max_length=64)]
Steps = Annotated[tuple[StepBody, ...], Meta(max_length=12)]
Ratio = Annotated[int, Meta(ge=1, le=100)]


class CreateQueue(Body, frozen=True, kw_only=True):
    """Where work waits. `skills`: wanted levels; `auto_accept`: channels that skip the ring; `target_s`: the wait aimed at.

    `calendar_id`: its hours (empty: round the clock); `overflow_queue_id`: who serves it while it is closed; `steps`: what is asked less
    of as work waits; `ratio`: its share where queues take turns; `handle_s`: how long one piece of work takes on average.
    """

    name: Name
    team_id: Id
    channels: Channels = ("chat", "voice", "email", "desk")
    skills: dict[Id, Level] = {}
    offer_timeout_s: Seconds = 20
    auto_accept: Channels = ()
    target_s: Wait = 120
    calendar_id: Maybe = ""
    overflow_queue_id: Maybe = ""
    steps: Steps = ()
    ratio: Ratio = 1
    handle_s: Wait = 300


class EditQueue(Body, frozen=True, kw_only=True):
    """The whole of a queue; what may be left out then stays as it is. `version` is the one that was seen."""

    queue_id: Id
    version: Version
    name: Name
    team_id: Id
    channels: Channels
    skills: dict[Id, Level]
    offer_timeout_s: Seconds
    auto_accept: Channels
    target_s: Wait
    calendar_id: Maybe | None = None
    overflow_queue_id: Maybe | None = None
    steps: Steps | None = None
    ratio: Ratio | None = None
    handle_s: Wait | None = None


class RemoveQueue(Body, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    queue_id: Id
    version: Version


@verb("queues.create", CreateQueue, access.ADMIN, path="/queues", answer=ConfigAnswer)
def create_queue(book: Book, body: CreateQueue) -> ConfigAnswer:
    """Add a queue."""
    queue_id = book.new_id("que")
    _check_queue(book, body, queue_id)
    fields = {name: getattr(body, name) for name in body.__struct_fields__} | _routing(body)
    return keep(book, "queue", QUEUES, Queue(id=queue_id, version=0, **{**fields, "name": tidy(body.name)}))


@verb("queues.edit", EditQueue, access.ADMIN, path="/queues/{queue_id}", answer=ConfigAnswer)
def edit_queue(book: Book, body: EditQueue) -> ConfigAnswer:
    """Change a queue; it counts for new work."""
    queue = seen(book, "queue", QUEUES, body.queue_id, body.version)
    _check_queue(book, body, queue.id)
    changed = replace(
        queue,
        name=tidy(body.name),
        team_id=body.team_id,
        channels=body.channels,
        skills=body.skills,
        offer_timeout_s=body.offer_timeout_s,
        auto_accept=body.auto_accept,
        target_s=body.target_s,
        **_routing(body),
    )
    return keep(book, "queue", QUEUES, changed)


@verb("queues.remove", RemoveQueue, access.ADMIN, path="/queues/{queue_id}/remove", answer=ConfigAnswer)
def remove_queue(book: Book, body: RemoveQueue) -> ConfigAnswer:
    """Take a queue away; one where work waits, or that something speaks of, stays."""
    queue = seen(book, "queue", QUEUES, body.queue_id, body.version)
    waiting = book.get(QUEUE_COUNTS, queue.id)
    if waiting is not None and waiting.waiting:
        raise Conflict("queue.not_empty", waiting=waiting.waiting)
    if pointing := pointing_at_queue(book, queue.id):
        raise Conflict("queue.in_use", names=", ".join(pointing[:NAMED]))
    return keep(book, "queue", QUEUES, replace(queue, removed_at=book.now))


def _routing(body: CreateQueue | EditQueue) -> dict[str, Any]:
    """Return the fields of routing that are to change, as the row holds them."""
    given = {name: getattr(body, name) for name in ("calendar_id", "overflow_queue_id", "ratio", "handle_s")}
    found: dict[str, Any] = {name: value or None for name, value in given.items() if value is not None}
    if body.steps is not None:
        found["steps"] = queue_steps.plain(body.steps)
    return found


def _check_queue(book: Book, body: CreateQueue | EditQueue, queue_id: str) -> None:
    if (team := book.get(TEAMS, body.team_id)) is None or team.removed_at is not None:
        raise Invalid("team.unknown", id=body.team_id)
    for channel in (*body.channels, *body.auto_accept):
        if channel not in QUEUE_CHANNELS:
            raise Invalid("channel.unknown", came=channel[:16], expected=", ".join(QUEUE_CHANNELS))
    for skill_id in body.skills:
        if (skill := book.get(SKILLS, skill_id)) is None or skill.removed_at is not None:
            raise Invalid("skill.unknown", id=skill_id)
    if body.calendar_id:
        calendar = book.get(CALENDARS, body.calendar_id)
        if calendar is None or calendar.removed_at is not None:
            raise Invalid("calendar.unknown", id=body.calendar_id)
    queue_steps.check(book, queue_id, body.overflow_queue_id or "", body.steps or ())
