"""Who works at the desk: invite, edit, deactivate, take back. A change of rights voids everything of the earlier epoch at once."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from server.base.errors import Conflict, Invalid
from server.base.i18n import DEFAULT, Language, is_zone
from server.desk import access, credentials, ownership
from server.desk.book import Book
from server.desk.events.staff import ConfigChanged, PresenceSet, RightsChanged
from server.desk.fields import (
    Email,
    Id,
    Level,
    Load,
    Name,
    Version,
    check_version,
    keep_version,
    tidy,
    tidy_email,
)
from server.desk.known import known_calendar
from server.desk.verbs import Answer, Body, verb
from server.store.tables.staff import SKILLS, TEAMS, USERS, Role, User
from server.store.tables.work import PRESENCE, TICKETS, WORK

CHANNELS = ("chat", "voice", "email", "desk")
CAPACITY = {"chat": 3, "voice": 1, "email": 5, "desk": 5}


class UserAnswer(Answer, frozen=True, kw_only=True):
    """The member of staff it was about."""

    user_id: str


class Invite(Body, frozen=True, kw_only=True):
    """Somebody who shall work here; they get a link by mail and choose their own password."""

    name: Name
    email: Email
    role: Role
    team_ids: tuple[Id, ...] = ()
    language: Language = DEFAULT
    time_zone: str = "UTC"


@verb("users.invite", Invite, access.ADMIN, path="/users", answer=UserAnswer)
def invite(book: Book, body: Invite) -> UserAnswer:
    """Invite somebody by mail."""
    user = _add(book, name=body.name, email=body.email, role=body.role, team_ids=body.team_ids,
                language=body.language, time_zone=body.time_zone)  # fmt: skip
    credentials.send_link(book, user)
    return UserAnswer(user_id=user.id)


class AddUser(Body, frozen=True, kw_only=True):
    """Somebody added at the terminal, with the argon2id hash of their password."""

    name: Name
    email: Email
    role: Role
    password: str
    team_ids: tuple[Id, ...] = ()
    language: Language = DEFAULT
    time_zone: str = "UTC"
    skills: dict[Id, Level] = {}
    capacity: dict[Id, Load] = {}


@verb("users.add", AddUser, access.SYSTEM_ONLY, answer=UserAnswer)
def add_user(book: Book, body: AddUser) -> UserAnswer:
    """Add somebody who can sign in at once: the first administrator, the people of the demo desk."""
    user = _add(book, name=body.name, email=body.email, role=body.role, team_ids=body.team_ids,
                language=body.language, time_zone=body.time_zone, password=body.password,
                skills=body.skills, capacity={**CAPACITY, **body.capacity})  # fmt: skip
    return UserAnswer(user_id=user.id)


class EditUser(Body, frozen=True, kw_only=True):
    """The whole of what an administrator decides about somebody. `version` is the one that was seen.

    `calendar_id`: the hours in which notices reach them (empty: always), at once while `on_call`; left out, both stay.
    """

    user_id: Id
    version: Version
    name: Name
    role: Role
    team_ids: tuple[Id, ...]
    skills: dict[Id, Level]
    capacity: dict[Id, Load]
    calendar_id: Annotated[str, Meta(max_length=64)] | None = None
    on_call: bool | None = None


@verb("users.edit", EditUser, access.ADMIN, path="/users/{user_id}", answer=UserAnswer)
def edit(book: Book, body: EditUser) -> UserAnswer:
    """Change name, role, teams, skills, capacity and hours."""
    user = book.must(USERS, body.user_id)
    check_version("user", user.id, user.version, body.version)
    changed = replace(
        user,
        name=tidy(body.name),
        role=body.role,
        team_ids=_known_teams(book, body.team_ids),
        skills=_known_skills(book, body.skills),
        capacity=_known_channels(body.capacity),
        calendar_id=user.calendar_id
        if body.calendar_id is None
        else known_calendar(book, body.calendar_id or None),
        on_call=user.on_call if body.on_call is None else body.on_call,
    )
    if user.role == "administrator" and body.role != "administrator":
        _keep_an_administrator(book, user)
    rights = (changed.role, set(changed.team_ids)) != (user.role, set(user.team_ids))
    _change(book, changed, rights=rights)
    if changed.role == "editor" and user.role != "editor":
        _give_back_work(book, user.id)
    return UserAnswer(user_id=user.id)


class SetSkills(Body, frozen=True, kw_only=True):
    """What somebody can do from now on, and how well."""

    user_id: Id
    skills: dict[Id, Level]


@verb("users.set_skills", SetSkills, access.FLOOR, path="/users/{user_id}/skills", answer=UserAnswer)
def set_skills(book: Book, body: SetSkills) -> UserAnswer:
    """Set the skills of somebody one leads; work that waits is offered by them at once."""
    user = access.led(book, body.user_id)
    skills = _known_skills(book, body.skills)
    if skills != user.skills:
        _change(book, replace(user, skills=skills), rights=False)
    return UserAnswer(user_id=user.id)


class UserOnly(Body, frozen=True, kw_only=True):
    """A member of staff."""

    user_id: Id


@verb("users.deactivate", UserOnly, access.ADMIN, path="/users/{user_id}/deactivate", answer=UserAnswer)
def deactivate(book: Book, body: UserOnly) -> UserAnswer:
    """End somebody's access at once and give their work back to its queues."""
    user = book.must(USERS, body.user_id)
    if user.deactivated_at is None:
        if user.role == "administrator":
            _keep_an_administrator(book, user)
        _give_back_work(book, user.id)
        _change(book, replace(user, deactivated_at=book.now), rights=True)
    return UserAnswer(user_id=user.id)


