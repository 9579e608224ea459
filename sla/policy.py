"""Service policies: for which work (ordered conditions), how fast (targets), what happens on the way (steps).

Values and their matching only; when something is due is decided by `sla.clock`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sla.errors import SlaError
from sla.plain import Plain

Kind = Literal["first_response", "next_reply", "update", "resolution", "answer"]
KINDS: tuple[Kind, ...] = ("first_response", "next_reply", "update", "resolution", "answer")

Status = Literal[
    "new", "open", "waiting_customer", "waiting_others", "snoozed", "solved", "closed", "spam"
]
Author = Literal["human", "bot", "auto", "note"]
LONGEST_S = 10 * 366 * 86_400


@dataclass(frozen=True, slots=True)
class Facts(Plain):
    """What policies look at. A field nobody has set matches no condition on it."""

    queue: str | None = None
    priority: str | None = None
    channel: str | None = None
    segment: str | None = None
    language: str | None = None
    tags: frozenset[str] = frozenset()


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class Condition(Plain):
    """One thing that must hold: the fact is any of the values. Without values it holds always."""

    field: Literal["queue", "priority", "channel", "segment", "language", "tag"]
    any_of: frozenset[str] = frozenset()

    def holds(self, facts: Facts) -> bool:
        """Whether the facts satisfy it; a language also by its tag's beginning (`zh` holds for `zh-CN`)."""
        if not self.any_of:
            return True
        if self.field == "tag":
            return bool(self.any_of & facts.tags)
        value: str | None = getattr(facts, self.field)
        if self.field == "language" and value is not None and value.split("-")[0] in self.any_of:
            return True
        return value in self.any_of


@dataclass(frozen=True, slots=True)
class Target(Plain):
    """At most `seconds` of counted time; 0 means no clock. `share` is the wished-for part in time (80/20: 0.8).

    Counted are open seconds of the calendar, or every second with `around_the_clock` and for the answering of calls.
    """

    seconds: int
    around_the_clock: bool = False
    share: float | None = None

    def __post_init__(self) -> None:
        """Raises SlaError for a negative or endless target or an impossible share."""
        if not 0 <= self.seconds <= LONGEST_S:
            raise _invalid(f"0 .. {LONGEST_S} s", "seconds", "Target", self.seconds)
        if self.share is not None and not 0 < self.share <= 1:
            raise _invalid("0 < share <= 1", "share", "Target", self.share)


@dataclass(frozen=True, slots=True)
class Action(Plain):
    """What a step does, and to whom or what (assignee, team, supervisor; a queue, a tag, a webhook)."""

    kind: Literal["notify", "raise_priority", "move_queue", "reassign", "tag", "webhook"]
    to: str = ""


@dataclass(frozen=True, slots=True)
class Step(Plain):
    """Something that happens once in a clock's cycle: at `percent` of the target, or `offset_s` counted seconds
    from due (negative before, positive after). Exactly one of the two.
    """

    id: str
    clock: Kind
    percent: int | None = None
    offset_s: int | None = None
    actions: tuple[Action, ...] = ()

    def __post_init__(self) -> None:
        """Raises SlaError unless exactly one of percent (0 to 1000) and offset is given."""
        if (self.percent is None) == (self.offset_s is None):
            raise _invalid("percent / offset_s: 1", "percent", f"Step {self.id}", self.percent)
        if self.percent is not None and not 0 <= self.percent <= 1000:
            raise _invalid("0 .. 1000", "percent", f"Step {self.id}", self.percent)
        if self.offset_s is not None and abs(self.offset_s) > LONGEST_S:
            raise _invalid(f"<= {LONGEST_S} s", "offset_s", f"Step {self.id}", self.offset_s)

    def goal(self, target_s: int) -> int:
        """Counted seconds of the clock at which the step happens, given its target."""
        if self.percent is not None:
            return -(-target_s * self.percent // 100)
        return max(0, target_s + (self.offset_s or 0))


@dataclass(frozen=True, slots=True)
class Policy(Plain):
    """Targets and steps for the work that satisfies all conditions; without conditions, for all work.

    `calendar` names one of the desk's calendars (`None`: the default). `pause_also`: categories besides waiting on
    the customer in which update and resolution stand still. `replies_by`: whose replies count. `reopen_days`: how
    long a solved ticket may be reopened (`None`: always), beyond it a follow-up ticket is due.
    """

    id: str
    targets: Mapping[Kind, Target] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    steps: tuple[Step, ...] = ()
    calendar: str | None = None
    pause_also: frozenset[Status] = frozenset()
    replies_by: frozenset[Author] = frozenset({"human"})
    reopen_days: int | None = None
    version: int = 1

    def __post_init__(self) -> None:
        """Raises SlaError for an unknown clock, a step named twice, or pausing in a category that ends work."""
        for kind in self.targets:
            if kind not in KINDS:
                raise _invalid(" | ".join(KINDS), "targets", f"Policy {self.id}", kind)
        ids = [step.id for step in self.steps]
        if len(set(ids)) < len(ids):
            raise _invalid("unique step ids", "steps", f"Policy {self.id}", ", ".join(ids))
        if not self.pause_also <= {"new", "waiting_customer", "waiting_others", "snoozed"}:
            raise _invalid("new, waiting_…, snoozed", "pause_also", f"Policy {self.id}", sorted(self.pause_also))

    @property
    def matches_all(self) -> bool:
        """Whether it takes all work, which the settings show in words."""
        return not any(condition.any_of for condition in self.conditions)

    def target(self, kind: Kind) -> Target | None:
        """The target of a clock; none when missing or zero."""
        found = self.targets.get(kind)
        return found if found and found.seconds else None

    def missed(self, facts: Facts) -> Condition | None:
        """The first condition that does not hold, `None` if all do."""
        return next((condition for condition in self.conditions if not condition.holds(facts)), None)


def match(policies: Sequence[Policy], facts: Facts) -> Policy | None:
    """The first policy, top down, whose conditions all hold."""
    return next((policy for policy in policies if policy.missed(facts) is None), None)


def considered(policies: Sequence[Policy], facts: Facts) -> list[tuple[str, Condition | None]]:
    """Why that policy: each one looked at, top down to the match, with the condition it failed on."""
    looked: list[tuple[str, Condition | None]] = []
    for policy in policies:
        looked.append((policy.id, policy.missed(facts)))
        if looked[-1][1] is None:
            break
    return looked


def _invalid(expected: str, name: str, where: str, got: object) -> SlaError:
    return SlaError("sla.value_invalid", expected=expected, field=name, where=where, got=repr(got))
