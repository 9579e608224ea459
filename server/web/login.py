"""Signing in and out, and what one chooses for oneself."""

from __future__ import annotations

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages import AccountPage, ForgotPage, LoginPage, Page
from server.base.crypto import fingerprint
from server.base.errors import DeskError, Invalid, Unidentified
from server.base.passwords import check_strength
from server.base.strict_json import shaped
from server.desk.actors import SYSTEM
from server.desk.credentials import AskLink, ChangePassword
from server.desk.preferences import Prefer
from server.desk.sessions import CloseSession, OpenSession, RefuseSession
from server.store.tables.staff import USERS, User
from server.web.address import address_of
from server.web.bodies import form_of
from server.web.context import WebContext, context_of
from server.web.doors import OPEN, Door, door
from server.web.pages import PAGES, Form, notice_of, one, page
from server.web.problems import said
from server.web.second_step import asked_for_code
from server.web.senders import SignedIn, give_cookie, member, person, take_cookie

MOST_CHARS = 256
ADDRESS_FACTOR = 4


def doors() -> list[Door]:
    """Return the doors of signing in, signing out and one's own account."""
    return [
        door("/login", login, OPEN, "GET", "POST"),
        door("/logout", logout, OPEN, "POST"),
        door("/forgot", forgot, OPEN, "GET", "POST"),
        door("/account", account, PAGES, "GET", "POST"),
    ]


async def login(request: Request) -> Response:
    """The sign-in page; a right password begins a session and leads where one wanted to go."""
    if request.method != "POST":
        if await person(request) is not None:
            return RedirectResponse(inside(request.query_params.get("next", "/")), 303)
        shown = _login_page(request, notice=notice_of(request), goal=request.query_params.get("next", "/"))
        return page(request, None, shown)
    form = await form_of(request)
    email, goal = one(form, "email").strip().lower(), inside(one(form, "next"))
    try:
        user = await known(request, email, one(form, "password"))
        if (second := await asked_for_code(request, user, goal)) is not None:
            return second
        secret = await begin(request, user.id, user.epoch)
    except DeskError as error:
        return page(request, None, _login_page(request, email, said(request, error), goal=goal), error.status)
    response = RedirectResponse(goal, 303)
    give_cookie(response, context_of(request).settings, secret)
    return response


async def known(request: Request, email: str, password: str) -> User:
    """Return whose address and password these are. Raises Unidentified for a wrong one of either alike, TooMany."""
    context = context_of(request)
    count_try(request, email)
    user = await context.read(lambda connection: user_by_email(connection, email))
    stored = user.password if user is not None and user.deactivated_at is None else None
    if not await context.passwords.matches(stored, password[:MOST_CHARS]) or user is None:
        if user is not None:
            await context.command("sessions.refuse", SYSTEM, RefuseSession(user_id=user.id))
        raise Unidentified("login.refused")
    return user


async def begin(request: Request, user_id: str, epoch: int) -> str:
    """Begin a session in place of the one this browser has, and return its secret."""
    context = context_of(request)
    held = await person(request)
    secret = context.ids.token()
    opened = OpenSession(
        user_id=user_id,
        epoch=epoch,
        session_id=fingerprint(secret),
        replaces=held.session_id if held else None,
    )
    await context.command("sessions.open", SYSTEM, opened)
    return secret


async def logout(request: Request) -> Response:
    """End this browser's session."""
    return await leave(request, "auth.signed_out")


async def leave(request: Request, notice: str) -> Response:
    """End this browser's session, if it has one, and lead to the sign-in page with a notice."""
    found = await person(request)
    context = context_of(request)
    if found is not None:
        await context.command("sessions.close", SYSTEM, CloseSession(session_id=found.session_id))
    response = RedirectResponse(f"/login?done={notice}", 303)
    take_cookie(response, context.settings)
    return response


async def forgot(request: Request) -> Response:
    """Ask for a link by mail. The answer is the same whether or not the address is known."""
    if request.method != "POST":
        return page(request, None, ForgotPage())
    email = one(await form_of(request), "email").strip().lower()
    context = context_of(request)
    try:
        count_try(request, email)
    except DeskError as error:
        return page(request, None, ForgotPage(email, error=said(request, error)), error.status)
    user = await context.read(lambda connection: user_by_email(connection, email))
    if user is not None:
        await context.command("passwords.forgot", SYSTEM, AskLink(user_id=user.id))
    return page(request, None, ForgotPage(email, sent=True))


async def account(request: Request) -> Response:
    """One's own language, theme, time zone and password."""
    found = await member(request, PAGES)
    if request.method != "POST":
        return page(request, found, AccountPage(notice=notice_of(request)))
    form = await form_of(request)
    try:
        return await (_new_password if one(form, "do") == "password" else _prefer)(request, found, form)
    except DeskError as error:
        return page(request, found, AccountPage(error=said(request, error)), error.status)


def user_by_email(connection: sa.Connection, email: str) -> User | None:
    """Return the member of staff with this address (lower case)."""
    line = connection.execute(sa.select(USERS.sql).where(USERS.c.email == email)).first()
    return USERS.read(line) if line is not None else None


async def _prefer(request: Request, found: SignedIn, form: Form) -> Response:
    names = {"lang": "language", "theme": "theme", "time_zone": "time_zone"}
    wish = {field: one(form, name) for name, field in names.items() if one(form, name)}
    await context_of(request).command("account.prefer", found.actor, shaped(wish, Prefer))
    return RedirectResponse("/account?done=account.saved", 303)


async def _new_password(request: Request, found: SignedIn, form: Form) -> Response:
    """Set a new password; other browsers are signed out, this one gets a new session."""
    context, user = context_of(request), found.user
    await check_password(request, user, one(form, "password_now"))
    stored = await chosen_password(context, form, user.email)
    await context.command("passwords.change", found.actor, ChangePassword(password=stored))
    response = RedirectResponse("/account?done=account.saved", 303)
    give_cookie(response, context.settings, await begin(request, user.id, user.epoch + 1))
    return response


async def check_password(request: Request, user: User, password: str) -> None:
    """Raise Invalid unless this is the person's password, TooMany after too many tries."""
    count_try(request, user.email)
    if not await context_of(request).passwords.matches(user.password, password[:MOST_CHARS]):
        raise Invalid("password.wrong")


async def chosen_password(context: WebContext, form: Form, email: str) -> str:
    """Return the hash of the password a form chose, given twice alike. Raises Invalid."""
    password = one(form, "password")
    if password != one(form, "again"):
        raise Invalid("password.differs")
    check_strength(password, email)
    return await context.passwords.hashed(password)


def count_try(request: Request, email: str) -> None:
    """Count a try to sign in, by account and by address. Raises TooMany."""
    context = context_of(request)
    most, window = context.settings.login_tries, context.settings.login_window_s
    context.limits.take("login by address", address_of(request), most * ADDRESS_FACTOR, window)
    context.limits.take("login", email[:MOST_CHARS], most, window)


def _login_page(
    request: Request, email: str = "", error: str = "", notice: str = "", *, goal: str = "/"
) -> Page:
    return LoginPage(email[:MOST_CHARS], error, notice, inside(goal), context_of(request).demo_logins)


def inside(goal: str) -> str:
    """Return an address on this desk: never one that leads away."""
    inside = goal.startswith("/") and not goal.startswith(("//", "/\\")) and goal.isprintable()
    return goal if inside and "\\" not in goal else "/"
