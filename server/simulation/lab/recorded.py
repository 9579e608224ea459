"""A day of the desk as the log tells it: who came when and asked for what, who was there when. Reads rows, imagines only what nobody saw.

How long somebody would have waited who was answered is not known: here they wait as long as it takes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from routing import SkillSet
from server.base.clock import SECOND, Ms
from server.base.errors import Invalid
from server.desk.router.values import PRIORITY_RANK, capacity_kind
from server.desk.rules import read_rules
from server.simulation.lab.arrivals import Contact
from server.simulation.lab.learn import FALLBACK_S
from server.simulation.lab.people import Person, Span
from server.simulation.lab.scenario import Scenario, checked
from server.store.tables.floor import SPANS, WAITS
from server.store.tables.infra import LOG
from server.store.tables.staff import QUEUES, SKILLS, USERS
from server.store.tables.work import CALLS, TICKETS

ON_DUTY = ("available", "busy", "wrap_up")
LIVE = ("voice", "chat", "wechat")


class Kind(NamedTuple):
    """What makes contacts alike: queue, channel, skills asked for, priority, target."""

    queue: str
    channel: str
    skills: tuple[tuple[str, int], ...]
    priority: str
    target_s: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A day: its scenario (as the desk is set up now), contacts with their ticket numbers and real waits in seconds, and people."""

    scenario: Scenario
    contacts: list[Contact]
    numbers: list[int]
    really_s: list[float | None]
    people: list[Person]


def day_of(text: str, zone: str) -> Span:
    """Return the first and the past-the-end instant of a day ("2026-11-20") in a time zone. Raises Invalid `replay.day`."""
    try:
        day = date.fromisoformat(text)
        ends = [datetime.combine(one, time(), ZoneInfo(zone)) for one in (day, day + timedelta(days=1))]
    except (ValueError, OverflowError):
        raise Invalid("replay.day", came=text[:20]) from None
    since, until = (round(one.timestamp() * SECOND) for one in ends)
    return since, until


def recorded(connection: sa.Connection, since: Ms, until: Ms) -> Recorded:
    """Return what came between two instants. Raises Invalid `replay.nothing`, `replay.nobody`."""
    waits = _waits(connection, since, until)
    if not waits:
        raise Invalid("replay.nothing")
    names = _names(connection)
    asked = _asked(connection, since, until)
    kinds = [_kind(row, asked.get(row.ticket_id, {}), names) for row in waits]
    order = sorted(set(kinds))
    contacts = [
        Contact(order.index(kind), row.since - since, _handled(row), _patience(row))
        for kind, row in zip(kinds, waits, strict=True)
    ]
    people = _people(connection, waits, since, until, names)
    if not people:
        raise Invalid("replay.nobody")
    return Recorded(
        _scenario(connection, order, people),
        contacts,
        [row.number for row in waits],
        [(row.ended_at - row.since) / SECOND if row.agent_id else None for row in waits],
        people,
    )


def _waits(connection: sa.Connection, since: Ms, until: Ms) -> list[Any]:
    query = (
        sa.select(
            WAITS.c.ticket_id, WAITS.c.queue_id, WAITS.c.channel, WAITS.c.since, WAITS.c.target_at, WAITS.c.ended_at,
            WAITS.c.agent_id, TICKETS.c.number, TICKETS.c.priority, TICKETS.c.solved_at,
            CALLS.c.answered_at, CALLS.c.ended_at.label("hung_up_at"),
        )
        .join(TICKETS.sql, TICKETS.c.id == WAITS.c.ticket_id)
        .outerjoin(CALLS.sql, CALLS.c.ticket_id == WAITS.c.ticket_id)
        .where(WAITS.c.since >= since, WAITS.c.since < until, WAITS.c.channel.in_(LIVE), ~WAITS.c.moved_in)
        .order_by(WAITS.c.since, WAITS.c.seq)
    )  # fmt: skip
    return list(connection.execute(query))


def _asked(connection: sa.Connection, since: Ms, until: Ms) -> dict[str, dict[str, int]]:
    """Return the skills each ticket asked for when it first waited."""
    queued = (LOG.c.kind == "work.queued") & (LOG.c.at >= since) & (LOG.c.at < until)
    found: dict[str, dict[str, int]] = {}
    for row in connection.execute(sa.select(LOG.sql).where(queued).order_by(LOG.c.seq)):
        event = LOG.read(row)
        found.setdefault(str(event.ticket_id), event.body["skills"])
    return found


