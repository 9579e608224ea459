"""Pages with forms that lose nothing: a refusal shows the form again as it was filled in, with its words beside the field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages import Page
from server.base.errors import DeskError, Invalid
from server.desk.access import Policy
from server.web.bodies import form_of
from server.web.pages import Form, notice_of, page
from server.web.problems import said
from server.web.senders import SignedIn, member


class Draft(NamedTuple):
    """What was sent last and what is wrong with it, by field ("" is the whole). Empty when the page is shown afresh."""

    form: Form
    errors: Mapping[str, str]
    notice: str

    def one(self, name: str, stored: str = "") -> str:
        """Return what was typed into a field, else what is stored."""
        return self.form.get(name, [""])[0] if self.form else stored

    def many(self, name: str, stored: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return what was ticked, else what is stored."""
        return tuple(self.form.get(name, ())) if self.form else stored

    def sent(self, *wishes: str) -> bool:
        """Return whether the form that was sent is one of these, by its field `do`."""
        return bool(self.form) and self.form.get("do", [""])[-1] in wishes


class Wrong(Invalid):
    """Several fields do not fit, each with its own refusal."""

    def __init__(self, fields: Mapping[str, DeskError]) -> None:
        super().__init__("form.fields", fields=len(fields))
        self.fields = fields


Shown = Callable[[Request, SignedIn, Draft], Awaitable[Page]]
Done = Callable[[Request, SignedIn, Form], Awaitable[str]]
Places = Mapping[str, str]
"""Error code -> the field it speaks of; other refusals are said above the form."""


def kept_page(
    policy: Policy, shown: Shown, done: Done, places: Places | None = None
) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler of a page with forms. `done` returns a notice (a catalog key), or an address to go to."""

    async def answer(request: Request) -> Response:
        found = await member(request, policy)
        if request.method != "POST":
            return page(request, found, await shown(request, found, Draft({}, {}, notice_of(request))))
        form = await form_of(request)
        try:
            told = await done(request, found, form)
        except DeskError as error:
            draft = Draft(form, _said(request, error, places or {}), "")
            return page(request, found, await shown(request, found, draft), error.status)
        return RedirectResponse(told if told.startswith("/") else f"{request.url.path}?done={told}", 303)

    return answer


def _said(request: Request, error: DeskError, places: Places) -> dict[str, str]:
    if isinstance(error, Wrong):
        return {name: said(request, one) for name, one in error.fields.items()} | {"": said(request, error)}
    return {places.get(error.code, ""): said(request, error)}


def moved(form: Form, thing_id: str, wish: str) -> list[str]:
    """Return the order that was seen (field `order`) with one thing a place up or down."""
    order = form.get("order", [])
    if thing_id not in order or wish not in ("up", "down"):
        raise Invalid("form.malformed")
    place = order.index(thing_id)
    other = max(0, place - 1) if wish == "up" else min(len(order) - 1, place + 1)
    order[place], order[other] = order[other], order[place]
    return order
