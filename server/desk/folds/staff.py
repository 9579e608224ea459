"""Agents' presence as it follows from the log. Configuration is kept in versions of its own; its events only tell readers to look."""

from __future__ import annotations

from server.desk.events import staff as said
from server.desk.events.base import Stamp
from server.desk.folds import floor
from server.desk.folds.base import on
from server.store.pages import Pages
from server.store.tables.work import PRESENCE, Presence


@on(said.PresenceSet)
def presence_set(pages: Pages, fact: said.PresenceSet, stamp: Stamp) -> None:
    """The state and since when; idle time is counted from the last time the agent became available."""
    before = pages.get(PRESENCE, fact.user_id)
    fresh = fact.state == "available" and (before is None or before.state != "available")
    goes_on = before is not None and before.state == fact.state == "wrap_up"
    presence = Presence(
        user_id=fact.user_id,
        state=fact.state,
        reason=fact.reason,
        since=before.since if before is not None and goes_on else stamp.at,
        set_by=fact.by,
        set_by_id=fact.setter_id,
        idle_since=stamp.at if fresh or before is None else before.idle_since,
        until=fact.until,
        then=fact.then,
        about=fact.about,
        version=stamp.seq,
    )
    pages.put(PRESENCE, presence)
    floor.presence_turned(pages, presence, stamp)


@on(said.ConfigChanged)
@on(said.RightsChanged)
@on(said.SignedOut)
def noted(_pages: Pages, _fact: object, _stamp: Stamp) -> None:
    """Nothing follows for the rows of work."""
