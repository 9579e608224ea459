"""What can happen to a promise to call somebody back."""

from __future__ import annotations

from typing import Literal

from server.base.clock import Ms
from server.desk.events.base import Event, event

Reason = Literal["missed", "asked", "promised"]
Outcome = Literal["reached", "given_up", "dropped"]
Vain = Literal["no_answer", "busy", "failed"]


@event("call_back.promised")
class CallBackPromised(Event, frozen=True, kw_only=True):
    """Somebody will be called between `from_at` and `due_at`. The same promise with other times moves it."""

    call_back_id: str
    ticket_id: str
    customer_id: str
    reason: Reason
    from_at: Ms
    due_at: Ms


@event("call_back.tried")
class CallBackTried(Event, frozen=True, kw_only=True):
    """They were called in vain; the next attempt is due at `due_at`, None when this was the last."""

    call_back_id: str
    ticket_id: str
    call_id: str
    outcome: Vain
    due_at: Ms | None


@event("call_back.late")
class CallBackLate(Event, frozen=True, kw_only=True):
    """The promise was not kept in time."""

    call_back_id: str
    ticket_id: str


@event("call_back.ended")
class CallBackEnded(Event, frozen=True, kw_only=True):
    """The promise is over: they were reached, given up after the last attempt, or need no call any more."""

    call_back_id: str
    ticket_id: str
    outcome: Outcome
