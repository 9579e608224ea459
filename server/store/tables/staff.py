"""Who works at the desk and how it is set up: users, sessions, teams, skills, queues, API keys. Configuration, not a fold of the log."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa

from server.base.clock import Ms
from server.store.mapping import Row, Table

Role = Literal["agent", "supervisor", "editor", "administrator"]


class User(Row, frozen=True, kw_only=True):
    """A member of staff. `epoch` grows when rights change; sessions, sockets and jobs of an older epoch are void.

    Notices reach them in the hours of `calendar_id` (None: always), and at once while `on_call`.
    """

    id: str
    email: str
    name: str
    role: Role
    language: str
    time_zone: str
    team_ids: tuple[str, ...] = ()
    skills: dict[str, int] = {}
    capacity: dict[str, int] = {}
    preferences: dict[str, Any] = {}
    calendar_id: str | None = None
    on_call: bool = False
    password: str | None = None
    epoch: int = 1
    created_at: Ms
    deactivated_at: Ms | None = None
    version: int = 1


class Session(Row, frozen=True, kw_only=True):
    """A sign-in. `id` is the fingerprint of what the browser holds."""

    id: str
    user_id: str
    epoch: int
    created_at: Ms
    expires_at: Ms
    ended_at: Ms | None = None


class Token(Row, frozen=True, kw_only=True):
    """A single-use secret with a purpose (invitation, password reset, attachment link ...). `id` is its fingerprint."""

    id: str
    purpose: str
    subject: str
    created_at: Ms
    expires_at: Ms
    used_at: Ms | None = None


class ApiKey(Row, frozen=True, kw_only=True):
    """A program's access. `scopes`: read, write, events, admin. `id` is public; `digest` the fingerprint of the secret."""

    id: str
    name: str
    digest: str
    scopes: tuple[str, ...]
    created_by: str
    created_at: Ms
    revoked_at: Ms | None = None


class Team(Row, frozen=True, kw_only=True):
    """People who see the same work."""

    id: str
    name: str
    version: int = 1
    removed_at: Ms | None = None


class Skill(Row, frozen=True, kw_only=True):
    """Something an agent can do, at levels 1 (basic) to 5 (expert). `language`: wanted for customers who speak it."""

    id: str
    name: str
    language: str | None = None
    version: int = 1
    removed_at: Ms | None = None


class Queue(Row, frozen=True, kw_only=True):
    """Where work waits. `skills` are wanted levels; `auto_accept` channels skip the ring (e-mail).

    Without `calendar_id` it is open round the clock; while closed `overflow_queue_id` serves its work, else that waits. `steps`: what
    is asked less of as work waits, in the form of routing's Step; `ratio`: its share under that order; `handle_s`: mean handling time.
    """

    id: str
    name: str
    team_id: str
    channels: tuple[str, ...] = ("chat", "voice", "email")
    skills: dict[str, int] = {}
    offer_timeout_s: int = 20
    auto_accept: tuple[str, ...] = ()
    target_s: int = 120
    calendar_id: str | None = None
    overflow_queue_id: str | None = None
    steps: tuple[dict[str, Any], ...] = ()
    ratio: int = 1
    handle_s: int = 300
    version: int = 1
    removed_at: Ms | None = None


class ConfigVersion(Row, frozen=True, kw_only=True):
    """What a piece of configuration looked like from an instant on, and who made it so."""

    kind: str
    id: str
    version: int
    at: Ms
    actor: str
    body: dict[str, Any]


USERS = Table("users", User, sa.UniqueConstraint("email", name="users_email"), key=("id",))
SESSIONS = Table("sessions", Session, sa.Index("sessions_user", "user_id"), key=("id",))
TOKENS = Table("tokens", Token, sa.Index("tokens_subject", "subject"), key=("id",))
API_KEYS = Table("api_keys", ApiKey, key=("id",))
TEAMS = Table("teams", Team, key=("id",))
SKILLS = Table("skills", Skill, key=("id",))
QUEUES = Table("queues", Queue, key=("id",))
CONFIG_VERSIONS = Table("config_versions", ConfigVersion, key=("kind", "id", "version"))
