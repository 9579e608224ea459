"""Agents' days on the board: what they were in when, how occupied, what they were offered and took. For supervisors, of their own teams."""

from __future__ import annotations

import msgspec

from server.base.clock import Ms
from server.desk.access import FLOOR_READ
from server.desk.readings import metrics_agents
from server.desk.readings.board import OfBoard
from server.desk.readings.look import Look
from server.desk.readings.metrics import Floor, floor_of
from server.desk.readings.registry import reading
from server.store.tables.floor import Span
from server.store.tables.staff import User


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Part of an agent's day in one state. `live`: with a chat or a call in hand. `until` None: now."""

    state: str
    reason: str | None
    set_by: str
    live: bool
    since: Ms
    until: Ms | None


class AgentDay(msgspec.Struct, frozen=True, kw_only=True):
    """An agent's day. `occupancy` 0 to 1, None: not at work yet."""

    user_id: str
    name: str
    signed_in_ms: int
    occupancy: float | None
    stretches: list[Stretch]


class AgentDays(msgspec.Struct, frozen=True, kw_only=True):
    """The agents' days, by name."""

    at: Ms
    day_start: Ms
    day_end: Ms
    agents: list[AgentDay]


class LedgerLine(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent was offered on the day, how that ended, and what they took by hand. `open`: offered just now."""

    user_id: str
    name: str
    offered: int
    accepted: int
    declined: int
    timed_out: int
    withdrawn: int
    open: int
    taken_by_hand: int
    cherry_picked: int


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """The fair-work ledger of a day, by name."""

    at: Ms
    day_start: Ms
    day_end: Ms
    agents: list[LedgerLine]


@reading("board.agents", OfBoard, FLOOR_READ, path="/board/agents", answer=AgentDays)
def agent_days(look: Look, question: OfBoard) -> AgentDays:
    """Return the states of each agent over a day, and how occupied they were."""
    floor = floor_of(look, question.team_id, question.queue_id, question.day)
    agents = metrics_agents.agents_of(look, question.team_id)
    spans = metrics_agents.spans_of(look, [one.id for one in agents], floor.start, floor.end)
    until = min(look.now, floor.end)
    return AgentDays(
        at=look.now,
        day_start=floor.start,
        day_end=floor.end,
        agents=[_day(one, spans[one.id], floor.start, until) for one in agents],
    )


@reading("board.ledger", OfBoard, FLOOR_READ, path="/board/ledger", answer=Ledger)
def ledger(look: Look, question: OfBoard) -> Ledger:
    """Return what each agent was offered on a day, accepted, declined and ignored, and what they took by hand."""
    floor = floor_of(look, question.team_id, question.queue_id, question.day)
    agents = metrics_agents.agents_of(look, question.team_id)
    return Ledger(at=look.now, day_start=floor.start, day_end=floor.end, agents=_ledger_lines(floor, agents))


def _ledger_lines(floor: Floor, agents: list[User]) -> list[LedgerLine]:
    ids = [one.id for one in agents]
    offers = metrics_agents.offered(floor.look, ids, floor.start, floor.end)
    taken = metrics_agents.taken_by_hand(floor, ids)
    picked = metrics_agents.cherry_picked(floor, ids)
    states = ("accepted", "declined", "timed_out", "withdrawn", "open")
    return [
        LedgerLine(
            user_id=one.id,
            name=one.name,
            offered=sum(offers[one.id].values()),
            **{state: offers[one.id].get(state, 0) for state in states},
            taken_by_hand=taken.get(one.id, 0),
            cherry_picked=picked.get(one.id, 0),
        )
        for one in agents
    ]


def _day(user: User, spans: list[Span], start: Ms, until: Ms) -> AgentDay:
    return AgentDay(
        user_id=user.id,
        name=user.name,
        signed_in_ms=metrics_agents.signed_in(spans, start, until),
        occupancy=metrics_agents.occupancy(spans, start, until),
        stretches=[_stretch(one, start) for one in spans],
    )


def _stretch(span: Span, start: Ms) -> Stretch:
    return Stretch(
        state=span.state,
        reason=span.reason,
        set_by=span.set_by,
        live=span.live,
        since=max(span.since, start),
        until=span.until,
    )
