"""The second step of signing in, and one's own authenticator app: pages and cookies. What is right is decided by the desk."""

from __future__ import annotations

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages import Page
from console.second_pages import CodePage, SecondPage
from server.base import totp
from server.base.crypto import fingerprint
from server.base.errors import DeskError, Invalid
from server.desk.actors import SYSTEM
from server.desk.second_factor import (
    CODES,
    TRUST,
    ConfirmFactor,
    OwnFactor,
    ProveSecond,
    recovery_hash,
    secret_of,
)
from server.desk.sessions import RefuseSession
from server.store.tables.staff import TOKENS
from server.web import login
from server.web.bodies import form_of
from server.web.context import context_of
from server.web.doors import OPEN, Door, door
from server.web.pages import PAGES, Form, notice_of, one, page, wished
from server.web.problems import said
from server.web.second_step import TRUSTED, WAITING, factor_of, give_short
from server.web.senders import SignedIn, give_cookie, member, person

RECOVERY_CHARS = 15


def doors() -> list[Door]:
    """Return the doors of the second step."""
    return [
        door("/login/code", code, OPEN, "GET", "POST"),
        door("/account/second", second, PAGES, "GET", "POST"),
    ]


async def code(request: Request) -> Response:
    """The second step: a code of the app, or a recovery code, begins the session."""
    goal = login.inside(request.query_params.get("next", "/"))
    held = request.cookies.get(WAITING, "")
    if not held:
        return RedirectResponse("/login", 303)
    if request.method != "POST":
        return page(request, None, CodePage(request.query_params.get("with", "") == "recovery"))
    form = await form_of(request)
    try:
        return await _proved(request, form, held, goal)
    except DeskError as error:
        shown = CodePage(one(form, "kind") == "recovery", said(request, error))
        return page(request, None, shown, error.status)


async def _proved(request: Request, form: Form, held: str, goal: str) -> Response:
    context, token_id = context_of(request), fingerprint(held)
    owner = await context.read(
        lambda connection: connection.scalar(sa.select(TOKENS.c.subject).where(TOKENS.c.id == token_id))
    )
    most, window = context.settings.login_tries, context.settings.login_window_s
    context.limits.take("second step", owner or token_id, most, window)
    secret, session = context.ids.token(), await person(request)
    trust = context.ids.token() if one(form, "trust") == "yes" else ""
    if len(typed := one(form, "code").strip()) not in range(6, 41):
        raise Invalid("second.wrong")
    wish = ProveSecond(
        token_id=token_id,
        code=typed,
        session_id=fingerprint(secret),
        replaces=session.session_id if session else None,
        trust_id=fingerprint(trust) if trust else None,
    )
    try:
        await context.command("sessions.prove", SYSTEM, wish)
    except Invalid:
        if owner is not None:
            await context.command("sessions.refuse", SYSTEM, RefuseSession(user_id=owner))
        raise
    response = RedirectResponse(goal, 303)
    give_cookie(response, context.settings, secret)
    response.delete_cookie(WAITING, path="/")
    if trust:
        give_short(response, context.settings, TRUSTED, trust, TRUST)
    return response


async def second(request: Request) -> Response:
    """One's own two-step sign-in: set up with the password, confirm with a code, take off."""
    found = await member(request, PAGES)
    if request.method != "POST":
        return page(request, found, await _shown(request, found, notice=notice_of(request)))
    form = await form_of(request)
    try:
        return await _changed(request, found, form)
    except DeskError as error:
        return page(request, found, await _shown(request, found, said(request, error)), error.status)


async def _shown(
    request: Request, found: SignedIn, error: str = "", notice: str = "", codes: tuple[str, ...] = ()
) -> Page:
    context, factor = context_of(request), await factor_of(request, found.user.id)
    if factor is None or factor.confirmed_at is not None:
        return SecondPage(
            factor is not None,
            left=len(factor.recovery) if factor else 0,
            error=error,
            notice=notice,
            codes=codes,
        )
    secret = secret_of(context.master, factor)
    link = totp.address(secret, context.settings.desk_name, found.user.email)
    return SecondPage(on=False, key=totp.written(secret), link=link, error=error, notice=notice)


async def _changed(request: Request, found: SignedIn, form: Form) -> Response:
    context, wish = context_of(request), wished(form)
    if wish in ("begin", "remove"):
        await login.check_password(request, found.user, one(form, "password_now"))
        await context.command(f"second_factor.{wish}", found.actor, OwnFactor())
        if wish == "begin":
            return RedirectResponse("/account/second", 303)
        response = RedirectResponse("/account/second?done=account.second_off", 303)
        give_cookie(
            response, context.settings, await login.begin(request, found.user.id, found.user.epoch + 1)
        )
        return response
    if wish != "confirm":
        raise Invalid("form.malformed")
    if len(typed := one(form, "code").strip()) not in range(6, 41):
        raise Invalid("second.wrong")
    login.count_try(request, found.user.email)
    codes = tuple(_recovery_code(context.ids.token()) for _ in range(CODES))
    kept = tuple(recovery_hash(context.master, found.user.id, each) for each in codes)
    await context.command("second_factor.confirm", found.actor, ConfirmFactor(code=typed, recovery=kept))
    secret = await login.begin(request, found.user.id, found.user.epoch + 1)
    shown = page(request, found, await _shown(request, found, notice="account.second_on", codes=codes))
    give_cookie(shown, context.settings, secret)
    return shown


def _recovery_code(token: str) -> str:
    """Return fifteen hexadecimal digits made of a random token, in groups: sixty bits."""
    plain = fingerprint(token)[:RECOVERY_CHARS]
    return "-".join(plain[at : at + 5] for at in range(0, len(plain), 5))
