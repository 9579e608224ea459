"""Who sent a request: a signed-in person by cookie, or a program by its key. Asked of SQL each time: revocation bites at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import Response

from server.base.clock import HOUR, MINUTE, SECOND, Ms
from server.base.crypto import fingerprint, same
from server.base.errors import Unidentified
from server.base.settings import Settings
from server.desk import access
from server.desk.access import Policy
from server.desk.actors import Actor
from server.store.tables.staff import API_KEYS, SESSIONS, USERS, User
from server.web.address import address_of
from server.web.context import WebContext, context_of

MOST_SECRET_CHARS = 128
WRONG_KEYS_A_MINUTE = 20


class SignedIn(NamedTuple):
    """A person at a browser: as a sender, the session's id (for its sockets), their row."""

    actor: Actor
    session_id: str
    user: User


def authenticate(context: WebContext, cookies: Mapping[str, str]) -> SignedIn | None:
    """Return who the cookies sign in, or None. Opens the database: call it in a thread."""
    with context.database.reading() as connection:
        return signed_in(connection, cookies, context.settings, context.clock.now())


def signed_in(
    connection: sa.Connection, cookies: Mapping[str, str], settings: Settings, now: Ms
) -> SignedIn | None:
    """Return whose session the cookie is of, if it is not over and their rights are those of its beginning."""
    secret = cookies.get(cookie_name(settings), "")
    if not secret or len(secret) > MOST_SECRET_CHARS:
        return None
    session_id = fingerprint(secret)
    good = sa.and_(
        SESSIONS.c.id == session_id,
        SESSIONS.c.ended_at.is_(None),
        SESSIONS.c.expires_at > now,
        SESSIONS.c.epoch == USERS.c.epoch,
        USERS.c.deactivated_at.is_(None),
    )
    line = connection.execute(
        sa.select(USERS.sql).join(SESSIONS.sql, SESSIONS.c.user_id == USERS.c.id).where(good)
    ).first()
    if line is None:
        return None
    user = USERS.read(line)
    return SignedIn(Actor("user", user.id, user.epoch), session_id, user)


async def person(request: Request) -> SignedIn | None:
    """Return who is signed in at this browser, or None; remembers it and their language for the rest of the request."""
    context = context_of(request)
    if not hasattr(request.state, "signed_in"):
        cookies, now = request.cookies, context.clock.now()
        request.state.signed_in = await context.read(
            lambda connection: signed_in(connection, cookies, context.settings, now)
        )
        if request.state.signed_in is not None:
            request.state.language = request.state.signed_in.user.language
    found = request.state.signed_in
    assert found is None or isinstance(found, SignedIn)
    return found


async def member(request: Request, policy: Policy) -> SignedIn:
    """Return the signed-in person of a role the policy includes. Raises Unidentified, Forbidden."""
    found = await person(request)
    if found is None:
        raise Unidentified("access.sign_in")
    access.admit(policy, found.user.role)
    return found


async def sender(request: Request) -> Actor:
    """Return who sends this to the API: a program's key when there is one, else the signed-in person. Raises Unidentified."""
    given = request.headers.get("authorization", "")
    if given:
        return await _program(request, given)
    found = await person(request)
    if found is None:
        raise Unidentified("access.sign_in")
    return found.actor


async def _program(request: Request, given: str) -> Actor:
    context = context_of(request)
    where = address_of(request)
    context.limits.check("wrong key", where, WRONG_KEYS_A_MINUTE, MINUTE // SECOND)
    kind, _, rest = given.partition(" ")
    key_id, _, secret = rest.strip().partition(".")
    digest = fingerprint(secret) if len(secret) <= MOST_SECRET_CHARS else ""
    query = sa.select(API_KEYS.sql).where(API_KEYS.c.id == key_id, API_KEYS.c.revoked_at.is_(None))
    line = await context.read(lambda connection: connection.execute(query).first())
    key = API_KEYS.read(line) if line is not None else None
    if kind.lower() != "bearer" or key is None or not same(key.digest, digest):
        context.limits.take("wrong key", where, WRONG_KEYS_A_MINUTE, MINUTE // SECOND)
        raise Unidentified("access.key_unknown")
    return Actor("key", key.id, scopes=key.scopes)


def cookie_name(settings: Settings) -> str:
    """Return the session cookie's name: `__Host-` needs Secure, which browsers drop on loopback http."""
    return "__Host-desk" if settings.address.startswith("https:") else "desk"


def give_cookie(response: Response, settings: Settings, secret: str) -> None:
    """Let the browser hold a session's secret."""
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=settings.session_hours * HOUR // SECOND,
        path="/",
        secure=settings.address.startswith("https:"),
        httponly=True,
        samesite="lax",
    )


def take_cookie(response: Response, settings: Settings) -> None:
    """Let the browser forget the session's secret."""
    secure = settings.address.startswith("https:")
    response.delete_cookie(cookie_name(settings), path="/", secure=secure, httponly=True, samesite="lax")
