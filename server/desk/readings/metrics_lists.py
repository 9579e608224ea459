"""The list behind each figure: the same condition, row by row. What the viewer may not see any more is a row without its ticket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from server.base.clock import Ms
from server.desk.readings import metrics, metrics_agents
from server.desk.readings.metrics import Floor, waits_ended
from server.store.tables.floor import WAITING, WAITS
from server.store.tables.work import OFFERS, TICKETS, WORK

FigureName = Literal[
    "waiting",
    "arrivals",
    "handled",
    "abandoned",
    "service_level",
    "late",
    "at_risk",
    "breached",
    "offered",
    "accepted",
    "declined",
    "timed_out",
    "withdrawn",
    "taken_by_hand",
    "cherry_picked",
]
OFFER_STATES = ("accepted", "declined", "timed_out", "withdrawn")


class Line(NamedTuple):
    """What stands behind a figure. `due_at`: the aimed end of the wait, the due time of a clock, the end of an offer.

    `what`: how a wait ended, which clock it is, how an offer ended.
    """

    ticket_id: str
    queue_id: str
    since: Ms
    ended_at: Ms | None
    due_at: Ms | None
    what: str
    agent_id: str | None
    hand: str


class Asked(NamedTuple):
    """Which part of the floor, and for figures of agents which of them."""

    floor: Floor
    user_ids: tuple[str, ...]


def lines(name: FigureName, asked: Asked) -> sa.Select[Any]:
    """Return the query of the lines behind a figure, without order."""
    if name in ("offered", *OFFER_STATES):
        return _offers(asked, None if name == "offered" else name)
    return _LINES[name](asked)


def _waiting(asked: Asked) -> sa.Select[Any]:
    return sa.select(
        WORK.c.ticket_id,
        WORK.c.queue_id,
        WORK.c.entered_at.label("since"),
        sa.null().label("ended_at"),
        WORK.c.due_at,
        WORK.c.state.label("what"),
        WORK.c.agent_id,
        sa.literal("").label("hand"),
    ).where(WORK.c.queue_id.in_(asked.floor.queue_ids), WORK.c.state.in_(("queued", "offered")))


def _arrived(asked: Asked) -> sa.Select[Any]:
    """Those that are over and those that are not."""
    floor = asked.floor
    over = _waits(
        sa.and_(
            WAITS.c.queue_id.in_(floor.queue_ids), WAITS.c.since >= floor.start, WAITS.c.since < floor.end
        ),
        sa.not_(WAITS.c.moved_in),
    )
    going = sa.select(
        WAITING.c.ticket_id,
        WAITING.c.queue_id,
        WAITING.c.since,
        sa.cast(sa.null(), sa.BigInteger).label("ended_at"),
        WAITING.c.target_at.label("due_at"),
        sa.literal("waiting").label("what"),
        sa.cast(sa.null(), sa.Text).label("agent_id"),
        sa.literal("").label("hand"),
    ).where(
        WAITING.c.queue_id.in_(floor.queue_ids),
        WAITING.c.since >= floor.start,
        WAITING.c.since < floor.end,
        sa.not_(WAITING.c.moved_in),
    )
    both = sa.union_all(over, going).subquery("arrived")
    return sa.select(both)


def _waits(*which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(
        WAITS.c.ticket_id,
        WAITS.c.queue_id,
        WAITS.c.since,
        WAITS.c.ended_at,
        WAITS.c.target_at.label("due_at"),
        WAITS.c.outcome.label("what"),
        WAITS.c.agent_id,
        WAITS.c.hand,
    ).where(*which)


def _clocks(which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(
        TICKETS.c.id.label("ticket_id"),
        TICKETS.c.queue_id,
        TICKETS.c.due_at.label("since"),
        sa.null().label("ended_at"),
        TICKETS.c.due_at,
        TICKETS.c.due_clock.label("what"),
        TICKETS.c.assignee_id.label("agent_id"),
        sa.literal("").label("hand"),
    ).where(which)


def _offers(asked: Asked, state: str | None) -> sa.Select[Any]:
    query = (
        sa.select(
            OFFERS.c.ticket_id,
            TICKETS.c.queue_id,
            OFFERS.c.created_at.label("since"),
            OFFERS.c.ended_at,
            OFFERS.c.expires_at.label("due_at"),
            OFFERS.c.state.label("what"),
            OFFERS.c.agent_id,
            sa.literal("").label("hand"),
        )
        .join(TICKETS.sql, TICKETS.c.id == OFFERS.c.ticket_id)
        .where(OFFERS.c.agent_id.in_(asked.user_ids))
        .where(OFFERS.c.created_at >= asked.floor.start, OFFERS.c.created_at < asked.floor.end)
    )
    return query if state is None else query.where(OFFERS.c.state == state)


def _counted(late_only: bool) -> Callable[[Asked], sa.Select[Any]]:
    late = WAITS.c.ended_at > WAITS.c.target_at
    answered, abandoned = WAITS.c.outcome == "answered", WAITS.c.outcome == "abandoned"
    which = sa.or_(answered, sa.and_(abandoned, late))
    return lambda asked: _waits(waits_ended(asked.floor), sa.and_(which, late) if late_only else which)


_LINES: dict[str, Callable[[Asked], sa.Select[Any]]] = {
    "waiting": _waiting,
    "arrivals": _arrived,
    "handled": lambda asked: _waits(waits_ended(asked.floor), WAITS.c.outcome == "answered"),
    "abandoned": lambda asked: _waits(waits_ended(asked.floor), WAITS.c.outcome == "abandoned"),
    "service_level": _counted(False),
    "late": _counted(True),
    "at_risk": lambda asked: _clocks(metrics.due_soon(asked.floor)),
    "breached": lambda asked: _clocks(metrics.overdue(asked.floor)),
    "taken_by_hand": lambda asked: _waits(metrics_agents.by_hand(asked.floor, asked.user_ids)),
    "cherry_picked": lambda asked: _waits(metrics_agents.picked(asked.floor, asked.user_ids)),
}
