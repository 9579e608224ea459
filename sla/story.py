"""What a ticket's clocks need to know of it: status and regime over time, and each clock's cycles.

Holds the state of the fold; which event does what to it is `sla.fold`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Generic, TypeVar

from sla.calendar import Calendar
from sla.errors import SlaError
from sla.facts import NO_FACTS, Author, Facts, Kind, Status
from sla.policy import Policy, match
from sla.rules import WEEKDAYS
from sla.targets import Target

ENDED: frozenset[Status] = frozenset({"solved", "closed", "spam"})
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Since(Generic[V]):
    """A value that holds from an instant on, and who brought it."""

    at: datetime
    value: V
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Regime:
    """The policy that matched and the calendars in force; `cause` is what brought it."""

    policy: Policy | None
    default: Calendar
    named: Mapping[str, Calendar]
    cause: str

    def target(self, kind: Kind) -> Target | None:
        """The target of a clock under this regime."""
        return self.policy.target(kind) if self.policy else None

    def calendar(self, kind: Kind) -> Calendar:
        """The calendar that counts for a clock under this regime. A ringing phone waits at every hour."""
        target = self.target(kind)
        if kind == "answer" or (target and target.around_the_clock):
            return always_open()
        if self.policy is None or self.policy.calendar is None:
            return self.default
        if self.policy.calendar not in self.named:
            known = ", ".join(sorted(self.named))
            raise SlaError(
                "sla.value_invalid",
                expected=known,
                field="calendar",
                where=f"Policy {self.policy.id}",
                got=repr(self.policy.calendar),
            )
        return self.named[self.policy.calendar]


@lru_cache(maxsize=1)
def always_open() -> Calendar:
    """The calendar of clocks that count every second."""
    return Calendar.from_dict({"time_zone": "UTC", "weekly": {day: [["00:00", "24:00"]] for day in WEEKDAYS}})


@dataclass(slots=True)
class Cycle:
    """One run of a clock. `counted_from` is earlier than `begun_at` only after a merge."""

    kind: Kind
    number: int
    begun_at: datetime
    counted_from: datetime
    cause: str
    call: str | None = None
    stopped_at: datetime | None = None
    met: bool = False
    dues: list[Since[datetime | None]] = field(default_factory=list)
    credits: list[tuple[datetime, datetime, datetime]] = field(default_factory=list)

    def stop(self, at: datetime, *, met: bool) -> None:
        """Ends the cycle for good."""
        self.stopped_at, self.met = at, met


@dataclass(slots=True)
class Story:
    """The fold. `told` gives the finished one."""

    policies: Sequence[Policy]
    calendar: Calendar
    calendars: Mapping[str, Calendar]
    facts: Facts = NO_FACTS
    statuses: list[Since[Status]] = field(default_factory=list)
    regimes: list[Since[Regime]] = field(default_factory=list)
    cycles: list[Cycle] = field(default_factory=list)
    newest: dict[tuple[Kind, str | None], Cycle] = field(default_factory=dict)
    numbers: dict[Kind, int] = field(default_factory=dict)

    def open_cycle(self, kind: Kind, call: str | None = None) -> Cycle | None:
        """The cycle of a clock (and call) that nothing has ended yet: a new one begins only when the one before has ended."""
        newest = self.newest.get((kind, call))
        return newest if newest and newest.stopped_at is None else None

    def begin(
        self, kind: Kind, at: datetime, cause: str, since: datetime | None = None, call: str | None = None
    ) -> Cycle:
        """A new cycle from `at`; time from `since` on is counted into it at once."""
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        cycle = Cycle(kind, self.numbers[kind], at, min(since or at, at), cause, call)
        self.newest[kind, call] = cycle
        if cycle.counted_from < at:
            cycle.credits.append((at, cycle.counted_from, at))
        self.cycles.append(cycle)
        return cycle

    def regime(self, at: datetime, cause: str, by: str | None = None) -> None:
        """Matches the policies again."""
        found = Regime(match(self.policies, self.facts), self.calendar, self.calendars, cause)
        self.regimes.append(Since(at, found, by))

    def counts(self, author: Author) -> bool:
        """Whether the policy in force counts this author's replies."""
        policy = self.regimes[-1].value.policy
        return author in policy.replies_by if policy else author == "human"

    def responded(self) -> bool:
        """Whether the first response is out, or nobody waits for one."""
        first = self.newest.get(("first_response", None))
        return first is None or first.met


def ended_since(statuses: Sequence[Since[Status]]) -> datetime | None:
    """Since when the ticket has been solved, closed or spam; none if it is not."""
    since = None
    for each in reversed(statuses):
        if each.value not in ENDED:
            break
        since = each.at
    return since


def may_reopen(policy: Policy, solved_at: datetime, at: datetime) -> bool:
    """Whether a ticket solved then may still be reopened at `at`, or a follow-up ticket is due."""
    return policy.reopen_days is None or at <= solved_at + timedelta(days=policy.reopen_days)
