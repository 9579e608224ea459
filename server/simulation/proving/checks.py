"""What must hold at any moment, asked of rows: the cheap invariants after every step, the costly ones now and then. Mends nothing.

Numbers are those of the list in docs/reliability.md.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import sqlalchemy as sa

from server.base.clock import HOUR, SECOND
from server.base.errors import DeskError, Forbidden, Unidentified, Unknown
from server.desk import verify_work
from server.desk.actors import leader
from server.desk.findings import Findings, silent
from server.desk.router.values import capacity_kind
from server.desk.verify import verify
from server.simulation.proving.post import Post
from server.simulation.proving.stage import Stage, command
from server.store.tables.infra import LEASES, LOG, TIMERS
from server.store.tables.staff import QUEUES, USERS, User
from server.store.tables.work import BEATS, ENTRIES, PRESENCE, TICKETS, WORK, Work

REMEMBERED = HOUR
"""How long a key is surely remembered; after that it may have been forgotten, and nobody asks again so late."""
SLACK = 2 * SECOND
VOICE_BARS = ("chat", "email")


def head(stage: Stage) -> int:
    """Return the number of the newest event."""
    return int(stage.rows(sa.select(sa.func.max(LOG.c.seq).label("head")))[0].head)


def cheap(stage: Stage, post: Post) -> list[str]:
    """Return what is wrong right after a step: with what was promised, with owners, offers and counts."""
    wrong = post.broken[:]
    post.broken.clear()
    findings = Findings(silent)
    with stage.database.reading() as connection:
        for check in verify_work.CHECKS:
            check(connection, findings)
    wrong += [f"I7 {one.code} {one.table} {one.id}" for one in findings.found]
    return wrong + promised(stage, post)


def promised(stage: Stage, post: Post) -> list[str]:
    """I1 and I2: every message that was answered is there, and nothing that was sent is there twice."""
    lines = Counter(
        (row.author_id, row.client_id)
        for row in stage.rows(
            sa.select(ENTRIES.c.author_id, ENTRIES.c.client_id).where(ENTRIES.c.client_id.is_not(None))
        )
    )
    wrong = [
        f"I2 {client_id} was written {count} times" for (_, client_id), count in lines.items() if count > 1
    ]
    there = {client_id for _, client_id in lines}
    return wrong + [f"I1 {lost} was accepted and is not there" for lost in sorted(post.accepted - there)]


def asked_again(post: Post, stage: Stage, number: int) -> list[str]:
    """I2: a command sent again with its key is answered as the first time, and nothing happens."""
    recent = [one for one in post.answers.values() if stage.clock.now() - one.at < REMEMBERED]
    if not recent:
        return []
    again_asked, answer, _at = recent[number % len(recent)]
    before = head(stage)
    try:
        again = stage.ask(again_asked)
    except DeskError as refusal:
        ended = isinstance(refusal, Forbidden | Unidentified | Unknown)
        return [] if ended else [f"I2 {again_asked.verb} asked again is refused: {refusal.code}"]
    if again != answer:
        return [f"I2 {again_asked.verb} asked again has another answer"]
    return [] if head(stage) == before else [f"I2 {again_asked.verb} asked again changed something"]


def settled(stage: Stage) -> list[str]:
    """What holds once the leader has had its turn: nothing is overdue, nobody free stands beside waiting work."""
    now = stage.clock.now()
    late = stage.rows(sa.select(TIMERS.c.kind, TIMERS.c.due_at).where(TIMERS.c.due_at < now - SLACK))
    wrong = [f"I6 a timer of kind {row.kind} is {(now - row.due_at) // SECOND} s late" for row in late]
    wrong += [
        f"I7 {work.ticket_id} rings at somebody who is gone"
        for work in _work(stage, "offered")
        if _gone(stage, work)
    ]
    return wrong + _idle_beside_waiting(stage) + _overloaded(stage)


def deposed(stage: Stage) -> list[str]:
    """I7: a command of a leader whose lease has passed to another is refused, whatever it asks."""
    found = stage.rows(sa.select(LEASES.c.epoch).where(LEASES.c.name == "leader"))
    if not found or found[0].epoch < 2:
        return []
    try:
        stage.ask(command(leader(found[0].epoch - 1), "presence.grace", user_ids=()))
    except DeskError as refusal:
        return (
            []
            if refusal.code in ("leader.deposed", "database.unavailable")
            else [f"I7 a deposed leader: {refusal.code}"]
        )
    return ["I7 a deposed leader was obeyed"]


def costly(stage: Stage) -> list[str]:
    """I10, I11, I13, I14: rows equal the fold of the log, sealed rows open, the audit chain holds, links are links."""
    report = verify(stage.database, stage.master)
    return [f"I10 {one.code} {one.table} {one.id} {one.detail}" for one in report.findings] + _moved(stage)


def _idle_beside_waiting(stage: Stage) -> list[str]:
    """I7: work conservation, reckoned here from rows and not by the router: no waiting work beside somebody free who may take it."""
    free = {user.id: user for user in _free(stage)}
    teams = {row.id: row.team_id for row in stage.rows(sa.select(QUEUES.c.id, QUEUES.c.team_id))}
    wrong = []
    for work in _work(stage, "queued"):
        for user in free.values():
            barred = user.id in work.declined_by or user.id == work.skip_once
            if teams[work.queue_id] in user.team_ids and not barred and _fits(stage, user, work):
                wrong.append(f"I7 {work.ticket_id} waits beside {user.name}, who is free")
    return wrong


def _overloaded(stage: Stage) -> list[str]:
    """I7: whoever is being offered something has place for it, but for what was given to them by hand since."""
    wrong = []
    for work in _work(stage, "offered"):
        user = USERS.read(stage.rows(sa.select(USERS.sql).where(USERS.c.id == work.agent_id))[0])
        kind = capacity_kind(work.channel)
        if _load(stage, user.id)[kind] > user.capacity.get(kind, 0) and not _handed(stage, work):
            wrong.append(f"I7 {user.name} is offered more {kind} than they can hold")
    return wrong


def _gone(stage: Stage, work: Work) -> bool:
    found = stage.rows(sa.select(PRESENCE.c.state).where(PRESENCE.c.user_id == work.agent_id))
    return not found or found[0].state == "offline"


def _handed(stage: Stage, work: Work) -> bool:
    """Say whether the agent got work by hand after this offer was made: a hand beats the router and every capacity."""
    made = LOG.c.kind.in_(("offer.made", "ticket.assigned")) & (LOG.c.user_id == work.agent_id)
    newest = stage.rows(sa.select(LOG.c.kind).where(made).order_by(LOG.c.seq.desc()).limit(1))
    return bool(newest) and newest[0].kind == "ticket.assigned"


def _free(stage: Stage) -> list[User]:
    now = stage.clock.now()
    there = (PRESENCE.c.user_id == USERS.c.id) & (BEATS.c.user_id == USERS.c.id)
    query = sa.select(USERS.sql).where(
        there, PRESENCE.c.state == "available", BEATS.c.until > now, USERS.c.deactivated_at.is_(None)
    )
    ringing = {work.agent_id for work in _work(stage, "offered")}
    return [user for user in map(USERS.read, stage.rows(query)) if user.id not in ringing]


def _fits(stage: Stage, user: User, work: Work) -> bool:
    load, kind = _load(stage, user.id), capacity_kind(work.channel)
    if kind in VOICE_BARS and load["voice"]:
        return False
    skilled = all(user.skills.get(skill, 0) >= level for skill, level in work.skills.items())
    return skilled and load[kind] < user.capacity.get(kind, 0)


def _load(stage: Stage, user_id: str) -> Counter[str]:
    mine = (WORK.c.agent_id == user_id) & WORK.c.state.in_(("offered", "assigned"))
    return Counter(capacity_kind(row.channel) for row in stage.rows(sa.select(WORK.c.channel).where(mine)))


def _work(stage: Stage, state: str) -> list[Work]:
    return [WORK.read(line) for line in stage.rows(sa.select(WORK.sql).where(WORK.c.state == state))]


def _moved(stage: Stage) -> list[str]:
    """I13: a ticket is its first customer's for ever, however many are shown as one, unless somebody said it was another's."""
    first: dict[str, str] = {}
    named = LOG.c.kind.in_(("ticket.opened", "ticket.customer_changed", "call.caller_chosen"))
    for row in map(LOG.read, stage.rows(sa.select(LOG.sql).where(named).order_by(LOG.c.seq))):
        first[str(row.ticket_id)] = str(row.customer_id)
    now: list[Any] = stage.rows(sa.select(TICKETS.c.id, TICKETS.c.customer_id))
    return [
        f"I13 ticket {row.id} went to another customer" for row in now if first.get(row.id) != row.customer_id
    ]
