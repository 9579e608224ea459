"""What each figure of agents means and how it is counted: spans of their day, occupancy, and who was offered what and took it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from server.base.clock import Ms
from server.desk.readings.look import Look
from server.desk.readings.metrics import Floor, metric, waits_ended
from server.store.tables.floor import SPANS, WAITING, WAITS, Span
from server.store.tables.staff import USERS, User
from server.store.tables.work import OFFERS

DESK_ROLES = ("agent", "supervisor", "administrator")


def agents_of(look: Look, team_id: str | None) -> list[User]:
    """Return the agents whose day the viewer may see: those of their own teams, narrowed to one; administrators see everybody's."""
    active = sa.and_(USERS.c.deactivated_at.is_(None), USERS.c.role.in_(DESK_ROLES))
    mine = set(look.user.team_ids) if look.user is not None else set()
    return [
        one
        for one in look.rows(USERS, active, USERS.c.name, USERS.c.id)
        if (team_id is None or team_id in one.team_ids) and (look.viewer.sees_all or mine & set(one.team_ids))
    ]


def spans_of(look: Look, user_ids: Sequence[str], start: Ms, end: Ms) -> dict[str, list[Span]]:
    """Return agent -> their states from `start` to `end` in order, cut at both. What is open ends now."""
    before = SPANS.sql.alias("before")
    first = (
        sa.select(sa.func.max(before.c.since))
        .where(before.c.user_id == SPANS.c.user_id, before.c.since <= start)
        .scalar_subquery()
    )
    which = sa.and_(
        SPANS.c.user_id.in_(user_ids), SPANS.c.since >= sa.func.coalesce(first, start), SPANS.c.since < end
    )
    found: dict[str, list[Span]] = {one: [] for one in user_ids}
    for span in look.rows(SPANS, which, SPANS.c.since, SPANS.c.seq):
        found[span.user_id].append(span)
    return found


def length(span: Span, start: Ms, end: Ms) -> Ms:
    """Return how much of a span lies between two instants, in milliseconds."""
    return max(0, min(span.until if span.until is not None else end, end) - max(span.since, start))


@metric
def signed_in(spans: Sequence[Span], start: Ms, end: Ms) -> Ms:
    """Time today in which the agent was at work: in any state but offline, away included."""
    return sum(length(one, start, end) for one in spans if one.state != "offline")


@metric
def occupancy(spans: Sequence[Span], start: Ms, end: Ms) -> float | None:
    """Of the time today in which the agent was at work and not away, the share with a chat or a call in hand or in wrap-up. Written
    work (mail) has no such moments and does not count."""
    there = [one for one in spans if one.state not in ("offline", "away")]
    whole = sum(length(one, start, end) for one in there)
    taken = sum(length(one, start, end) for one in there if one.live or one.state == "wrap_up")
    return taken / whole if whole else None


@metric
def offered(look: Look, user_ids: Sequence[str], start: Ms, end: Ms) -> dict[str, dict[str, int]]:
    """Offers made to the agent today, and how they ended: accepted, declined, ignored (nobody answered in time), withdrawn (taken
    by somebody else or not needed any more), or still open."""
    query = (
        sa.select(OFFERS.c.agent_id, OFFERS.c.state, sa.func.count())
        .where(OFFERS.c.agent_id.in_(user_ids), OFFERS.c.created_at >= start, OFFERS.c.created_at < end)
        .group_by(OFFERS.c.agent_id, OFFERS.c.state)
    )
    found: dict[str, dict[str, int]] = {one: {} for one in user_ids}
    for user_id, state, count in look.connection.execute(query):
        found[user_id][state] = count
    return found


@metric
def taken_by_hand(floor: Floor, user_ids: Sequence[str]) -> dict[str, int]:
    """Waits that the agent ended today by taking the ticket out of the queue without an offer."""
    return _by_agent(floor, by_hand(floor, user_ids))


@metric
def cherry_picked(floor: Floor, user_ids: Sequence[str]) -> dict[str, int]:
    """Of what the agent took by hand today, how often somebody in the same queue had been waiting longer at that moment."""
    return _by_agent(floor, picked(floor, user_ids))


def by_hand(floor: Floor, user_ids: Sequence[str]) -> sa.ColumnElement[bool]:
    """Return the condition on WAITS of `taken_by_hand`."""
    return sa.and_(waits_ended(floor), WAITS.c.hand == "self", WAITS.c.agent_id.in_(user_ids))


def picked(floor: Floor, user_ids: Sequence[str]) -> sa.ColumnElement[bool]:
    """Return the condition on WAITS of `cherry_picked`."""
    other = WAITS.sql.alias("passed_over")
    went_on = (
        sa.exists()
        .where(other.c.queue_id == WAITS.c.queue_id, other.c.since < WAITS.c.since)
        .where(other.c.ended_at > WAITS.c.ended_at)
    )
    goes_on = sa.exists().where(
        WAITING.c.queue_id == WAITS.c.queue_id,
        WAITING.c.since < WAITS.c.since,
    )
    return sa.and_(by_hand(floor, user_ids), sa.or_(went_on, goes_on))


def _by_agent(floor: Floor, which: sa.ColumnElement[bool]) -> dict[str, int]:
    query = sa.select(WAITS.c.agent_id, sa.func.count()).where(which).group_by(WAITS.c.agent_id)
    return {line[0]: line[1] for line in floor.look.connection.execute(query)}
