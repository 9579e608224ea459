"""Whether work is handed out: where somebody leads, nothing waits beside a free agent who could take it; marks are on what waits."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from routing import Agent, Match, RoutingError
from server.base.clock import SECOND, Ms
from server.desk.findings import Findings
from server.desk.router import stored
from server.store.tables.infra import LEASES, LOG
from server.store.tables.work import BEATS, PRESENCE, WORK

SETTLED_MS: Ms = 5 * SECOND
"""What changed in the last seconds may be on its way to somebody just now."""


def nothing_waits_beside_a_free_agent(connection: sa.Connection, findings: Findings) -> None:
    """No eligible work waits beside an eligible free agent, as of the newest event; nobody leads: nobody hands out."""
    now = connection.execute(sa.select(sa.func.max(LOG.c.at))).scalar()
    findings.count("work handed out", 1)
    if now is None or not _led(connection, now):
        return
    before = connection.execute(
        sa.select(sa.func.max(LOG.c.seq)).where(LOG.c.at <= now - SETTLED_MS)
    ).scalar()
    try:
        floor = stored.arrangement(connection)
        work = stored.items(connection, floor)
        people = _present(connection, stored.agents(connection, floor))
        router = stored.filled(floor, people, work.values(), now)
    except (RoutingError, LookupError) as damage:
        findings.add("work.cannot_be_handed_out", WORK.name, "", error=type(damage).__name__)
        return
    for match in router.decide(now):
        if before is not None and _settled(connection, match, before):
            findings.add("work.beside_free_agent", WORK.name, match.item.id, agent=match.agent.id)


def marks_agree(connection: sa.Connection, findings: Findings) -> None:
    """Only work that waits is marked as such that nobody can take."""
    wrong = sa.select(WORK.c.ticket_id).where(WORK.c.unroutable.is_not(None), WORK.c.state != "queued")
    for ticket_id in connection.scalars(wrong):
        findings.add("work.mark_left_over", WORK.name, ticket_id)
    findings.count("work.mark_left_over", 1)


CHECKS = (nothing_waits_beside_a_free_agent, marks_agree)


def _led(connection: sa.Connection, now: Ms) -> bool:
    until = connection.execute(sa.select(LEASES.c.expires_at).where(LEASES.c.name == "leader")).scalar()
    return until is not None and until > now


def _present(connection: sa.Connection, people: list[Agent]) -> list[Agent]:
    """The people with their leases: whoever fell silent is not there, whether that was noted yet or not."""
    until = dict(connection.execute(sa.select(BEATS.c.user_id, BEATS.c.until)).all())
    return [replace(one, lease_until=until.get(one.id, 0)) for one in people]


def _settled(connection: sa.Connection, match: Match, before: int) -> bool:
    """Whether neither the work nor the agent with all they had in hand changed after `before`."""
    theirs = sa.or_(WORK.c.ticket_id == match.item.id, WORK.c.agent_id == match.agent.id)
    newest = connection.execute(sa.select(sa.func.max(WORK.c.version)).where(theirs)).scalar() or 0
    said = sa.select(PRESENCE.c.version).where(PRESENCE.c.user_id == match.agent.id)
    return max(newest, connection.execute(said).scalar() or 0) <= before
