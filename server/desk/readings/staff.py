"""Who works here and how they got in: people, oneself, API keys, the outbox, the audit trail, what each role may do."""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
from msgspec import Meta

from server.base.clock import Ms
from server.desk import access
from server.desk.access import EVERY_ROLE
from server.desk.book import chain
from server.desk.readings.look import Look
from server.desk.readings.registry import READINGS, Question, reading
from server.desk.secrets import MailSecret
from server.desk.verbs import VERBS
from server.store.tables.infra import AUDIT, MAILS, Audit
from server.store.tables.staff import API_KEYS, SESSIONS, USERS, User

PAGE = 100
LINK = re.compile(r"https?://[^\s<>\"]+")


class Nothing(Question, frozen=True, kw_only=True):
    """No fields."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff. `state`: active, invited (no password yet), deactivated."""

    id: str
    name: str
    email: str
    role: str
    language: str
    time_zone: str
    team_ids: tuple[str, ...]
    skills: dict[str, int]
    capacity: dict[str, int]
    state: str
    last_sign_in: Ms | None
    version: int


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody, by name."""

    people: list[Person]


@reading("users", Nothing, access.ADMIN_READ, path="/users", answer=People)
def users(look: Look, _asked: Nothing) -> People:
    """Everybody who works here."""
    newest = sa.select(SESSIONS.c.user_id, sa.func.max(SESSIONS.c.created_at)).group_by(SESSIONS.c.user_id)
    last: dict[str, Ms] = {line[0]: line[1] for line in look.connection.execute(newest)}
    rows = look.rows(USERS, sa.true(), USERS.c.name, USERS.c.id)
    return People(people=[_person(row, last.get(row.id)) for row in rows])


class Oneself(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, and with which preferences."""

    person: Person
    preferences: dict[str, Any]


@reading("account", Nothing, access.STAFF, path="/account", answer=Oneself)
def account(look: Look, _asked: Nothing) -> Oneself:
    """Who is signed in."""
    user = look.user
    assert user is not None, "the policy admits staff only"
    return Oneself(person=_person(user, None), preferences=user.preferences)


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A program's access, without its secret."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: Ms
    created_by: str
    revoked_at: Ms | None


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """Every API key, newest first."""

    keys: list[Key]


@reading("api_keys", Nothing, access.ADMIN_READ, path="/api-keys", answer=Keys)
def api_keys(look: Look, _asked: Nothing) -> Keys:
    """Every API key there is or was."""
    rows = look.rows(API_KEYS, sa.true(), API_KEYS.c.created_at.desc())
    return Keys(
        keys=[
            Key(
                id=row.id,
                name=row.name,
                scopes=row.scopes,
                created_at=row.created_at,
                created_by=row.created_by,
                revoked_at=row.revoked_at,
            )
            for row in rows
        ]
    )


class OutboxMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as it is sent; `links` are the addresses in its text."""

    id: str
    kind: str
    state: str
    at: Ms
    to: str
    subject: str
    text: str
    links: list[str]


class Outbox(msgspec.Struct, frozen=True, kw_only=True):
    """The newest mails of the desk itself, newest first."""

    mails: list[OutboxMail]


# Links that let their bearer in are for a person at a screen, never for a program's key.
@reading(
    "outbox",
    Nothing,
    access.Policy("outbox", access.ADMINISTRATORS),
    path="/outbox",
    answer=Outbox,
    audited="outbox.viewed",
)
def outbox(look: Look, _asked: Nothing) -> Outbox:
    """The mails of the desk itself, to be read while no SMTP server is set."""
    rows = list(look.rows(MAILS, sa.true(), MAILS.c.created_at.desc(), MAILS.c.id.desc()))[:PAGE]
    opened = look.open_all([row.id for row in rows], MailSecret)
    return Outbox(
        mails=[
            OutboxMail(
                id=row.id,
                kind=row.kind,
                state=row.state,
                at=row.created_at,
                to=opened[row.id].to,
                subject=opened[row.id].subject,
                text=opened[row.id].text,
                links=LINK.findall(opened[row.id].text),
            )
            for row in rows
            if row.id in opened
        ]
    )


class AuditQuestion(Question, frozen=True, kw_only=True):
    """`before`: the number to go on below, from the page before."""

    before: Annotated[int, Meta(ge=1)] | None = None


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the audit trail; `who` is the name of a member of staff, or the sender as it was kept."""

    seq: int
    at: Ms
    actor: str
    who: str
    act: str
    subject: str
    detail: dict[str, Any]


class AuditPage(msgspec.Struct, frozen=True, kw_only=True):
    """Rows newest first. `older` continues; `verified`: whether the chain of this page holds together."""

    rows: list[AuditLine]
    older: int | None
    verified: bool


@reading("audit", AuditQuestion, access.ADMIN_READ, path="/audit", answer=AuditPage)
def audit(look: Look, asked: AuditQuestion) -> AuditPage:
    """The audit trail, newest first."""
    below = sa.true() if asked.before is None else AUDIT.c.seq < asked.before
    query = sa.select(AUDIT.sql).where(below).order_by(AUDIT.c.seq.desc()).limit(PAGE + 1)
    rows = [AUDIT.read(line) for line in look.connection.execute(query)]
    shown = rows[:PAGE]
    people = look.by_id(USERS, [row.actor.removeprefix("user:") for row in shown])
    lines = [
        AuditLine(
            seq=row.seq,
            at=row.at,
            actor=row.actor,
            who=person.name if (person := people.get(row.actor.removeprefix("user:"))) else row.actor,
            act=row.act,
            subject=row.subject,
            detail=row.detail,
        )
        for row in shown
    ]
    older = shown[-1].seq if len(rows) > PAGE else None
    return AuditPage(rows=lines, older=older, verified=holds(rows))


def holds(rows: list[Audit]) -> bool:
    """Return whether each row's digest follows from the row below it (rows newest first; the first of all follows from nothing)."""
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        if before is None and row.seq != 1:
            return True
        earlier = before.digest if before is not None else ""
        expected = chain(earlier, row.seq, row.at, row.actor, row.act, row.subject, row.detail)
        if row.digest != expected or (before is not None and before.seq != row.seq - 1):
            return False
    return True


class Roles(msgspec.Struct, frozen=True, kw_only=True):
    """Which role may do what: `verbs` and `readings` by name, each with the roles and the API scope that have it."""

    verbs: dict[str, list[str]]
    readings: dict[str, list[str]]


@reading("roles", Nothing, access.ADMIN_READ, path="/roles", answer=Roles)
def roles(_look: Look, _asked: Nothing) -> Roles:
    """What each role may do, from the one registry."""
    return Roles(
        verbs={
            verb.name: sorted(verb.policy.roles & EVERY_ROLE) for verb in VERBS.values() if verb.policy.roles
        },
        readings={one.name: sorted(one.policy.roles & EVERY_ROLE) for one in READINGS.values()},
    )


def _person(user: User, last_sign_in: Ms | None) -> Person:
    state = "deactivated" if user.deactivated_at else "active" if user.password else "invited"
    return Person(
        id=user.id,
        name=user.name,
        email=user.email,
        role=user.role,
        language=user.language,
        time_zone=user.time_zone,
        team_ids=user.team_ids,
        skills=user.skills,
        capacity=user.capacity,
        state=state,
        last_sign_in=last_sign_in,
        version=user.version,
    )
