"""What a ticket with given facts would be promised if it were opened now: for whoever edits policies. Changes nothing."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from console.protocol import Wire
from server.base.clock import Ms, as_datetime
from server.desk.clocks import terms
from server.desk.clocks.counting import fact
from sla import Created, Facts, considered, evaluate


class TriedPolicy(Wire, frozen=True, kw_only=True):
    """A policy that was looked at, top down. `missed`: the field of the condition that did not hold; None: it takes the ticket."""

    id: str
    name: str
    missed: str | None
    wanted: list[str]


class TriedClock(Wire, frozen=True, kw_only=True):
    """A clock the ticket would have: its target, and when it would be at risk and due."""

    clock: str
    target_s: int | None
    warn_at: Ms | None
    due_at: Ms | None
    steps: list[str]


class Tried(Wire, frozen=True, kw_only=True):
    """Which policy would take the ticket (None: none does) and what it would promise."""

    policy_id: str | None
    policy_name: str | None
    considered: list[TriedPolicy]
    clocks: list[TriedClock]


def try_policy(connection: sa.Connection, facts: Facts | dict[str, Any], now: Ms) -> Tried:
    """Return what work with these facts (`queue`, `priority`, `channel`, `segment`, `language`, `tags`) is promised as configured now."""
    found = facts if isinstance(facts, Facts) else Facts.from_dict(facts)
    held = terms.read_now(connection)
    looked = considered(held.policies, found)
    taken = next((policy_id for policy_id, missed in looked if missed is None), None)
    at = as_datetime(now)
    said = evaluate(held.policies, held.calendar, [Created(at, found)], at, calendars=held.calendars)
    policy = next((one for one in held.policies if one.id == taken), None)
    clocks = []
    for reading in said.readings:
        clock = fact(reading, held)
        steps = [step.id for step in policy.steps if step.clock == reading.clock] if policy else []
        shown = TriedClock(
            clock=clock.clock,
            target_s=clock.target_s,
            warn_at=clock.warn_at,
            due_at=clock.due_at,
            steps=steps,
        )
        clocks.append(shown)
    return Tried(
        policy_id=taken,
        policy_name=held.names.get(taken or ""),
        considered=[
            TriedPolicy(
                id=policy_id,
                name=held.names[policy_id],
                missed=missed.field if missed else None,
                wanted=sorted(missed.any_of) if missed else [],
            )
            for policy_id, missed in looked
        ],
        clocks=clocks,
    )
