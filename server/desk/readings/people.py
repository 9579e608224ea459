"""Who works here, and who is signed in."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from server.base.clock import Ms
from server.desk import access
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.store.tables.factors import SECOND_FACTORS
from server.store.tables.staff import SESSIONS, USERS, User


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
    calendar_id: str | None
    on_call: bool
    state: str
    last_sign_in: Ms | None
    version: int
    second_factor: bool = False


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody, by name."""

    people: list[Person]


@reading("users", Nothing, access.ADMIN_READ, path="/users", answer=People)
def users(look: Look, _asked: Nothing) -> People:
    """Everybody who works here."""
    newest = sa.select(SESSIONS.c.user_id, sa.func.max(SESSIONS.c.created_at)).group_by(SESSIONS.c.user_id)
    last: dict[str, Ms] = {line[0]: line[1] for line in look.connection.execute(newest)}
    rows = look.rows(USERS, sa.true(), USERS.c.name, USERS.c.id)
    confirmed = SECOND_FACTORS.c.confirmed_at.is_not(None)
    second = set(look.connection.scalars(sa.select(SECOND_FACTORS.c.user_id).where(confirmed)))
    return People(people=[_person(row, last.get(row.id), second=row.id in second) for row in rows])


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


def _person(user: User, last_sign_in: Ms | None, *, second: bool = False) -> Person:
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
        calendar_id=user.calendar_id,
        on_call=user.on_call,
        state=state,
        last_sign_in=last_sign_in,
        version=user.version,
        second_factor=second,
    )
