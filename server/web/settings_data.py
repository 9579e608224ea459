"""Settings about what goes in and out: API keys, the audit trail, the outbox, the chat widget."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages import Mail, OutboxPage, Page
from console.settings_pages import AuditRow, AuditSettings, Choice, KeyRow, KeySettings, WidgetSettings
from server.base.crypto import fingerprint
from server.base.errors import DeskError, Invalid
from server.base.strict_json import shaped
from server.desk.access import ADMIN
from server.desk.api_keys import SCOPES, CreateKey, RevokeKey
from server.desk.configuration import EditWidget
from server.desk.readings.config import Queues
from server.desk.readings.staff import AuditPage, Keys, Outbox
from server.store.tables.channels import Widget
from server.web.bodies import form_of
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.pages import Form, asked, form_page, notice_of, number, one, page
from server.web.problems import said
from server.web.senders import SignedIn, member


def doors() -> list[Door]:
    """Return the doors of keys, audit and outbox."""
    return [
        door("/settings/keys", keys, ADMIN, "GET", "POST"),
        door("/settings/audit", audit, ADMIN),
        door("/settings/outbox", outbox, ADMIN),
        door("/outbox", to_outbox, ADMIN),
        door("/settings/widget", form_page(ADMIN, _widget, _widget_done), ADMIN, "GET", "POST"),
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


async def audit(request: Request) -> Response:
    """The audit trail, newest first."""
    found = await member(request, ADMIN)
    before = request.query_params.get("before", "")
    fields = {"before": int(before)} if before.isascii() and before.isdigit() and len(before) < 16 else {}
    known = await asked(request, found.actor, "audit", **fields)
    assert isinstance(known, AuditPage)
    rows = tuple(AuditRow(row.seq, row.at, row.who, row.act, row.subject) for row in known.rows)
    older = str(known.older) if known.older is not None else ""
    return page(request, found, AuditSettings(rows, older, known.verified))


async def outbox(request: Request) -> Response:
    """The mails the desk wrote, to be read here until an SMTP server is set."""
    found = await member(request, ADMIN)
    known = await asked(request, found.actor, "outbox")
    assert isinstance(known, Outbox)
    mails = (
        Mail(mail.id, mail.to, mail.subject, mail.at, mail.text, tuple(mail.links)) for mail in known.mails
    )
    return page(request, found, OutboxPage(tuple(mails)))


async def to_outbox(request: Request) -> Response:
    """A short address of the outbox."""
    await member(request, ADMIN)
    return RedirectResponse("/settings/outbox", 303)


async def _widget(request: Request, found: SignedIn, error: str, notice: str) -> Page:
    known = await asked(request, found.actor, "widget")
    queues = await asked(request, found.actor, "queues")
    assert isinstance(known, Widget)
    assert isinstance(queues, Queues)
    address = context_of(request).settings.address
    return WidgetSettings(
        f'<script src="{address}/widget.js" async></script>',
        known.greeting,
        known.origins,
        known.queue_id or "",
        tuple(Choice(queue.id, queue.name) for queue in queues.queues if "chat" in queue.channels),
        "/widget",
        error,
        notice,
        known.version,
    )


async def _widget_done(request: Request, found: SignedIn, form: Form) -> str:
    origins = [line.strip().rstrip("/") for line in one(form, "origins").splitlines() if line.strip()]
    edit = {
        "version": number(form, "version"),
        "greeting": one(form, "greeting"),
        "queue_id": one(form, "queue_id") or None,
        "origins": origins,
    }
    await context_of(request).command("widget.edit", found.actor, shaped(edit, EditWidget))
    return "settings.saved"


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
