"""What can happen to a ticket's clocks. What they are counted from are the events of tickets and calls themselves."""

from __future__ import annotations

import msgspec

from server.base.clock import Ms
from server.desk.events.base import Event, event
from server.store.tables.clocks import ClockKind, ClockState


class ClockFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A cycle of a clock as it stands now, in the fields of its row."""

    clock: ClockKind
    cycle: int
    state: ClockState
    started_at: Ms
    target_s: int | None = None
    due_at: Ms | None = None
    warn_at: Ms | None = None
    manual: bool = False
    stopped_at: Ms | None = None
    breached_at: Ms | None = None
    elapsed_s: int | None = None
    next_at: Ms | None = None
    policy_id: str | None = None
    policy_version: int | None = None
    call_id: str | None = None


@event("clocks.terms_set")
class TermsSet(Event, frozen=True, kw_only=True):
    """The ticket's clocks follow these terms (policies and calendars of an instant) from now on, or since it was `opened`."""

    ticket_id: str
    terms_id: str
    opened: bool = False


@event("clocks.person_set")
class PersonSet(Event, frozen=True, kw_only=True):
    """The ticket's customer is known to be of this segment and language, which policies may look at."""

    ticket_id: str
    segment: str | None = None
    language: str | None = None


@event("clocks.counted")
class Counted(Event, frozen=True, kw_only=True):
    """These cycles of the ticket's clocks stand like this now. `nearest`: the (clock, cycle) that is due next, or paused when none is."""

    ticket_id: str
    clocks: tuple[ClockFact, ...]
    nearest: tuple[ClockKind, int] | None = None


@event("clock.stepped")
class ClockStepped(Event, frozen=True, kw_only=True):
    """A step of the policy was reached at `reached_at` and is done now, once for the clock's cycle. Late when these differ."""

    ticket_id: str
    clock: ClockKind
    cycle: int
    step: str
    reached_at: Ms


@event("clock.breached")
class ClockBreached(Event, frozen=True, kw_only=True):
    """The clock was not met by `due_at`. Written after an outage it stands in the log later than that."""

    ticket_id: str
    clock: ClockKind
    cycle: int
    due_at: Ms


@event("ticket.due_set")
class DueSet(Event, frozen=True, kw_only=True):
    """A clock is due at an instant that a person chose; None: at its target again."""

    ticket_id: str
    clock: ClockKind
    due_at: Ms | None


@event("ticket.merged")
class TicketMerged(Event, frozen=True, kw_only=True):
    """Everything in ticket `source_id`, of `customer_id`, is in this one now; the earliest creation and unanswered message count."""

    ticket_id: str
    source_id: str
    customer_id: str
    created_at: Ms
    unanswered_since: Ms | None
    conversation_ids: tuple[str, ...]
    entry_ids: tuple[str, ...]
    call_ids: tuple[str, ...] = ()
