"""What would become of a made-up contact: which policy, when due, which queue and hours, which of the people at work now, and why.

Asks the same engines as real work and changes nothing.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
import sqlalchemy as sa
from msgspec import Meta
from msgspec.structs import replace

from routing import Agent, Item, Router
from server.base.clock import SECOND, Ms
from server.base.errors import Unknown
from server.base.i18n import DEFAULT, Language
from server.desk.access import FLOOR_READ
from server.desk.clocks import Tried, try_policy
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.desk.readings.why import Passed, explained, passed
from server.desk.readings.why_words import Line, Words
from server.desk.router import hours, stored
from server.desk.router.stored import Arrangement
from server.desk.router.values import agent_of
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import SKILLS, USERS, Queue, User
from server.store.tables.work import TICKETS, Channel, Presence, Priority, Work

MADE_UP = "try"
Text = Annotated[str, Meta(max_length=64)]


class TryContact(Question, frozen=True, kw_only=True):
    """A contact nobody made. `tags`: separated by commas; `at`: when it comes (now, where nothing is said).

    `customer_id`: as if that customer came, with whom they know, their segment and their language where none is given.
    """

    queue_id: Annotated[str, Meta(min_length=1, max_length=64)]
    channel: Channel = "chat"
    priority: Priority = "normal"
    customer_language: Text = ""
    segment: Text = ""
    customer_id: Text = ""
    tags: Annotated[str, Meta(max_length=400)] = ""
    at: Annotated[int, Meta(ge=0, le=7_258_118_400_000)] | None = None
    language: Language | None = None


class Routed(msgspec.Struct, frozen=True, kw_only=True):
    """Who would be offered it. `way`: where it waits, under which hours; `agent` with `why` and `terms`, else `nobody` and why."""

    way: list[Line]
    skills: list[str]
    agent_id: str | None
    agent: str | None
    why: list[Line]
    terms: list[Line]
    relaxed: list[Line]
    nobody: Line | None
    others: list[Passed]


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """The promise and the routing of the contact at `at`, with the people who are at work now."""

    at: Ms
    queue_id: str
    open: Literal["open", "closed"]
    promise: Tried
    routed: Routed


@reading("contact.try", TryContact, FLOOR_READ, path="/try", answer=Trial)
def try_contact(look: Look, asked: TryContact) -> Trial:
    """What would become of a made-up contact."""
    at = look.now if asked.at is None else asked.at
    floor = stored.arrangement(look.connection)
    queue = floor.queues.get(asked.queue_id)
    if queue is None or queue.removed_at is not None:
        raise Unknown("queue.unknown", id=asked.queue_id)
    known = None
    if asked.customer_id:
        asked, known = _as_customer(look, asked)
    promise = try_policy(look.connection, _facts(asked), at)
    words = Words(look, asked.language or (look.user.language if look.user else DEFAULT))
    item = floor.item(_work(look, asked, queue, promise, at), asked.segment or None, known)
    people = _everybody(look, floor)
    others = stored.items(look.connection, floor)
    router = stored.filled(floor, people, [*others.values(), item], at)
    way = _way(words, floor, queue, at)
    routed = _routed(words, router, item, people, way, at)
    return Trial(
        at=at,
        queue_id=queue.id,
        open="closed" if hours.opens_at(queue, floor.calendars, at) else "open",
        promise=promise,
        routed=routed,
    )


def _as_customer(look: Look, asked: TryContact) -> tuple[TryContact, str | None]:
    """The contact as this customer's, and the agent they know. Raises Unknown for nobody."""
    customer = look.by_id(CUSTOMERS, [asked.customer_id]).get(asked.customer_id)
    if customer is None:
        raise Unknown("customer.unknown", id=asked.customer_id)
    had = sa.select(TICKETS.c.assignee_id).where(TICKETS.c.customer_id == customer.id)
    had = had.where(TICKETS.c.assignee_id.is_not(None)).order_by(
        TICKETS.c.created_at.desc(), TICKETS.c.id.desc()
    )
    known: str | None = look.connection.execute(had.limit(1)).scalar()
    segment, language = asked.segment or customer.segment, asked.customer_language or customer.language
    return replace(asked, segment=segment or "", customer_language=language or ""), known


