"""What can happen to agents' presence and to the desk's configuration."""

from __future__ import annotations

from server.base.clock import Ms
from server.desk.events.base import Event, event
from server.store.tables.work import Presence_


@event("presence.set")
class PresenceSet(Event, frozen=True, kw_only=True):
    """An agent is in another state. `by`: self, supervisor (`setter_id`), rule.

    A state that a rule put them into may end by itself: at `until`, and then they are `then` again. `about`: the ticket of a wrap-up.
    """

    user_id: str
    state: Presence_
    was: Presence_
    reason: str | None
    by: str
    setter_id: str | None = None
    until: Ms | None = None
    then: Presence_ | None = None
    about: str | None = None


@event("config.changed")
class ConfigChanged(Event, frozen=True, kw_only=True):
    """A piece of configuration has a new version. `config`: user, team, skill, queue, api_key, role."""

    config: str
    config_id: str
    version: int


@event("user.rights_changed")
class RightsChanged(Event, frozen=True, kw_only=True):
    """Role, teams or activity changed: everything of an older epoch is void."""

    user_id: str
    epoch: int


@event("user.signed_out")
class SignedOut(Event, frozen=True, kw_only=True):
    """One session ended; its sockets close."""

    user_id: str
    session_id: str
