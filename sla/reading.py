"""What the engine says of a clock at an instant, as values to store and show. No arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sla.facts import Kind
from sla.plain import Plain

State = Literal["running", "paused", "met", "stopped"]


@dataclass(frozen=True, slots=True)
class Line(Plain):
    """One line of a deadline proof: a code with parameters, for an instant or for `at` to `until`.

    Holds no words: every language renders it from `clock.<code>`; docs/sla.md lists the codes.
    """

    code: str
    at: datetime
    until: datetime | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reached(Plain):
    """A step and the instant it was reached: done once for (ticket, clock, cycle, step)."""

    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reading(Plain):
    """A clock's cycle at an instant. Seconds are counted ones (open and not paused); instants are UTC.

    `state` and `breached_at` are independent: a breached clock may still run. `due_at` is none while paused without
    a manual due date, and once stopped without being met. `breaches` keeps those that a later target lifted.
    `remaining_s` is negative past due.
    """

    clock: Kind
    cycle: int
    state: State
    started_at: datetime
    elapsed_s: int
    paused_s: int
    target_s: int | None = None
    remaining_s: int | None = None
    due_at: datetime | None = None
    manual: bool = False
    breached_at: datetime | None = None
    stopped_at: datetime | None = None
    next_step_at: datetime | None = None
    steps: tuple[Reached, ...] = ()
    breaches: tuple[datetime, ...] = ()
    policy: str | None = None
    policy_version: int | None = None
    call: str | None = None
    explanation: tuple[Line, ...] = ()

    @property
    def outcome(self) -> Literal["pending", "met", "failed", "none"]:
        """Met in time, failed (breached, whether met later or not), still open, or ended without either."""
        if self.breached_at is not None:
            return "failed"
        if self.state in ("running", "paused"):
            return "pending"
        return "met" if self.state == "met" else "none"

    @property
    def next_at(self) -> datetime | None:
        """When this clock wants to be looked at again: the next step, or due while not breached."""
        due = None if self.breached_at or self.state not in ("running", "paused") else self.due_at
        return min((at for at in (due, self.next_step_at) if at is not None), default=None)
