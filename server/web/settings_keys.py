"""Settings: API keys. A new one is shown once, on the page that answers its form."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages import Page
from console.settings_pages import KeyRow, KeySettings
from server.base.crypto import fingerprint
from server.base.errors import DeskError, Invalid
from server.base.strict_json import shaped
from server.desk.access import ADMIN
from server.desk.api_keys import SCOPES, CreateKey, RevokeKey
from server.desk.readings.keys import Keys
from server.web.bodies import form_of
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.pages import Form, asked, notice_of, one, page
from server.web.problems import said
from server.web.senders import SignedIn, member


def doors() -> list[Door]:
    """Return the doors of the API keys."""
    return [
        door("/settings/keys", keys, ADMIN, "GET", "POST"),
    ]


async def keys(request: Request) -> Response:
    """The API keys. A new key's secret is on the page that answers its form, and nowhere else."""
    found = await member(request, ADMIN)
    if request.method != "POST":
        return page(request, found, await _keys(request, found, notice=notice_of(request)))
    form = await form_of(request)
    try:
        if one(form, "do") == "create":
            secret = await _create(request, found, form)
            return page(request, found, await _keys(request, found, secret=secret))
        if one(form, "do") != "revoke":
            raise Invalid("form.malformed")
        revoke = shaped({"key_id": one(form, "key_id")}, RevokeKey)
        await context_of(request).command("api_keys.revoke", found.actor, revoke)
    except DeskError as error:
        return page(request, found, await _keys(request, found, error=said(request, error)), error.status)
    return RedirectResponse("/settings/keys?done=settings.key_revoked", 303)


async def _keys(
    request: Request, found: SignedIn, *, secret: str = "", error: str = "", notice: str = ""
) -> Page:
    known = await asked(request, found.actor, "api_keys")
    assert isinstance(known, Keys)
    rows = (
        KeyRow(key.id, key.name, key.scopes, key.created_at, key.revoked_at is not None) for key in known.keys
    )
    return KeySettings(tuple(rows), SCOPES, secret, error, notice)


async def _create(request: Request, found: SignedIn, form: Form) -> str:
    """Make a key and return what its program sends as `Authorization: Bearer`."""
    context = context_of(request)
    secret = context.ids.token()
    wish = {"name": one(form, "name"), "scopes": form.get("scope", []), "digest": fingerprint(secret)}
    made = await context.command("api_keys.create", found.actor, shaped(wish, CreateKey))
    return f"{made['key_id']}.{secret}"
