"""What can happen to a telephone call, as the provider reports it."""

from __future__ import annotations

from typing import Literal

from server.base.clock import Ms
from server.desk.events.base import Event, event


@event("call.rang")
class CallRang(Event, frozen=True, kw_only=True):
    """A call reached the desk, or was dialled. More than one candidate means the caller is ambiguous."""

    call_id: str
    ticket_id: str
    conversation_id: str
    customer_id: str
    provider_id: str
    direction: Literal["in", "out"]
    candidates: tuple[str, ...] = ()
    rang_at: Ms


@event("call.changed")
class CallChanged(Event, frozen=True, kw_only=True):
    """The call is in another state: ringing, connecting, answered, ended, failed. None leaves a fact as it was; `user_id` "": nobody's.

    `answered_at` is given when it became known only after the call had ended.
    """

    call_id: str
    ticket_id: str
    state: str
    user_id: str | None = None
    held: bool | None = None
    muted: bool | None = None
    reason: str | None = None
    recording: bool | None = None
    answered_at: Ms | None = None
    happened_at: Ms


@event("call.caller_chosen")
class CallerChosen(Event, frozen=True, kw_only=True):
    """An agent said which of the candidates is calling."""

    call_id: str
    ticket_id: str
    customer_id: str
