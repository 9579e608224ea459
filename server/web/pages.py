"""How a page is answered: the frame for who looks, and forms that come back to the page they were sent from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from console.pages import Frame, Me, Page, Theme, render
from server.base.errors import DeskError
from server.base.i18n import DEFAULT, translate
from server.desk.access import EVERY_ROLE, Policy
from server.desk.actors import Actor
from server.desk.readings.registry import READINGS
from server.desk.verbs import Body
from server.web.api import look
from server.web.bodies import form_of
from server.web.context import context_of
from server.web.problems import language_of, said
from server.web.senders import SignedIn, member

Form = dict[str, list[str]]
GONE = "settings.removed"
B = TypeVar("B", bound=Body)
PAGES = Policy("pages of the staff", EVERY_ROLE)
Shown = Callable[[Request, SignedIn, str, str], Awaitable[Page]]
Done = Callable[[Request, SignedIn, Form], Awaitable[str]]


def frame_of(request: Request, found: SignedIn | None) -> Frame:
    """Return what every page is given."""
    desk = context_of(request).settings.desk_name
    language, path = language_of(request), request.url.path
    if found is None:
        return Frame(language, "auto", desk, "UTC", path)
    user = found.user
    chosen = user.preferences.get("theme")
    theme: Theme = chosen if chosen in ("light", "dark") else "auto"
    return Frame(language, theme, desk, user.time_zone, path, Me(user.id, user.name, user.email, user.role))


def page(request: Request, found: SignedIn | None, drawn: Page, status: int = 200) -> Response:
    """Return the page as HTML."""
    return HTMLResponse(render(frame_of(request, found), drawn), status)


def form_page(policy: Policy, shown: Shown, done: Done) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler of a page with forms: shown, or a form's wish done and the page shown afresh with what came of it.

    `done` returns the notice (a catalog key). A refusal shows the page again, with its message and status.
    """

    async def answer(request: Request) -> Response:
        found = await member(request, policy)
        if request.method != "POST":
            return page(request, found, await shown(request, found, "", notice_of(request)))
        try:
            notice = await done(request, found, await form_of(request))
        except DeskError as error:
            return page(request, found, await shown(request, found, said(request, error), ""), error.status)
        path = (
            request.url.path.rpartition("/")[0]
            if notice == GONE and request.path_params
            else request.url.path
        )
        return RedirectResponse(f"{path}?done={notice}", 303)

    return answer


def notice_of(request: Request) -> str:
    """Return the catalog key of what was just done, if the address names one there is."""
    key = request.query_params.get("done", "")
    try:
        translate(DEFAULT, key)
    except KeyError:
        return ""
    return key if key.startswith(("knowledge.", "settings.", "account.", "auth.")) else ""


async def asked(request: Request, actor: Actor, name: str, **fields: object) -> object:
    """Return a reading's answer for a page; recorded when it must be."""
    reading = READINGS[name]
    subject = next((str(value) for key, value in fields.items() if key.endswith("id")), "")
    return await look(context_of(request), actor, reading, reading.question(**fields), subject)


def one(form: Form, name: str) -> str:
    """Return a field's only value, empty when it was not sent."""
    return form.get(name, [""])[0]


def wished(form: Form) -> str:
    """Return what the pressed button wishes; a form with one wish only carries it in a hidden field before the buttons."""
    return form.get("do", [""])[-1]


def number(form: Form, name: str) -> int | str:
    """Return a field as a number when it is one; else its text, which the body then refuses."""
    text = one(form, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else text


def numbers(form: Form, prefix: str) -> dict[str, int | str]:
    """Return what comes after `prefix` -> number, for the fields above 0."""
    names = (name for name in form if name.startswith(prefix))
    return {
        name.removeprefix(prefix): value for name in names if (value := number(form, name)) not in (0, "")
    }
