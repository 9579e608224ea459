"""The floor as stored: how the desk is set up, who is at work, what waits and is held. Read from a connection; the rows decide nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from routing import Agent, Item, Router, Setup
from server.base.clock import Ms
from server.desk.router import hours
from server.desk.router.hours import Hours
from server.desk.router.values import Wanted, agent_of, item_of, setup_of
from server.desk.rules import Rules, read_rules
from server.store.mapping import Table
from server.store.tables.config import CALENDARS, Calendar
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import QUEUES, USERS, Queue
from server.store.tables.surveys import FOLLOW_UPS
from server.store.tables.work import PRESENCE, TICKETS, WORK, Work

OPEN_STATES = ("queued", "offered", "assigned")
IN_LIMIT = 500


class Arrangement:
    """How the desk is set up: queues, hours, rules. Read once, good until one of them changes."""

    def __init__(self, queues: Iterable[Queue], calendars: Iterable[Calendar], rules: Rules) -> None:
        self.queues = {queue.id: queue for queue in queues}
        self.calendars = {calendar.id: calendar for calendar in calendars}
        self.rules = rules
        self.setup: Setup = setup_of(list(self.queues.values()), rules)
        self._of_team: dict[str, set[str]] = {}
        for queue in self.queues.values():
            self._of_team.setdefault(queue.team_id, set()).add(queue.id)

    def hours(self, now: Ms) -> Hours:
        """Return which queues are closed, and when that changes."""
        return hours.hours(self.queues.values(), self.calendars, now)

    def queues_of(self, team_ids: Iterable[str]) -> frozenset[str]:
        """Return the queues that these teams serve."""
        return frozenset(queue for team in team_ids for queue in self._of_team.get(team, ()))

    def item(
        self,
        work: Work,
        segment: str | None = None,
        known_agent_id: str | None = None,
        never: Iterable[str] = (),
    ) -> Item:
        """Return work as the router sees it: its steps count from the opening when it came while its queue was closed."""
        opened = hours.opens_at(self.queues[work.queue_id], self.calendars, work.entered_at)
        wanted = Wanted(work, segment, known_agent_id, opened, frozenset(never))
        return item_of(wanted, self.setup.queue(work.queue_id).steps, self.rules)


def arrangement(connection: sa.Connection) -> Arrangement:
    """Return how the desk is set up now."""
    return Arrangement(
        _rows(connection, QUEUES, sa.select(QUEUES.sql)),
        _rows(connection, CALENDARS, sa.select(CALENDARS.sql)),
        read_rules(connection),
    )


def agents(connection: sa.Connection, floor: Arrangement, ids: list[str] | None = None) -> list[Agent]:
    """Return everybody who was ever at work and may still be, or those of `ids`."""
    query = sa.select(USERS.sql, *PRESENCE.sql.c).join(PRESENCE.sql, PRESENCE.c.user_id == USERS.c.id)
    query = query.where(USERS.c.deactivated_at.is_(None))
    found = []
    for some in _parts(ids):
        for line in connection.execute(query if some is None else query.where(USERS.c.id.in_(some))):
            cut = len(USERS.fields)
            user, presence = _read(USERS, line[:cut]), _read(PRESENCE, line[cut:])
            found.append(agent_of(user, presence, floor.queues_of(user.team_ids), floor.rules))
    return found


def items(connection: sa.Connection, floor: Arrangement, ids: list[str] | None = None) -> dict[str, Item]:
    """Return ticket -> the work that waits, rings or is held, of all tickets or of `ids`."""
    query = _WORK.where(WORK.c.state.in_(OPEN_STATES))
    found: dict[str, Item] = {}
    for some in _parts(ids):
        found.update(
            _items(connection, floor, query if some is None else query.where(WORK.c.ticket_id.in_(some)))
        )
    return found


def waiting_in(connection: sa.Connection, floor: Arrangement, queue_ids: Iterable[str]) -> dict[str, Item]:
    """Return ticket -> the work that waits in these queues."""
    query = _WORK.where(WORK.c.queue_id.in_(sorted(queue_ids)), WORK.c.state == sa.literal_column("'queued'"))
    return _items(connection, floor, query)


def held(connection: sa.Connection, floor: Arrangement) -> dict[str, Item]:
    """Return ticket -> the work that is in somebody's hands or rings at them."""
    return _items(connection, floor, _WORK.where(WORK.c.state.in_(("offered", "assigned"))))


def filled(floor: Arrangement, people: Iterable[Agent], work: Iterable[Item], now: Ms) -> Router:
    """Return a router that knows these people and this work, and who is closed."""
    router = Router(floor.setup)
    for queue_id in sorted(floor.hours(now).closed):
        router.set_open(queue_id, False, now)
    for agent in people:
        router.upsert_agent(agent, now)
    for item in work:
        router.upsert_item(item, now)
    return router


_OTHERS = TICKETS.sql.alias("others")
_KNOWN = (
    sa.select(_OTHERS.c.assignee_id)
    .where(_OTHERS.c.customer_id == TICKETS.c.customer_id, _OTHERS.c.assignee_id.is_not(None))
    .order_by(_OTHERS.c.created_at.desc(), _OTHERS.c.id.desc())
    .limit(1)
    .correlate(TICKETS.sql)
    .scalar_subquery()
)
_WORK = (
    sa.select(
        WORK.sql,
        CUSTOMERS.c.segment,
        sa.func.coalesce(WORK.c.last_agent_id, _KNOWN),
        FOLLOW_UPS.c.not_for,
    )
    .join(TICKETS.sql, TICKETS.c.id == WORK.c.ticket_id)
    .outerjoin(FOLLOW_UPS.sql, FOLLOW_UPS.c.ticket_id == WORK.c.ticket_id)
    .join(CUSTOMERS.sql, CUSTOMERS.c.id == TICKETS.c.customer_id)
)
"""Work with the customer's segment, the agent they know (who had this ticket before, else their newest other one), who may not have it."""


def _items(connection: sa.Connection, floor: Arrangement, query: sa.Select[Any]) -> dict[str, Item]:
    cut = len(WORK.fields)
    found: dict[str, Item] = {}
    for line in connection.execute(query):
        work = _read(WORK, line[:cut])
        found[work.ticket_id] = floor.item(work, line[cut], line[cut + 1], line[cut + 2] or ())
    return found


def _parts(ids: list[str] | None) -> Iterable[list[str] | None]:
    return [None] if ids is None else [ids[at : at + IN_LIMIT] for at in range(0, len(ids), IN_LIMIT)]


def _rows(connection: sa.Connection, table: Table[Any], query: sa.Select[Any]) -> list[Any]:
    return [table.read(line) for line in connection.execute(query)]


def _read(table: Table[Any], values: Iterable[Any]) -> Any:
    return table.row(**dict(zip(table.fields, values, strict=True)))
