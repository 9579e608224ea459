"""A ticket's clocks with the deadline proof: each due time unfolded into lines of code and figures, for both languages alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from console.protocol import Wire
from server.base.clock import Ms
from server.desk.access import TICKET_READ
from server.desk.clocks import counting, terms
from server.desk.clocks.terms import Terms
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.desk.readings.threads import Id
from server.store.tables.clocks import CLOCK_STEPS, CLOCK_STORIES, ClockStep, ClockStory
from server.store.tables.staff import USERS
from sla import Evaluation, Line, Reading, Step

INSTANTS = ("due", "since")


class ClocksOf(Question, frozen=True, kw_only=True):
    """A ticket."""

    ticket_id: Id


class ProofLine(Wire, frozen=True, kw_only=True):
    """A line of the proof: `clock.<code>` of the catalogs with `params`, of an instant or of `at` to `until`."""

    code: str
    at: Ms
    until: Ms | None
    params: dict[str, Any]


class StepLine(Wire, frozen=True, kw_only=True):
    """A step of the clock: where on it, what it does, when it was reached, and when it was done (later than that: `late`)."""

    id: str
    percent: int | None
    offset_s: int | None
    actions: list[str]
    reached_at: Ms | None
    fired_at: Ms | None
    late: bool


class ClockShown(Wire, frozen=True, kw_only=True):
    """A cycle of a clock. `remaining_s` is business time and negative when overdue; `lines` are the proof."""

    clock: str
    cycle: int
    state: str
    started_at: Ms
    elapsed_s: int
    paused_s: int
    target_s: int | None
    remaining_s: int | None
    due_at: Ms | None
    warn_at: Ms | None
    manual: bool
    met_at: Ms | None
    stopped_at: Ms | None
    breached_at: Ms | None
    policy_id: str | None
    policy_name: str | None
    policy_version: int | None
    call_id: str | None
    steps: list[StepLine]
    lines: list[ProofLine]


class TicketClocks(Wire, frozen=True, kw_only=True):
    """All clocks of a ticket at `at`; those that still go first. `names`: the people that lines speak of, by id."""

    ticket_id: str
    at: Ms
    clocks: list[ClockShown]
    names: dict[str, str]


@reading("ticket.clocks", ClocksOf, TICKET_READ, path="/tickets/{ticket_id}/clocks", answer=TicketClocks)
def ticket_clocks(look: Look, question: ClocksOf) -> TicketClocks:
    """Return how a ticket's clocks stand now, and why each is due when it is."""
    story = look.by_id(CLOCK_STORIES, [question.ticket_id]).get(question.ticket_id)
    if story is None or not counting.promised(story):
        return TicketClocks(ticket_id=question.ticket_id, at=look.now, clocks=[], names={})
    found = counting.count(story, lambda one: terms.read(look.connection, one), look.now, explain=True)
    terms_id = counting.terms_now(story)
    held = terms.read(look.connection, terms_id) if terms_id else counting.UNPROMISED
    return TicketClocks(
        ticket_id=question.ticket_id,
        at=look.now,
        clocks=[_shown(one, held, _fired(look, story)) for one in _ordered(found)],
        names=_names(look, story),
    )


def _ordered(found: Evaluation) -> list[Reading]:
    """Those that go first, what is due first at the top; then what is over, the newest first."""
    going = [one for one in found.readings if one.state in ("running", "paused")]
    over = [one for one in found.readings if one.state not in ("running", "paused")]
    last = max((one.started_at for one in found.readings), default=None)
    going.sort(key=lambda one: (one.due_at is None, one.due_at or last, one.clock))
    return [*going, *sorted(over, key=lambda one: one.started_at, reverse=True)]


def _shown(reading: Reading, held: Terms, fired: dict[tuple[str, int, str], ClockStep]) -> ClockShown:
    fact = counting.fact(reading, held)
    return ClockShown(
        clock=fact.clock,
        cycle=fact.cycle,
        state=fact.state,
        started_at=fact.started_at,
        elapsed_s=reading.elapsed_s,
        paused_s=reading.paused_s,
        target_s=fact.target_s,
        remaining_s=reading.remaining_s,
        due_at=fact.due_at,
        warn_at=fact.warn_at,
        manual=fact.manual,
        met_at=fact.stopped_at if fact.state == "met" else None,
        stopped_at=fact.stopped_at,
        breached_at=fact.breached_at,
        policy_id=fact.policy_id,
        policy_name=held.names.get(fact.policy_id or ""),
        policy_version=fact.policy_version,
        call_id=fact.call_id,
        steps=[_step(reading, step, fired) for step in _steps(reading, held)],
        lines=[_line(line, held) for line in reading.explanation],
    )


def _steps(reading: Reading, held: Terms) -> Iterable[Step]:
    policy = next((one for one in held.policies if one.id == reading.policy), None)
    return [step for step in policy.steps if step.clock == reading.clock] if policy else []


def _step(reading: Reading, step: Step, fired: dict[tuple[str, int, str], ClockStep]) -> StepLine:
    done = fired.get((reading.clock, reading.cycle, step.id))
    reached = next((one.at for one in reading.steps if one.step == step.id), None)
    return StepLine(
        id=step.id,
        percent=step.percent,
        offset_s=step.offset_s,
        actions=[f"{action.kind}:{action.to}" if action.to else action.kind for action in step.actions],
        reached_at=done.reached_at if done else _ms(reached),
        fired_at=done.fired_at if done else None,
        late=done is not None and done.fired_at - done.reached_at >= LATE_MS,
    )


LATE_MS = 2_000
"""Later than this after its time a step is called late; a leader at work needs less."""


def _line(line: Line, held: Terms) -> ProofLine:
    params = dict(line.params)
    for name in INSTANTS:
        if isinstance(params.get(name), str):
            params[name] = _ms(datetime.fromisoformat(params[name]))
    if "policy" in params:
        params["policy"] = held.names.get(params["policy"] or "", params["policy"])
    at, until = _ms(line.at), _ms(line.until)
    return ProofLine(code=line.code, at=at or 0, until=until, params=params)


def _ms(at: datetime | None) -> Ms | None:
    return None if at is None else round(at.timestamp() * 1000)


def _fired(look: Look, story: ClockStory) -> dict[tuple[str, int, str], ClockStep]:
    rows = look.rows(CLOCK_STEPS, CLOCK_STEPS.c.ticket_id == story.ticket_id)
    return {(row.clock, row.cycle, row.step): row for row in rows}


def _names(look: Look, story: ClockStory) -> dict[str, str]:
    """The staff the story speaks of; customers are only ever called that."""
    ids = sorted({one.by for one in story.told if one.by and one.by != "customer"})
    query = sa.select(USERS.c.id, USERS.c.name).where(USERS.c.id.in_(ids))
    return {row.id: row.name for row in look.connection.execute(query)}