def _facts(asked: TryContact) -> dict[str, object]:
    return {
        "queue": asked.queue_id,
        "priority": asked.priority,
        "channel": asked.channel,
        "segment": asked.segment or None,
        "language": asked.customer_language or None,
        "tags": [tag.strip() for tag in asked.tags.split(",") if tag.strip()],
    }


def _work(look: Look, asked: TryContact, queue: Queue, promise: Tried, at: Ms) -> Work:
    """The contact as waiting work: due by its nearest clock, wanting the queue's skills and the customer's language."""
    dues = [clock.due_at for clock in promise.clocks if clock.due_at is not None]
    spoken = look.rows(
        SKILLS, sa.and_(SKILLS.c.language == asked.customer_language, SKILLS.c.removed_at.is_(None))
    )
    return Work(
        ticket_id=MADE_UP,
        queue_id=queue.id,
        channel=asked.channel,
        priority=asked.priority,
        skills={**{skill.id: 1 for skill in spoken}, **queue.skills},
        state="queued",
        entered_at=at,
        due_at=min(dues, default=at + queue.target_s * SECOND),
        version=0,
    )


def _everybody(look: Look, floor: Arrangement) -> list[Agent]:
    """Everybody who could be at work; who never was is offline."""
    known = stored.agents(look.connection, floor)
    ids = {one.id for one in known}
    rows = look.rows(USERS, sa.and_(USERS.c.deactivated_at.is_(None), USERS.c.role != "editor"))
    return [*known, *(_absent(row, floor) for row in rows if row.id not in ids)]


def _absent(user: User, floor: Arrangement) -> Agent:
    nowhere = Presence(user_id=user.id, state="offline", since=0, set_by="rule", idle_since=0, version=0)
    return agent_of(user, nowhere, floor.queues_of(user.team_ids), floor.rules)


def _way(words: Words, floor: Arrangement, queue: Queue, at: Ms) -> list[Line]:
    opens, closes = hours.opens_at(queue, floor.calendars, at), hours.closes_at(queue, floor.calendars, at)
    lines = [words.own("waits_in", queue=queue.id)]
    if opens is not None:
        lines.append(words.own("nobody.closed", at=opens))
    elif closes is not None:
        lines.append(words.own("open_until", at=closes))
    else:
        lines.append(words.own("always_open"))
    return lines


def _routed(words: Words, router: Router, item: Item, people: list[Agent], way: list[Line], at: Ms) -> Routed:
    """The routing as it is decided with everything else that waits."""
    skills = [f"{words.names.get(name, name)} {level}" for name, level in item.requirement.levels]
    standing = router.standing(MADE_UP, at)
    match = next((one for one in router.decide(at) if one.item.id == MADE_UP), None)
    if match is not None:
        parts = explained(words, msgspec.to_builtins(match.explanation))
        return Routed(
            way=way,
            skills=skills,
            agent_id=match.agent.id,
            agent=words.names.get(match.agent.id, match.agent.id),
            why=[line for line in (parts["rule"], parts["pool"]) if line is not None],
            terms=parts["terms"],
            relaxed=parts["relaxed"],
            nobody=None,
            others=parts["considered"],
        )
    stuck = next((one.code for one in router.unroutable() if one.item == MADE_UP), None)
    closed = standing is not None and not standing.queues
    return Routed(
        way=way,
        skills=skills,
        agent_id=None,
        agent=None,
        why=[],
        terms=words.lines(standing.terms) if standing else [],
        relaxed=words.lines(standing.relaxed) if standing else [],
        nobody=None if closed else words.own(f"nobody.{stuck}" if stuck else "nobody.all_busy"),
        others=passed(words, router, MADE_UP, [one for one in people if one.on_shift(at)], at),
    )
