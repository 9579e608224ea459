"""Where an invitation or password link leads. Opening it uses nothing up; only the form does."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import Response

from console.pages import PasswordPage
from server.base.clock import MINUTE, SECOND
from server.base.crypto import fingerprint
from server.base.errors import DeskError, Unknown
from server.base.passwords import LEAST_CHARS
from server.desk.actors import SYSTEM
from server.desk.credentials import RedeemLink
from server.desk.tokens import is_good
from server.store.tables.staff import TOKENS, USERS, User
from server.web.address import address_of
from server.web.bodies import form_of
from server.web.context import context_of
from server.web.doors import OPEN, Door, Handler, door
from server.web.login import chosen_password, leave
from server.web.pages import page
from server.web.problems import said

TRIES_A_MINUTE = 20
Purpose = Literal["invitation", "password"]
Kind = Literal["invite", "reset"]


def doors() -> list[Door]:
    """Return the doors of invitation and password links."""
    return [
        door("/invite/{secret}", _opening("invite", "invitation"), OPEN, "GET", "POST"),
        door("/reset/{secret}", _opening("reset", "password"), OPEN, "GET", "POST"),
    ]


def _opening(kind: Kind, purpose: Purpose) -> Handler:
    async def link(request: Request) -> Response:
        context, secret = context_of(request), request.path_params["secret"]
        context.limits.take("link", address_of(request), TRIES_A_MINUTE, MINUTE // SECOND)
        token_id, now = fingerprint(secret), context.clock.now()
        user = await context.read(lambda connection: _invited(connection, token_id, purpose, now))
        if request.method != "POST":
            return page(request, None, PasswordPage(kind, user.email, user.name, LEAST_CHARS))
        form = await form_of(request)
        try:
            stored = await chosen_password(context, form, user.email)
        except DeskError as error:
            again = PasswordPage(kind, user.email, user.name, LEAST_CHARS, said(request, error))
            return page(request, None, again, error.status)
        redeemed = RedeemLink(token_id=token_id, purpose=purpose, password=stored)
        await context.command("passwords.redeem", SYSTEM, redeemed)
        # Whoever else was signed in at this browser is not the person the link is for.
        return await leave(request, "auth.saved")

    return link


def _invited(connection: sa.Connection, token_id: str, purpose: str, now: int) -> User:
    """Return who the link is for. Raises Unknown `token.void` for one that is not good (any more)."""
    line = connection.execute(sa.select(TOKENS.sql).where(TOKENS.c.id == token_id)).first()
    token = TOKENS.read(line) if line is not None else None
    if token is None or not is_good(token, purpose, now):
        raise Unknown("token.void")
    found = connection.execute(sa.select(USERS.sql).where(USERS.c.id == token.subject)).first()
    user = USERS.read(found) if found is not None else None
    if user is None or user.deactivated_at is not None:
        raise Unknown("token.void")
    return user
