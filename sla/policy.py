"""Service policies: for which work (ordered conditions), how fast (targets), what happens on the way (steps).

Values and their matching only; when something is due is decided by `sla.clock`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sla.facts import KINDS, Author, Condition, Facts, Kind, Status
from sla.plain import Plain
from sla.targets import Step, Target, invalid


@dataclass(frozen=True, slots=True)
class Policy(Plain):
    """Targets and steps for the work that satisfies all conditions; without conditions, for all work.

    `calendar` names one of the desk's calendars (`None`: the default). `pause_also`: categories besides waiting on
    the customer in which update and resolution stand still. `replies_by`: whose replies count. `reopen_days`: how
    long a solved ticket may be reopened (`None`: always), beyond it a follow-up ticket is due. `by_priority`: targets that
    are others for work of that priority.
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
    by_priority: Mapping[str, Mapping[Kind, Target]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises SlaError for an unknown clock, a step named twice, or pausing in a category that ends work."""
        named = [kind for own in (self.targets, *self.by_priority.values()) for kind in own]
        for kind in named:
            if kind not in KINDS:
                raise invalid(" | ".join(KINDS), "targets", f"Policy {self.id}", kind)
        ids = [step.id for step in self.steps]
        if len(set(ids)) < len(ids):
            raise invalid("unique step ids", "steps", f"Policy {self.id}", ", ".join(ids))
        if not self.pause_also <= {"new", "waiting_customer", "waiting_others", "snoozed"}:
            raise invalid(
                "new, waiting_…, snoozed", "pause_also", f"Policy {self.id}", sorted(self.pause_also)
            )

    @property
    def matches_all(self) -> bool:
        """Whether it takes all work, which the settings show in words."""
        return not any(condition.any_of for condition in self.conditions)

    def target(self, kind: Kind) -> Target | None:
        """The target of a clock; none when missing or zero."""
        found = self.targets.get(kind)
        return found if found and found.seconds else None

    def given(self, facts: Facts) -> "Policy":
        """The policy as it is for work with these facts: its targets are those of the priority."""
        own = self.by_priority.get(facts.priority or "")
        return replace(self, targets={**self.targets, **own}, by_priority={}) if own else self

    def missed(self, facts: Facts) -> Condition | None:
        """The first condition that does not hold, `None` if all do."""
        return next((condition for condition in self.conditions if not condition.holds(facts)), None)


def match(policies: Sequence[Policy], facts: Facts) -> Policy | None:
    """The first policy, top down, whose conditions all hold, with the targets of the work's priority."""
    return next((policy.given(facts) for policy in policies if policy.missed(facts) is None), None)


def considered(policies: Sequence[Policy], facts: Facts) -> list[tuple[str, Condition | None]]:
    """Why that policy: each one looked at, top down to the match, with the condition it failed on."""
    looked: list[tuple[str, Condition | None]] = []
    for policy in policies:
        looked.append((policy.id, policy.missed(facts)))
        if looked[-1][1] is None:
            break
    return looked


def shadowed(policies: Sequence[Policy]) -> dict[str, str]:
    """Policies that can take no work, each with the one above that takes all of theirs."""
    found: dict[str, str] = {}
    for place, policy in enumerate(policies):
        above = next((one.id for one in policies[:place] if _covers(one, policy)), None)
        if above is not None:
            found[policy.id] = above
    return found


def _covers(wide: Policy, narrow: Policy) -> bool:
    """Whether all work of `narrow` satisfies `wide`: each condition of `wide` is implied by one of `narrow`."""
    held = [(condition.field, condition.any_of) for condition in narrow.conditions if condition.any_of]
    wanted = [condition for condition in wide.conditions if condition.any_of]
    return all(any(field == one.field and values <= one.any_of for field, values in held) for one in wanted)
