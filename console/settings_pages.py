"""What the administrator's pages are given. Forms post to their own address; field `do` names the verb.

Rows carry ids as the API does. `error` is a DeskError code, `notice` a catalog key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from console.pages import Ms


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a form lets one pick, by id."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One member of staff; `state` is "active", "invited" or "deactivated"."""

    id: str
    name: str
    email: str
    role: str
    teams: tuple[str, ...]
    state: str
    last_seen: Ms | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """do=invite: `name`, `email`, `role`, `team_id`*, `lang`. do=resend: `person_id`."""

    template: ClassVar[str] = "settings/people.html"
    rows: tuple[PersonRow, ...]
    roles: tuple[str, ...]
    teams: tuple[Choice, ...]
    error: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """One person. do=save: `version`, `name`, `role`, `team_id`*, `skill.<id>` (level 0 to 5), `capacity.<channel>`,

    `calendar_id`, `on_call`. `typed` holds what stands in the text fields.
    do=deactivate, do=activate, do=reset_password (mails a link), do=resend (invitation), do=second_off.
    """

    template: ClassVar[str] = "settings/person.html"
    person: PersonRow
    team_ids: tuple[str, ...]
    roles: tuple[str, ...]
    teams: tuple[Choice, ...]
    skills: tuple[Choice, ...]
    typed: Mapping[str, str]
    capacity: tuple[str, ...]
    calendars: tuple[Choice, ...]
    on_call: bool
    errors: Mapping[str, str]
    notice: str = ""
    second: bool = False


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team with its people, by name."""

    id: str
    name: str
    members: tuple[str, ...]
    queues: tuple[str, ...]
    version: int = 1


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """do=create: `name`. do=rename: `team_id`, `version`, `name`."""

    template: ClassVar[str] = "settings/teams.html"
    rows: tuple[TeamRow, ...]
    error: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class RoleSettings:
    """Which role may do what, from the one registry: `verbs` in order, `allowed[role]` the verbs it has."""

    template: ClassVar[str] = "settings/roles.html"
    roles: tuple[str, ...]
    verbs: tuple[str, ...]
    allowed: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill with how many people have it and which queues want it."""

    id: str
    name: str
    people: int
    queues: tuple[str, ...]
    version: int = 1
    language: str = ""


@dataclass(frozen=True, slots=True)
class SkillSettings:
    """do=create: `name`, `language`. do=rename: `skill_id`, `version`, `name`, `language`."""

    template: ClassVar[str] = "settings/skills.html"
    rows: tuple[SkillRow, ...]
    error: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One queue; `skills` are (name, least level), `offer_timeout_s` how long an offer rings, `target_s` the wait aimed at.

    Channels in `auto_accept` skip the ring.
    """

    id: str
    name: str
    team: str
    channels: tuple[str, ...]
    skills: tuple[tuple[str, int], ...]
    auto_accept: tuple[str, ...]
    offer_timeout_s: int
    target_s: int
    waiting: int
    version: int = 1


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """All queues. do=create: `name`, `team_id`."""

    template: ClassVar[str] = "settings/queues.html"
    rows: tuple[QueueRow, ...]
    teams: tuple[Choice, ...]
    error: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class RelaxRow:
    """What is asked less of after a time: texts and ids as they stand in the form ("" for nothing)."""

    after: str
    drop: str
    lower: str
    any_team: bool
    widen: str
    overflow: str


@dataclass(frozen=True, slots=True)
class QueueForm:
    """One queue. do=save: `version`, `name`, `team_id`, `channel`*, `auto`* (channels), `skill.<id>` (0 to 5), `offer_timeout_s`,

    `target_s`, `calendar_id`, `overflow_queue_id`, `ratio`, `handle_s`, `step.<n>.after|drop|lower|any_team|widen|overflow`. do=remove.
    `typed` holds what stands in the text fields.
    """

    template: ClassVar[str] = "settings/queue.html"
    id: str
    version: int
    typed: Mapping[str, str]
    channels: tuple[str, ...]
    auto_accept: tuple[str, ...]
    teams: tuple[Choice, ...]
    skills: tuple[Choice, ...]
    calendars: tuple[Choice, ...]
    others: tuple[Choice, ...]
    steps: tuple[RelaxRow, ...]
    errors: Mapping[str, str]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One API key; the secret itself is never shown again."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: Ms
    revoked: bool


@dataclass(frozen=True, slots=True)
class KeySettings:
    """do=create: `name`, `scope`*; answers with `secret`, shown once. do=revoke: `key_id`."""

    template: ClassVar[str] = "settings/keys.html"
    rows: tuple[KeyRow, ...]
    scopes: tuple[str, ...]
    secret: str = ""
    error: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what to which thing; `what` is an event or access key, `thing` a short label."""

    seq: int
    at: Ms
    who: str
    what: str
    thing: str


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """The audit log, newest first. Query fields: `before` (cursor). `verified` is the state of the hash chain."""

    template: ClassVar[str] = "settings/audit.html"
    rows: tuple[AuditRow, ...]
    next_cursor: str = ""
    verified: bool | None = None


@dataclass(frozen=True, slots=True)
class WidgetSettings:
    """The chat widget. do=save: `version`, `greeting`, `origins` (one a line), `queue_id`. `snippet` goes on one's site.

    `secret` is what the site's own server signs with, to say who is signed in there.
    """

    template: ClassVar[str] = "settings/widget.html"
    snippet: str
    greeting: str
    origins: tuple[str, ...]
    queue_id: str
    queues: tuple[Choice, ...]
    preview: str = ""
    error: str = ""
    notice: str = ""
    version: int = 1
    secret: str = ""
