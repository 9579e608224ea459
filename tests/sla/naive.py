"""Business time and clocks the slow way: one tick after the other, straight from the rules. What the engine must equal.

Shares no code with the package under test but its plain event and policy values.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sla.events import (
    CalendarChanged,
    Created,
    CustomerWrote,
    DueSet,
    Event,
    FactsChanged,
    Replied,
    StatusChanged,
)
from sla.facts import Kind
from sla.policy import Policy
from sla.targets import Target

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ENDED = ("solved", "closed", "spam")


class NaiveCalendar:
    """Reads the same plain values as the calendar and asks them about one second at a time."""

    def __init__(self, d: dict[str, Any]) -> None:
        self.states = [(float("-inf"), d, ZoneInfo(d["time_zone"]))]
        for state in d.get("versions", ()):
            zone = ZoneInfo(state["time_zone"])
            begins = datetime.fromisoformat(state["effective"]).replace(tzinfo=zone).timestamp()
            self.states.append((begins, state, zone))

    def is_open(self, second: int) -> bool:
        _, rules, zone = [each for each in self.states if each[0] <= second][-1]
        local = datetime.fromtimestamp(second, zone)
        clock = local.hour * 3600 + local.minute * 60 + local.second
        hours, breaks = self.day(rules, local)
        return within(clock, hours) and not within(clock, breaks)

    def day(self, rules: dict[str, Any], local: datetime) -> tuple[list[list[str]], list[list[str]]]:
        day = str(local.date())
        breaks = rules.get("breaks", {}).get(day, [])
        if day in rules.get("overrides", {}):
            return rules["overrides"][day], breaks
        if day in rules.get("holidays", ()) or day[5:] in rules.get("recurring_holidays", ()):
            return [], breaks
        return rules["weekly"].get(DAYS[local.weekday()], []), breaks

    def elapsed(self, start: int, end: int, tick: int = 1) -> int:
        return sum(tick for second in range(start, end, tick) if self.is_open(second))

    def add(self, start: int, seconds: int, tick: int = 1) -> int:
        at, left = start, seconds
        while left:
            left -= tick if self.is_open(at) else 0
            at += tick
        return at

    def subtract(self, end: int, seconds: int, tick: int = 1) -> int:
        at, left = end, seconds
        while left:
            at -= tick
            left -= tick if self.is_open(at) else 0
        return at


def within(clock: int, hours: Sequence[Sequence[str]]) -> bool:
    return any(of_day(opens) <= clock < of_day(closes) for opens, closes in hours)


@cache
def of_day(text: str) -> int:
    return int(text[:2]) * 3600 + int(text[3:5]) * 60


@dataclass
class Tally:
    """A cycle as the stepper sees it."""

    kind: Kind
    number: int
    elapsed: int = 0
    paused: int = 0
    breached: int | None = None
    stopped: int | None = None
    met: bool = False
    due: int | None = None
    idle_since: int | None = None
    steps: dict[str, int] = field(default_factory=dict)


class Stepper:
    """A ticket that lives tick by tick."""

    def __init__(self, policies: Sequence[Policy], calendar: NaiveCalendar, tick: int) -> None:
        self.policies, self.calendar, self.tick = policies, calendar, tick
        self.tallies: list[Tally] = []
        self.status = "new"
        self.policy: Policy | None = None

    def run(self, events: Sequence[Event], now: int) -> list[Tally]:
        first = seconds(events[0].at)
        waiting = list(events)
        for at in range(first, now + 1, self.tick):
            while waiting and seconds(waiting[0].at) <= at:
                self.apply(waiting.pop(0), at)
            for tally in self.tallies:
                self.check(tally, at)
                if at < now:
                    self.count(tally, at)
        return self.tallies

    def shown(self) -> set[tuple[str, int]]:
        """The clocks that live and have something to be due by."""
        living = (t for t in self.tallies if t.stopped is None and t.idle_since is None)
        return {(t.kind, t.number) for t in living if self.target(t) or t.due is not None}

    def apply(self, event: Event, at: int) -> None:
        if isinstance(event, Created | FactsChanged):
            self.policy = next(p for p in self.policies if all(c.holds(event.facts) for c in p.conditions))
        if isinstance(event, Created):
            self.status = event.status
            self.tallies += [Tally("first_response", 1), Tally("resolution", 1)]
        elif isinstance(event, StatusChanged):
            self.change(event.status, at)
        elif isinstance(event, DueSet):
            for tally in self.live(event.clock):
                tally.due = None if event.due_at is None else seconds(event.due_at)
        elif isinstance(event, CalendarChanged):
            assert event.calendar is not None
            self.calendar = NaiveCalendar(event.calendar.to_dict())
        else:
            self.talk(event, at)

    def talk(self, event: Event, at: int) -> None:
        if isinstance(event, CustomerWrote):
            if self.tallies[0].met and not self.live("next_reply"):
                self.begin("next_reply", at)
        elif isinstance(event, Replied) and event.author == "human":
            for kind in ("first_response", "next_reply", "update"):
                self.stop(kind, at, met=True)
            self.begin("update", at)

    def change(self, status: str, at: int) -> None:
        if status in ENDED and self.status not in ENDED:
            self.stop("next_reply", at, met=False)
        for tally in self.tallies:
            if status not in ENDED:
                tally.idle_since = None
            elif tally.idle_since is None:
                tally.idle_since = at
        self.status = status

    def live(self, kind: str) -> list[Tally]:
        return [tally for tally in self.tallies if tally.kind == kind and tally.stopped is None]

    def begin(self, kind: Kind, at: int) -> None:
        idle = at if self.status in ENDED else None
        self.tallies.append(Tally(kind, 1 + sum(t.kind == kind for t in self.tallies), idle_since=idle))

    def stop(self, kind: str, at: int, *, met: bool) -> None:
        for tally in self.live(kind):
            tally.stopped, tally.met = at, met

    def mode(self, tally: Tally) -> str:
        if tally.stopped is not None or self.status in ENDED:
            return "off"
        assert self.policy is not None
        pausing = {"waiting_customer", *self.policy.pause_also}
        return "paused" if tally.kind in ("update", "resolution") and self.status in pausing else "counted"

    def target(self, tally: Tally) -> Target | None:
        assert self.policy is not None
        return self.policy.target(tally.kind)

    def check(self, tally: Tally, at: int) -> None:
        """After the events of the instant: is the due time there, is a step?"""
        if self.mode(tally) == "off":
            return
        target = self.target(tally)
        if tally.due is None and target is None:
            tally.breached = None
            return
        over = at >= tally.due if tally.due is not None else target and tally.elapsed >= target.seconds
        if not over:
            tally.breached = None
        elif tally.breached is None:
            tally.breached = at
        assert self.policy is not None
        for step in self.policy.steps:
            if step.clock == tally.kind and step.id not in tally.steps and tally.due is None and target:
                goal = (
                    target.seconds * step.percent / 100
                    if step.percent
                    else target.seconds + (step.offset_s or 0)
                )
                if tally.elapsed >= goal:
                    tally.steps[step.id] = at

    def count(self, tally: Tally, at: int) -> None:
        if self.mode(tally) != "off" and self.calendar.is_open(at):
            if self.mode(tally) == "counted":
                tally.elapsed += self.tick
            else:
                tally.paused += self.tick


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def instant(second: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
