"""The leader's router: kept in memory, fed from rows by the log, its matches asked for as conditional commands.

A second leader, or rows that moved on meanwhile, cannot double an assignment: the command decides, this only proposes.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future
from typing import Any

import msgspec
import sqlalchemy as sa

from routing import Affinity, Agent, Boost, Channel, Item, Match, Queue, Router, Setup, SkillSet
from server.base.clock import SECOND, Ms
from server.base.errors import DeskError
from server.desk.actors import leader
from server.desk.core import Core
from server.desk.offers import Make, capacity_kind
from server.desk.verbs import Command
from server.store import append
from server.store.mapping import Table
from server.store.tables.infra import LOG
from server.store.tables.staff import QUEUES, USERS, User
from server.store.tables.work import PRESENCE, WORK, Presence, Work

log = logging.getLogger(__name__)

FOREVER: Ms = 1 << 52
"""Leases are checked by the command against their rows; the router learns of a lapse by its event."""
AFFINITY_S = 20
PRIORITY_BOOST_S = {"low": -300, "normal": 0, "high": 300, "urgent": 900}
PRIORITY_RANK = {"low": 0, "normal": 1, "high": 2, "urgent": 3}
OPEN_STATES = ("queued", "offered", "assigned")


class Dispatch:
    """Proposes offers. `step` takes in what the log says and asks for an offer per match."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._router = Router(Setup.of([], []))
        self._cursor = 0

    def load(self) -> None:
        """Build the router anew from rows, as of the log's head."""
        now = self._core.clock.now()
        with self._core.database.reading() as connection:
            self._cursor = append.head(connection)
            queues = [QUEUES.read(line) for line in connection.execute(sa.select(QUEUES.sql))]
            self._router = Router(_setup([queue.id for queue in queues]))
            for agent in _agents(connection):
                self._router.upsert_agent(agent, now)
            for item in _items(connection):
                self._router.upsert_item(item, now)

    def step(self, epoch: int) -> int:
        """Take in news, propose every match possible now, and return how many offers were made."""
        self._take_news()
        asked = [(match, self._ask(match, epoch)) for match in self._router.decide(self._core.clock.now())]
        return sum(self._settled(match, future) for match, future in asked)

    def next_wake(self) -> Ms | None:
        """Return when something will change without being told."""
        return self._router.next_wake(self._core.clock.now())

    def _take_news(self) -> None:
        now = self._core.clock.now()
        with self._core.database.reading() as connection:
            news = connection.execute(_NEWS.where(LOG.c.seq > self._cursor)).all()
            if not news:
                return
            self._cursor = news[-1].seq
            if any(row.kind in ("config.changed", "user.rights_changed") for row in news):
                reload = True
            else:
                reload = False
                self._refresh(connection, {row.ticket_id for row in news}, {row.user_id for row in news}, now)
        if reload:
            self.load()

    def _refresh(
        self, connection: sa.Connection, tickets: set[str | None], users: set[str | None], now: Ms
    ) -> None:
        wanted_tickets = _known(tickets)
        items = {item.id: item for item in _items(connection, wanted_tickets)} if wanted_tickets else {}
        held = (self._router.item(ticket_id) for ticket_id in wanted_tickets)
        wanted_users = _known({*users, *(item.agent for item in (*held, *items.values()) if item)})
        agents = {agent.id: agent for agent in _agents(connection, wanted_users)} if wanted_users else {}
        for ticket_id in wanted_tickets:
            if ticket_id in items:
                self._router.upsert_item(items[ticket_id], now)
            else:
                self._router.remove_item(ticket_id, now)
        for user_id in wanted_users:
            if user_id in agents:
                self._router.upsert_agent(agents[user_id], now)
            else:
                self._router.remove_agent(user_id, now)

    def _ask(self, match: Match, epoch: int) -> Future[dict[str, Any]]:
        body = Make(
            ticket_id=match.item.id, user_id=match.agent.id, why=msgspec.to_builtins(match.explanation)
        )
        return self._core.executor.submit(Command("offer.make", leader(epoch), body))

    def _settled(self, match: Match, future: Future[dict[str, Any]]) -> bool:
        try:
            self._core.executor.finish(future)
        except DeskError as refusal:
            log.info("offer of %s refused: %s", match.item.id, refusal.code)
            with self._core.database.reading() as connection:
                self._refresh(connection, {match.item.id}, {match.agent.id}, self._core.clock.now())
            return False
        return True


_NEWS = sa.select(LOG.c.seq, LOG.c.kind, LOG.c.ticket_id, LOG.c.user_id).order_by(LOG.c.seq)


def _setup(queue_ids: list[str]) -> Setup:
    kinds = [
        Channel(name="voice", limit=0, interrupts=frozenset({"chat", "email"})),
        Channel(name="chat", limit=0, blocked_by=frozenset({"voice"})),
        Channel(name="email", limit=0, blocked_by=frozenset({"voice"})),
    ]
    return Setup.of(kinds, [Queue(name=queue_id) for queue_id in queue_ids], one_offer=True)


def _agents(connection: sa.Connection, ids: list[str] | None = None) -> list[Agent]:
    query = sa.select(USERS.sql).where(USERS.c.deactivated_at.is_(None))
    users = _rows(connection, USERS, query if ids is None else query.where(USERS.c.id.in_(ids)))
    presences = {row.user_id: row for row in _rows(connection, PRESENCE, sa.select(PRESENCE.sql))}
    queues: dict[str, set[str]] = {}
    for queue_id, team_id in connection.execute(sa.select(QUEUES.c.id, QUEUES.c.team_id)):
        queues.setdefault(team_id, set()).add(queue_id)
    present = (user for user in users if user.id in presences)
    return [_agent(user, presences[user.id], queues) for user in present]


def _agent(user: User, presence: Presence, queues: dict[str, set[str]]) -> Agent:
    mine = frozenset(queue_id for team_id in user.team_ids for queue_id in queues.get(team_id, ()))
    return Agent(
        id=user.id,
        lease_until=FOREVER,
        idle_since=presence.idle_since,
        skills=SkillSet.of(user.skills),
        queues=mine,
        capacity=sum(user.capacity.values()),
        limits=tuple(sorted(user.capacity.items())),
        presence=presence.state,
    )


def _items(connection: sa.Connection, ids: list[str] | None = None) -> list[Item]:
    query = sa.select(WORK.sql).where(WORK.c.state.in_(OPEN_STATES))
    rows = _rows(connection, WORK, query if ids is None else query.where(WORK.c.ticket_id.in_(ids)))
    return [_item(work) for work in rows]


def _item(work: Work) -> Item:
    boost = PRIORITY_BOOST_S[work.priority]
    known = work.last_agent_id
    return Item(
        id=work.ticket_id,
        queue=work.queue_id,
        channel=capacity_kind(work.channel),
        entered_at=work.entered_at,
        due_at=work.due_at,
        requirement=SkillSet.of(work.skills),
        priority=PRIORITY_RANK[work.priority],
        boosts=(Boost(f"priority_{work.priority}", boost),) if boost else (),
        affinity=Affinity(known, work.entered_at + AFFINITY_S * SECOND) if known else None,
        declined_by=frozenset(work.declined_by),
        skip_once=frozenset((work.skip_once,)) if work.skip_once else frozenset(),
        state=work.state,
        agent=work.agent_id if work.state != "queued" else None,
    )


def _rows(connection: sa.Connection, table: Table[Any], query: sa.Select[Any]) -> list[Any]:
    return [table.read(line) for line in connection.execute(query)]


def _known(ids: set[str | None]) -> list[str]:
    return sorted(one for one in ids if one is not None)
