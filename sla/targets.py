"""How fast a clock should be met, and what happens on the way: targets, steps and their actions as values."""

from dataclasses import dataclass
from typing import Literal

from sla.errors import SlaError
from sla.facts import Kind
from sla.plain import Plain

LONGEST_S = 10 * 366 * 86_400


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
            raise invalid(f"0 .. {LONGEST_S} s", "seconds", "Target", self.seconds)
        if self.share is not None and not 0 < self.share <= 1:
            raise invalid("0 < share <= 1", "share", "Target", self.share)


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
            raise invalid("percent / offset_s: 1", "percent", f"Step {self.id}", self.percent)
        if self.percent is not None and not 0 <= self.percent <= 1000:
            raise invalid("0 .. 1000", "percent", f"Step {self.id}", self.percent)
        if self.offset_s is not None and abs(self.offset_s) > LONGEST_S:
            raise invalid(f"<= {LONGEST_S} s", "offset_s", f"Step {self.id}", self.offset_s)

    def goal(self, target_s: int) -> int:
        """Counted seconds of the clock at which the step happens, given its target."""
        if self.percent is not None:
            return -(-target_s * self.percent // 100)
        return max(0, target_s + (self.offset_s or 0))


def invalid(expected: str, name: str, where: str, got: object) -> SlaError:
    """The refusal of a field's value."""
    return SlaError("sla.value_invalid", expected=expected, field=name, where=where, got=repr(got))
