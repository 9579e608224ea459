"""What supervisors can do in conversations of their agents: watch, join, whisper, leave."""

from __future__ import annotations

from typing import Literal

from server.desk.events.base import Event, event
from server.store.tables.supervision import Mode


@event("supervision.begun")
class SupervisionBegun(Event, frozen=True, kw_only=True):
    """A supervisor watches a conversation, or has joined it."""

    ticket_id: str
    user_id: str
    mode: Mode


@event("supervision.ended")
class SupervisionEnded(Event, frozen=True, kw_only=True):
    """They are there no more. `reason`: left, finished, moved, own (it is their own now), time."""

    ticket_id: str
    user_id: str
    reason: Literal["left", "finished", "moved", "own", "time"]


@event("whisper.said")
class WhisperSaid(Event, frozen=True, kw_only=True):
    """A supervisor said something to the agent of a conversation alone; the words are sealed."""

    whisper_id: str
    ticket_id: str
    user_id: str
    to_user_id: str
