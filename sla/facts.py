"""What policies look at, and one condition on it. Whole policies and their order are `sla.policy`."""

from dataclasses import dataclass
from typing import Literal

from sla.plain import Plain

Kind = Literal["first_response", "next_reply", "update", "resolution", "answer"]
KINDS: tuple[Kind, ...] = ("first_response", "next_reply", "update", "resolution", "answer")

Status = Literal["new", "open", "waiting_customer", "waiting_others", "snoozed", "solved", "closed", "spam"]
Author = Literal["human", "bot", "auto", "note"]


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
