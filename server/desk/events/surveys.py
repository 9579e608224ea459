"""What can happen to surveys: planned, sent, reminded, answered, over; and to the work that a low answer makes."""

from __future__ import annotations

from server.base.clock import Ms
from server.desk.events.base import Event, event


@event("survey.invited")
class Invited(Event, frozen=True, kw_only=True):
    """A person will be asked about this solution (`cycle`) of a ticket. `agents`: who is rated. `reask_of`: after a follow-up."""

    invitation_id: str
    survey_id: str
    survey_version: int
    ticket_id: str
    customer_id: str
    cycle: int
    occasion: str
    channel: str
    via: str
    language: str
    zone: str
    queue_id: str
    agents: tuple[str, ...]
    planned_for: Ms
    reask_of: str | None = None
    call_id: str | None = None


@event("survey.not_asked")
class WasNotAsked(Event, frozen=True, kw_only=True):
    """Nobody is asked about this solution, for a reason; `free_at`: from when it would be allowed."""

    ticket_id: str
    survey_id: str
    cycle: int
    occasion: str
    queue_id: str
    reason: str
    free_at: Ms | None = None


@event("survey.sent")
class Sent(Event, frozen=True, kw_only=True):
    """The question is with the person."""

    invitation_id: str
    ticket_id: str
    via: str


@event("survey.reminded")
class Reminded(Event, frozen=True, kw_only=True):
    """The person was reminded, once."""

    invitation_id: str
    ticket_id: str


@event("survey.ended")
class Ended(Event, frozen=True, kw_only=True):
    """It can no longer be answered. `outcome`: expired, withdrawn, undelivered; `reason` of the latter two."""

    invitation_id: str
    ticket_id: str
    outcome: str
    reason: str | None = None


@event("survey.answered")
class Answered(Event, frozen=True, kw_only=True):
    """The effective answer is now this. `numbers`: question to value on scales and choices, `score` the first on a scale (`kind`).

    Words are sealed. `first`: not a change.
    """

    invitation_id: str
    ticket_id: str
    customer_id: str
    numbers: dict[str, int]
    kind: str | None
    score: int | None
    comment: bool
    low: bool
    via: str
    first: bool


@event("survey.judged")
class Judged(Event, frozen=True, kw_only=True):
    """The mood of the comment was found: negative, neutral, positive."""

    invitation_id: str
    ticket_id: str
    mood: str


@event("follow_up.opened")
class FollowUpOpened(Event, frozen=True, kw_only=True):
    """A low answer about ticket `about_id` came back as ticket `ticket_id`; the rated agents `not_for` never get it."""

    ticket_id: str
    about_id: str
    invitation_id: str
    reason: str
    question: str | None
    kind: str
    first: int | None
    not_for: tuple[str, ...]
    due_at: Ms


@event("follow_up.closed")
class FollowUpClosed(Event, frozen=True, kw_only=True):
    """Contact, remedy and what the customer was told are on record (sealed); `cause` is one of the desk's codes."""

    ticket_id: str
    cause: str
