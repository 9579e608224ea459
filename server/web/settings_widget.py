"""Settings: the chat widget."""

from __future__ import annotations

from starlette.requests import Request

from console.pages import Page
from console.settings_pages import Choice, WidgetSettings
from server.base.strict_json import shaped
from server.desk.access import ADMIN
from server.desk.readings.config import Queues
from server.desk.widget import EditWidget, identity_secret
from server.store.tables.channels import Widget
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.pages import Form, asked, form_page, number, one
from server.web.senders import SignedIn


def doors() -> list[Door]:
    """Return the doors of the widget's settings."""
    return [
        door("/settings/widget", form_page(ADMIN, _widget, _widget_done), ADMIN, "GET", "POST"),
    ]


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
        identity_secret(context_of(request).master),
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
