"""What happens to a ticket as far as clocks care: the input of the fold, in the past tense and without personal data.

The desk's own events are richer; it hands in these, built from its log, in the log's order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sla.calendar import Calendar
from sla.errors import SlaError
from sla.facts import NO_FACTS, Author, Facts, Kind, Status
from sla.plain import Plain, from_plain
from sla.policy import Policy


@dataclass(frozen=True, slots=True)
class Event(Plain):
    """Something that happened at an instant; `type` names it when stored."""

    type: ClassVar[str] = ""
    at: datetime

    def to_dict(self) -> dict[str, Any]:
        """Plain values with the event's `type`."""
        return {"type": self.type, **Plain.to_dict(self)}


@dataclass(frozen=True, slots=True)
class Created(Event):
    """The ticket came to be; `awaits_reply` is false when the desk began it and nobody waits for a first response."""

    type: ClassVar[str] = "created"
    facts: Facts = NO_FACTS
    status: Status = "new"
    awaits_reply: bool = True


@dataclass(frozen=True, slots=True)
class CustomerWrote(Event):
    """The customer sent a message."""

    type: ClassVar[str] = "customer_wrote"


@dataclass(frozen=True, slots=True)
class Replied(Event):
    """The desk answered; the policy says whose answers count (by default only those of people)."""

    type: ClassVar[str] = "replied"
    author: Author = "human"


@dataclass(frozen=True, slots=True)
class StatusChanged(Event):
    """The ticket's status category changed; `by` is the id of who did it, for the deadline proof."""

    type: ClassVar[str] = "status_changed"
    status: Status = "open"
    by: str | None = None


@dataclass(frozen=True, slots=True)
class FactsChanged(Event):
    """Priority, queue or another fact changed; `facts` are all of them after the change."""

    type: ClassVar[str] = "facts_changed"
    facts: Facts = NO_FACTS
    by: str | None = None


@dataclass(frozen=True, slots=True)
class PoliciesChanged(Event):
    """Edited policies were applied to open work."""

    type: ClassVar[str] = "policies_changed"
    policies: tuple[Policy, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarChanged(Event):
    """Another calendar was applied to open work, as the default (`name` is `None`) or under a name."""

    type: ClassVar[str] = "calendar_changed"
    calendar: Calendar | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class DueSet(Event):
    """Someone set a due date by hand, or took it back with `None`. It overrides and does not move."""

    type: ClassVar[str] = "due_set"
    clock: Kind = "resolution"
    due_at: datetime | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Merged(Event):
    """Another ticket was merged into this one: when it was created, and its oldest unanswered customer message."""

    type: ClassVar[str] = "merged"
    created_at: datetime | None = None
    unanswered_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallRang(Event):
    """A call began to ring."""

    type: ClassVar[str] = "call_rang"
    call: str = ""


@dataclass(frozen=True, slots=True)
class CallAnswered(Event):
    """A person took the call."""

    type: ClassVar[str] = "call_answered"
    call: str = ""


@dataclass(frozen=True, slots=True)
class CallEnded(Event):
    """The call is over; before an answer that means abandoned."""

    type: ClassVar[str] = "call_ended"
    call: str = ""


EVENTS: Mapping[str, type[Event]] = {
    each.type: each
    for each in (
        Created,
        CustomerWrote,
        Replied,
        StatusChanged,
        FactsChanged,
        PoliciesChanged,
        CalendarChanged,
        DueSet,
        Merged,
        CallRang,
        CallAnswered,
        CallEnded,
    )
}


def event_from_dict(d: Mapping[str, Any]) -> Event:
    """The event of stored plain values; SlaError for a type nobody knows."""
    cls = EVENTS.get(str(d.get("type")))
    if cls is None:
        raise SlaError("sla.events_invalid", expected=" | ".join(EVENTS), got=repr(d.get("type")))
    return from_plain(cls, {name: value for name, value in d.items() if name != "type"})
