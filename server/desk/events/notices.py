"""What can happen to notices: they are given, shown when the person's hours begin, seen and read."""

from __future__ import annotations

from typing import Any, Literal

from server.base.clock import Ms
from server.desk.events.base import Event, event


@event("notice.given")
class NoticeGiven(Event, frozen=True, kw_only=True):
    """A person is told something, once for each `key`. `about_id` is the ticket; `held_until`: not shown before."""

    notice_id: str
    user_id: str
    notice_kind: str
    key: str
    about_id: str | None = None
    facts: dict[str, Any] = {}
    urgent: bool = False
    held_until: Ms | None = None


@event("notice.shown")
class NoticeShown(Event, frozen=True, kw_only=True):
    """The person's hours have begun: what was held back is shown."""

    notice_id: str
    user_id: str


@event("notice.marked")
class NoticesMarked(Event, frozen=True, kw_only=True):
    """The person has seen these in the list, or read them one by one."""

    user_id: str
    notice_ids: tuple[str, ...]
    mark: Literal["seen", "read"]
