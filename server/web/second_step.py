"""Whether a sign-in needs a second step, and the cookies of its waiting. The step itself is `second_factor`."""

from __future__ import annotations

from urllib.parse import quote

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.base.clock import SECOND, Ms
from server.base.crypto import fingerprint
from server.base.settings import Settings
from server.desk.actors import SYSTEM
from server.desk.second_factor import WAIT, AwaitSecond, trusted
from server.desk.tokens import is_good
from server.store.tables.factors import SECOND_FACTORS, SecondFactor
from server.store.tables.staff import TOKENS, User
from server.web.context import context_of

WAITING, TRUSTED = "desk-second", "desk-trust"


async def factor_of(request: Request, user_id: str) -> SecondFactor | None:
    """Return somebody's second factor, confirmed or being set up."""
    query = sa.select(SECOND_FACTORS.sql).where(SECOND_FACTORS.c.user_id == user_id)
    line = await context_of(request).read(lambda connection: connection.execute(query).first())
    return SECOND_FACTORS.read(line) if line is not None else None


async def asked_for_code(request: Request, user: User, goal: str) -> Response | None:
    """Return the way to the second step when this user has one and this browser is not trusted; else None."""
    context, factor = context_of(request), await factor_of(request, user.id)
    if factor is None or factor.confirmed_at is None or await _is_trusted(request, user, factor):
        return None
    secret = context.ids.token()
    wish = AwaitSecond(user_id=user.id, epoch=user.epoch, token_id=fingerprint(secret))
    await context.command("sessions.await_second", SYSTEM, wish)
    response = RedirectResponse(f"/login/code?next={quote(goal, safe='')}", 303)
    give_short(response, context.settings, WAITING, secret, WAIT)
    return response


async def _is_trusted(request: Request, user: User, factor: SecondFactor) -> bool:
    context, held = context_of(request), request.cookies.get(TRUSTED, "")
    query = sa.select(TOKENS.sql).where(TOKENS.c.id == fingerprint(held), TOKENS.c.subject == user.id)
    line = await context.read(lambda connection: connection.execute(query).first())
    return is_good(TOKENS.read(line) if line else None, trusted(user, factor), context.clock.now())


def give_short(response: Response, settings: Settings, name: str, secret: str, lifetime: Ms) -> None:
    """Let the browser hold something for a while that no script can read."""
    response.set_cookie(
        name,
        secret,
        max_age=lifetime // SECOND,
        path="/",
        secure=settings.address.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
