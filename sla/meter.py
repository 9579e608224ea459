"""The running sums of one clock's cycle: counted and paused time, when due and steps were reached.

Passes over spans in order; the reading made of it is `sla.clock`.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sla.facts import Kind
from sla.spans import Span
from sla.targets import Step


@dataclass(slots=True)
class Meter:
    """The running sums of a cycle while its spans go by."""

    now: datetime
    elapsed: int = 0
    paused: int = 0
    breached: datetime | None = None
    breaches: list[datetime] = field(default_factory=list)
    reached: dict[str, datetime] = field(default_factory=dict)

    def pass_by(self, span: Span, kind: Kind, started: datetime) -> None:
        """Adds one span: first what is reached in it, then its time."""
        self.elapsed += span.credited()
        if span.mode == "off":
            return
        seconds = span.seconds()
        counted = seconds if span.mode == "counted" else 0
        self._look_for_breach(span, kind, counted)
        self._look_for_steps(span, kind, started, counted)
        self.elapsed += counted
        self.paused += seconds - counted

    def _look_for_breach(self, span: Span, kind: Kind, counted: int) -> None:
        goal = due_goal(span, kind)
        at = None if goal is None else self._in_time(span, goal, counted)
        if self.breached is not None and (at is None or at > span.start):
            self.breached = None  # another target or due date, not reached yet
        if self.breached is None and at is not None:
            self.breached = at
            self.breaches.append(at)

    def _look_for_steps(self, span: Span, kind: Kind, started: datetime, counted: int) -> None:
        for step, goal in step_goals(span, kind, started):
            if step.id not in self.reached and (at := self._in_time(span, goal, counted)) is not None:
                self.reached[step.id] = at

    def _in_time(self, span: Span, goal: int | datetime, counted: int) -> datetime | None:
        """When the goal is reached inside the span. What ends or changes at that very instant comes first."""
        if isinstance(goal, datetime):
            at = max(goal, span.start)
        elif self.elapsed >= goal:
            at = span.start
        elif self.elapsed + counted >= goal:
            at = span.calendar.add(span.start, goal - self.elapsed)
        else:
            return None
        return at if at < span.end or (span.last and at <= self.now) else None


def due_goal(span: Span, kind: Kind) -> int | datetime | None:
    """What makes the clock due: the manual date if set, else the target's seconds, else nothing."""
    if span.due is not None and span.due.value is not None:
        return span.due.value
    target = span.regime.value.target(kind)
    return target.seconds if target else None


def step_goals(span: Span, kind: Kind, started: datetime) -> list[tuple[Step, int | datetime]]:
    """The clock's steps with their goals: counted seconds, or fixed instants around a manual due date."""
    policy, goal = span.regime.value.policy, due_goal(span, kind)
    if policy is None or goal is None:
        return []
    mine = [step for step in policy.steps if step.clock == kind]
    if isinstance(goal, int):
        return [(step, step.goal(goal)) for step in mine]
    return [(step, _around(span, started, goal, step)) for step in mine]


def _around(span: Span, started: datetime, due: datetime, step: Step) -> datetime:
    if step.offset_s is not None:
        return span.calendar.add(due, step.offset_s)
    return span.calendar.add(started, step.goal(span.calendar.elapsed(started, due)))