@verb("users.reactivate", UserOnly, access.ADMIN, path="/users/{user_id}/reactivate", answer=UserAnswer)
def reactivate(book: Book, body: UserOnly) -> UserAnswer:
    """Let somebody in again; they sign in afresh."""
    user = book.must(USERS, body.user_id)
    if user.deactivated_at is not None:
        _change(book, replace(user, deactivated_at=None), rights=True)
    return UserAnswer(user_id=user.id)


@verb("users.link", UserOnly, access.ADMIN, path="/users/{user_id}/link", answer=UserAnswer)
def mail_link(book: Book, body: UserOnly) -> UserAnswer:
    """Mail somebody the link to choose a (new) password; the links of before end."""
    user = book.must(USERS, body.user_id)
    if user.deactivated_at is not None:
        raise Conflict("user.deactivated")
    credentials.send_link(book, user)
    return UserAnswer(user_id=user.id)


def _add(
    book: Book,
    *,
    name: str,
    email: str,
    role: Role,
    team_ids: tuple[str, ...],
    language: str,
    time_zone: str,
    password: str | None = None,
    skills: dict[str, int] | None = None,
    capacity: dict[str, int] | None = None,
) -> User:
    address = tidy_email(email)
    if book.find(USERS, email=address):
        raise Conflict("user.email_taken")
    if not is_zone(time_zone):
        raise Invalid("zone.unknown")
    user = User(
        id=book.new_id("usr"),
        email=address,
        name=tidy(name),
        role=role,
        language=language,
        time_zone=time_zone,
        team_ids=_known_teams(book, team_ids),
        skills=_known_skills(book, skills or {}),
        capacity=_known_channels(capacity or CAPACITY),
        password=password,
        created_at=book.now,
        version=0,
    )
    return _change(book, user, rights=False)


def _change(book: Book, changed: User, *, rights: bool) -> User:
    """Write the next version of somebody, say so, and void what is of an older epoch when their rights changed."""
    user = replace(changed, version=changed.version + 1, epoch=changed.epoch + (1 if rights else 0))
    book.put(USERS, user)
    body = {
        "role": user.role,
        "team_ids": user.team_ids,
        "skills": user.skills,
        "capacity": user.capacity,
        "calendar_id": user.calendar_id,
        "on_call": user.on_call,
        "deactivated_at": user.deactivated_at,
    }
    keep_version(book, "user", user.id, user.version, body)
    book.emit(ConfigChanged(config="user", config_id=user.id, version=user.version))
    if rights:
        book.emit(RightsChanged(user_id=user.id, epoch=user.epoch))
    book.audit("user.changed", user.id, version=user.version)
    return user


def _keep_an_administrator(book: Book, leaving: User) -> None:
    others = (user for user in book.find(USERS, role="administrator") if user.id != leaving.id)
    if not any(user.deactivated_at is None and user.password is not None for user in others):
        raise Conflict("user.last_administrator")


def _give_back_work(book: Book, user_id: str) -> None:
    """Whatever they had goes to where the next one finds it: open work to its queue, sleeping tickets to nobody."""
    for state in ("offered", "assigned"):
        for work in book.find(WORK, agent_id=user_id, state=state):
            ownership.back_to_queue(book, book.must(TICKETS, work.ticket_id), "owner left")
    for ticket in book.find(TICKETS, assignee_id=user_id):
        if ticket.status not in ownership.FINISHED:
            ownership.release(book, ticket, "owner left")
    presence = book.get(PRESENCE, user_id)
    if presence is not None and presence.state != "offline":
        book.emit(PresenceSet(user_id=user_id, state="offline", was=presence.state, reason=None, by="rule"))


def _known_teams(book: Book, team_ids: tuple[str, ...]) -> tuple[str, ...]:
    for team_id in team_ids:
        if (team := book.get(TEAMS, team_id)) is None or team.removed_at is not None:
            raise Invalid("team.unknown", id=team_id)
    return tuple(sorted(set(team_ids)))


def _known_skills(book: Book, skills: dict[str, int]) -> dict[str, int]:
    for skill_id in skills:
        if (skill := book.get(SKILLS, skill_id)) is None or skill.removed_at is not None:
            raise Invalid("skill.unknown", id=skill_id)
    return skills


def _known_channels(capacity: dict[str, int]) -> dict[str, int]:
    for channel in capacity:
        if channel not in CHANNELS:
            raise Invalid("channel.unknown", came=channel, expected=", ".join(CHANNELS))
    return {channel: capacity.get(channel, 0) for channel in CHANNELS}
