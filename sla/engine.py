"""All clocks of a ticket at an instant: `evaluate` folds its events under policies and calendars.

What is stored of the result is a cache of it; the same events give the same result for ever.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sla.calendar import Calendar
from sla.clock import measure
from sla.events import Event
from sla.facts import Kind
from sla.fold import told
from sla.plain import Plain
from sla.policy import Policy
from sla.reading import Reached, Reading
from sla.story import Cycle
from sla.targets import Step

Key = tuple[Kind, int, str]
"""(clock, cycle, step): with the ticket's id what a step happens once for."""


@dataclass(frozen=True, slots=True)
class Evaluation(Plain):
    """Every cycle of every clock of a ticket, in the order they began."""

    readings: tuple[Reading, ...]

    @property
    def current(self) -> dict[Kind, Reading]:
        """The latest cycle of each clock; of several calls at once the one whose due comes first."""
        latest: dict[Kind, Reading] = {}
        for reading in self.readings:
            held = latest.get(reading.clock)
            if held is None or reading.clock != "answer" or _sooner(reading, held):
                latest[reading.clock] = reading
        return latest

    @property
    def next_at(self) -> datetime | None:
        """When the ticket wants to be evaluated again though nothing happens: the next step or due time."""
        return min((at for reading in self.readings if (at := reading.next_at)), default=None)

    def undone(self, done: Collection[Key]) -> list[tuple[Reading, Reached]]:
        """The steps reached and not yet in `done`, in the order they were reached."""
        found = [
            (reading, step)
            for reading in self.readings
            for step in reading.steps
            if (reading.clock, reading.cycle, step.step) not in done
        ]
        return sorted(found, key=lambda each: each[1].at)


def _sooner(reading: Reading, held: Reading) -> bool:
    if held.state != "running" or reading.state != "running":
        return reading.state == "running" or held.state != "running"
    return bool(reading.due_at and held.due_at and reading.due_at < held.due_at)


def evaluate(
    policy: Policy | Sequence[Policy],
    calendar: Calendar,
    events: Sequence[Event],
    now: datetime,
    *,
    calendars: Mapping[str, Calendar] | None = None,
    explain: bool = True,
    history: bool = True,
    also: Collection[tuple[Kind, int]] = (),
) -> Evaluation:
    """The clocks of a ticket as of `now`; events after `now` do not count yet.

    `policy` is one policy or an ordered list that is matched top down against the ticket's facts, again at every
    change of them. `calendar` is the default, `calendars` those that policies name. `events` come in the log's
    order and begin with `Created`. `explain=False` leaves the proof out; `history=False` all cycles but the open
    ones, the last of each clock (a cycle that was stopped never changes again) and those in `also`. Errors are SlaError.
    """
    policies = [policy] if isinstance(policy, Policy) else policy
    story = told(policies, calendar, calendars or {}, events, now)
    cycles = story.cycles if history else _live(story.cycles, also)
    readings = (measure(cycle, story, now, explain=explain) for cycle in cycles)
    return Evaluation(tuple(reading for reading in readings if reading))


def _live(cycles: Sequence[Cycle], also: Collection[tuple[Kind, int]]) -> list[Cycle]:
    last = {cycle.kind: cycle for cycle in cycles}
    return [
        cycle
        for cycle in cycles
        if cycle.stopped_at is None or cycle is last[cycle.kind] or (cycle.kind, cycle.number) in also
    ]


def step_named(policies: Sequence[Policy], reading: Reading, step: str) -> Step | None:
    """The step of a reading's policy by its id, with its actions."""
    own = (policy for policy in policies if policy.id == reading.policy)
    return next((each for policy in own for each in policy.steps if each.id == step), None)
