"""A scenario learnt from the desk's own log: what came when, how long it took, how long people waited. Reads rows, changes nothing.

Patience: total time waited / number who gave up, the maximum likelihood mean of an exponential patience of which those who were
answered show only a part (Garnett, Mandelbaum, Reiman 2002, section 3).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from statistics import fmean, pstdev
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from server.base.clock import DAY, MINUTE, SECOND, Ms, as_datetime
from server.base.errors import Invalid
from server.simulation.lab.scenario import Scenario, checked
from server.store.tables.staff import QUEUES, SKILLS, USERS, User
from server.store.tables.work import CALLS, PRESENCE, TICKETS, WORK

INTERVAL_MIN = 30
KINDS = {"voice": "voice", "chat": "chat", "wechat": "chat"}
FEWEST = 10
MOST_ROWS = 200_000
FALLBACK_S = {"voice": 240.0, "chat": 480.0}
LONGEST_S = 4 * 3600.0


@dataclass(slots=True)
class Seen:
    """What was seen of one class: arrivals by interval of the day, handling times and waits in seconds, and who gave up."""

    by_interval: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    handled_s: list[float] = field(default_factory=list)
    waited_s: list[float] = field(default_factory=list)
    gave_up: int = 0

    @property
    def came(self) -> int:
        """How many came in all."""
        return sum(self.by_interval.values())


def learn(connection: sa.Connection, now: Ms, days: int, zone: str, name: str) -> Scenario:
    """Return the day that the last `days` days say is usual, in a time zone. Raises Invalid `scenario.too_little`."""
    seen = _seen(connection, now - days * DAY, now, ZoneInfo(zone))
    enough = {key: one for key, one in seen.items() if one.came >= FEWEST}
    if not enough:
        raise Invalid("scenario.too_little", days=days, expected=FEWEST)
    queues = {row.id: QUEUES.read(row) for row in connection.execute(sa.select(QUEUES.sql))}
    skills: dict[str, str] = dict(connection.execute(sa.select(SKILLS.c.id, SKILLS.c.name)).all())
    first, last = _span(enough)
    classes = [
        _class(queues[queue_id], skills, channel, one, days, range(first, last))
        for (queue_id, channel), one in sorted(enough.items())
        if queue_id in queues
    ]
    groups = _groups(connection, queues, skills)
    return checked(
        {
            "name": name,
            "opens": _time(first),
            "closes": _time(last),
            "interval_min": INTERVAL_MIN,
            "classes": classes,
            "groups": groups,
            "blocked": {"chat": ["voice"]},
        }
    )


def _seen(connection: sa.Connection, since: Ms, until: Ms, zone: ZoneInfo) -> dict[tuple[str, str], Seen]:
    found: dict[tuple[str, str], Seen] = defaultdict(Seen)
    query = (
        sa.select(
            TICKETS.c.id, TICKETS.c.queue_id, TICKETS.c.channel, TICKETS.c.created_at, TICKETS.c.solved_at,
            CALLS.c.rung_at, CALLS.c.answered_at, CALLS.c.ended_at, WORK.c.state,
        )
        .outerjoin(CALLS.sql, CALLS.c.ticket_id == TICKETS.c.id)
        .outerjoin(WORK.sql, WORK.c.ticket_id == TICKETS.c.id)
        .where(TICKETS.c.created_at >= since, TICKETS.c.created_at < until, TICKETS.c.channel.in_(list(KINDS)))
        .limit(MOST_ROWS)
    )  # fmt: skip
    for row in connection.execute(query):
        one = found[row.queue_id, KINDS[row.channel]]
        one.by_interval[_interval(as_datetime(row.created_at).astimezone(zone))] += 1
        _time_it(one, row)
    return found


def _time_it(one: Seen, row: Any) -> None:
    """Note how long a contact took, and how long a caller waited or would wait."""
    if row.rung_at is not None:
        if row.answered_at is not None:
            one.waited_s.append((row.answered_at - row.rung_at) / SECOND)
            if row.ended_at is not None:
                one.handled_s.append((row.ended_at - row.answered_at) / SECOND)
        elif row.ended_at is not None:
            one.waited_s.append((row.ended_at - row.rung_at) / SECOND)
            one.gave_up += 1
    elif row.solved_at is not None:
        one.handled_s.append((row.solved_at - row.created_at) / SECOND)


def _class(
    queue: Any, skills: dict[str, str], channel: str, one: Seen, days: int, day: range
) -> dict[str, Any]:
    times = [time for time in one.handled_s if 0 < time < LONGEST_S]
    mean = fmean(times) if len(times) >= FEWEST else FALLBACK_S[channel]
    spread = pstdev(times) / mean if len(times) >= FEWEST else 1.0
    told: dict[str, Any] = {
        "name": f"{queue.name} · {channel}",
        "queue": queue.name,
        "channel": channel,
        "skills": {skills[skill]: level for skill, level in queue.skills.items() if skill in skills},
        "arrivals": [round(one.by_interval[number] / days, 2) for number in day],
        "handle": {"mean_s": round(mean, 1), "cv": min(5.0, round(spread, 2))},
        "target_s": queue.target_s,
    }
    if one.gave_up:
        told["patience_s"] = round(max(1.0, sum(one.waited_s) / one.gave_up), 1)
    return told


def _groups(
    connection: sa.Connection, queues: dict[str, Any], skills: dict[str, str]
) -> list[dict[str, Any]]:
    """Return people who are alike as groups: the same teams, skills and places. Who never had a presence does no work on the floor."""
    query = sa.select(USERS.sql).join(PRESENCE.sql, PRESENCE.c.user_id == USERS.c.id)
    people = [USERS.read(row) for row in connection.execute(query.where(USERS.c.deactivated_at.is_(None)))]
    alike: dict[tuple[Any, ...], list[User]] = defaultdict(list)
    for user in people:
        served = tuple(sorted({queue.name for queue in queues.values() if queue.team_id in user.team_ids}))
        known = tuple(sorted((skills[one], level) for one, level in user.skills.items() if one in skills))
        places = tuple(
            sorted((kind, user.capacity[kind]) for kind in ("voice", "chat") if user.capacity.get(kind))
        )
        if served and places:
            alike[served, known, places].append(user)
    return [
        {
            "name": ", ".join(user.name for user in some[:3])
            + (f" +{len(some) - 3}" if len(some) > 3 else ""),
            "queues": list(served),
            "skills": dict(known),
            "channels": dict(places),
            "agents": len(some),
        }
        for (served, known, places), some in sorted(alike.items())
    ]


def _span(seen: dict[tuple[str, str], Seen]) -> tuple[int, int]:
    """Return the intervals of the day in which anything came, whole hours."""
    numbers = [number for one in seen.values() for number, count in one.by_interval.items() if count]
    per_hour = 60 // INTERVAL_MIN
    return min(numbers) // per_hour * per_hour, (max(numbers) // per_hour + 1) * per_hour


def _interval(at: datetime) -> int:
    return (at.hour * 60 + at.minute) * MINUTE // (INTERVAL_MIN * MINUTE)


def _time(interval: int) -> str:
    return f"{interval * INTERVAL_MIN // 60:02d}:{interval * INTERVAL_MIN % 60:02d}"
