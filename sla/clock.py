"""What a clock's cycle says at an instant: counted time, due time, breach, steps reached and the next one.

A pure sum over spans; what begins and ends cycles is `sla.story`, the wording of the proof `sla.proof`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sla.meter import Meter, due_goal, step_goals
from sla.proof import proof_of
from sla.reading import Reached, Reading, State
from sla.spans import Span, spans_of
from sla.story import Cycle, Story


def measure(cycle: Cycle, story: Story, now: datetime, *, explain: bool) -> Reading | None:
    """The reading of a cycle; none where the policy gives no target and nobody set a due date."""
    spans = spans_of(cycle, story, now.replace(microsecond=0))
    meter = Meter(now)
    for span in spans:
        meter.pass_by(span, cycle.kind, cycle.counted_from)
    live = next((span for span in reversed(spans) if span.mode != "off"), spans[0])
    goal = due_goal(live, cycle.kind)
    if goal is None:
        return None
    reading = _reading(cycle, spans, live, goal, meter)
    return replace(reading, explanation=proof_of(cycle, spans, reading)) if explain else reading


def _reading(cycle: Cycle, spans: Sequence[Span], live: Span, goal: int | datetime, meter: Meter) -> Reading:
    state, stopped = _state(cycle, spans)
    policy, target = live.regime.value.policy, live.regime.value.target(cycle.kind)
    until = stopped or spans[-1].end
    running = state == "running"
    return Reading(
        clock=cycle.kind,
        cycle=cycle.number,
        state=state,
        started_at=cycle.counted_from,
        elapsed_s=meter.elapsed,
        paused_s=meter.paused,
        target_s=target.seconds if target else None,
        remaining_s=_remaining(goal, live, meter, until),
        due_at=_due(live, goal, meter, until, moving=running or state == "met"),
        manual=isinstance(goal, datetime),
        breached_at=meter.breached,
        stopped_at=stopped,
        next_step_at=_next_step(live, cycle, meter, until, running)
        if state in ("running", "paused")
        else None,
        steps=tuple(
            Reached(step, at) for step, at in sorted(meter.reached.items(), key=lambda each: each[1])
        ),
        breaches=tuple(meter.breaches),
        policy=policy.id if policy else None,
        policy_version=policy.version if policy else None,
        call=cycle.call,
    )


def _state(cycle: Cycle, spans: Sequence[Span]) -> tuple[State, datetime | None]:
    """The state, and since when a clock that stands still for good or while its ticket is solved does so."""
    if cycle.stopped_at:
        return ("met" if cycle.met else "stopped"), cycle.stopped_at
    if spans[-1].mode != "off":
        return ("paused" if spans[-1].mode == "paused" else "running"), None
    began = len(spans) - next((n for n, span in enumerate(reversed(spans)) if span.mode != "off"), len(spans))
    met = cycle.kind == "resolution" and spans[-1].status.value != "spam"
    return ("met" if met else "stopped"), spans[began].start


def _remaining(goal: int | datetime, live: Span, meter: Meter, until: datetime) -> int:
    if isinstance(goal, int):
        return goal - meter.elapsed
    return live.calendar.elapsed(until, goal) - live.calendar.elapsed(goal, until)


def _due(live: Span, goal: int | datetime, meter: Meter, until: datetime, *, moving: bool) -> datetime | None:
    if isinstance(goal, int) and meter.breached:
        return meter.breached
    return _projected(live, goal, meter, until, moving=moving)


def _projected(
    live: Span, goal: int | datetime, meter: Meter, until: datetime, *, moving: bool
) -> datetime | None:
    """When the goal will be reached if the clock goes on; only a fixed instant is known while it stands still."""
    if isinstance(goal, datetime):
        return goal
    return live.calendar.add(until, max(0, goal - meter.elapsed)) if moving else None


def _next_step(live: Span, cycle: Cycle, meter: Meter, until: datetime, running: bool) -> datetime | None:
    """The step that comes next: of those in counted seconds the least, since later seconds never come earlier."""
    ahead = [
        goal
        for step, goal in step_goals(live, cycle.kind, cycle.counted_from)
        if step.id not in meter.reached
    ]
    fixed = [goal for goal in ahead if isinstance(goal, datetime)]
    counted = [goal for goal in ahead if isinstance(goal, int)]
    if counted and running:
        fixed.append(live.calendar.add(until, max(0, min(counted) - meter.elapsed)))
    return min(fixed, default=None)