def _names(connection: sa.Connection) -> dict[str, str]:
    pairs = [
        *connection.execute(sa.select(QUEUES.c.id, QUEUES.c.name)),
        *connection.execute(sa.select(SKILLS.c.id, SKILLS.c.name)),
    ]
    return {row.id: row.name for row in pairs}


def _kind(row: Any, skills: dict[str, int], names: dict[str, str]) -> Kind:
    wanted = tuple(sorted((names.get(skill, skill), level) for skill, level in skills.items()))
    target_s = max(1, (row.target_at - row.since) // SECOND)
    return Kind(
        names.get(row.queue_id, row.queue_id), capacity_kind(row.channel), wanted, row.priority, target_s
    )


def _handled(row: Any) -> Ms:
    """How long it took: the call, or from taking the chat to solving it; a usual time where that was not seen."""
    if row.answered_at is not None and row.hung_up_at is not None:
        return int(max(SECOND, row.hung_up_at - row.answered_at))
    if row.agent_id is not None and row.solved_at is not None and row.solved_at > row.ended_at:
        return int(row.solved_at - row.ended_at)
    return int(FALLBACK_S[capacity_kind(row.channel)] * SECOND)


def _patience(row: Any) -> Ms | None:
    return None if row.agent_id is not None else int(max(0, row.ended_at - row.since))


def _people(
    connection: sa.Connection, waits: list[Any], since: Ms, until: Ms, names: dict[str, str]
) -> list[Person]:
    """Return who was there: while they said so, and from the first to the last contact they took, whatever they said."""
    there = (
        SPANS.c.state.in_(ON_DUTY)
        & (SPANS.c.since < until)
        & sa.or_(SPANS.c.until.is_(None), SPANS.c.until > since)
    )
    spans: dict[str, list[Span]] = defaultdict(list)
    for row in connection.execute(sa.select(SPANS.sql).where(there)):
        span = SPANS.read(row)
        spans[span.user_id].append((max(0, span.since - since), min(until, span.until or until) - since))
    taken: dict[str, list[Ms]] = defaultdict(list)
    for row in waits:
        if row.agent_id is not None:
            taken[row.agent_id] += [row.ended_at - since, row.ended_at - since + _handled(row)]
    for user_id, instants in taken.items():
        spans[user_id].append((min(instants), min(until - since, max(instants))))
    users = {row.id: USERS.read(row) for row in connection.execute(sa.select(USERS.sql))}
    teams = {row.id: row.team_id for row in connection.execute(sa.select(QUEUES.c.id, QUEUES.c.team_id))}
    return [
        Person(
            name=f"{users[user_id].name} ({number + 1})",
            group=number,
            skills=SkillSet.of(
                {names.get(skill, skill): level for skill, level in users[user_id].skills.items()}
            ),
            queues=frozenset(
                names[queue] for queue, team in teams.items() if team in users[user_id].team_ids
            ),
            places=tuple(sorted((kind, users[user_id].capacity.get(kind, 0)) for kind in ("voice", "chat"))),
            spans=_joined(found),
        )
        for number, (user_id, found) in enumerate(
            sorted((who, some) for who, some in spans.items() if _joined(some))
        )
    ]


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that touch made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return tuple(joined)


def _scenario(connection: sa.Connection, kinds: list[Kind], people: list[Person]) -> Scenario:
    rules = read_rules(connection)
    classes = [
        {
            "name": f"{kind.queue} · {kind.channel} · {number + 1}",
            "queue": kind.queue,
            "channel": kind.channel,
            "skills": dict(kind.skills),
            "arrivals": 0,
            "handle": {"mean_s": FALLBACK_S[kind.channel]},
            "target_s": min(86_400, kind.target_s),
            "priority": PRIORITY_RANK[kind.priority],
            "boost_s": rules.priority_boosts.get(kind.priority, 0),
        }
        for number, kind in enumerate(kinds)
    ]
    groups = [
        {
            "name": one.name,
            "queues": sorted(one.queues),
            "agents": 1,
            "channels": {k: n for k, n in one.places if n},
        }
        for one in people
    ]
    blocked = {kind: list(others) for kind, others in rules.blocked_by.items() if kind in ("voice", "chat")}
    return checked(
        {"name": "recorded", "opens": "00:00", "closes": "24:00", "interval_min": 60, "classes": classes,
         "groups": groups, "order": rules.order, "max_hops": rules.max_hops, "blocked": blocked}
    )  # fmt: skip
