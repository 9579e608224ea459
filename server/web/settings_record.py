"""Settings: what the desk did and wrote: the audit trail, the outbox."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages import Mail, OutboxPage, Page
from console.settings_pages import AuditRow, AuditSettings
from server.base.strict_json import shaped
from server.desk.access import ADMIN
from server.desk.mails import MarkSent
from server.desk.readings.audit import AuditPage
from server.desk.readings.outbox import Outbox
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.pages import Form, asked, form_page, one, page
from server.web.senders import SignedIn, member


def doors() -> list[Door]:
    """Return the doors of audit and outbox."""
    return [
        door("/settings/audit", audit, ADMIN),
        door("/settings/outbox", form_page(ADMIN, _outbox, _outbox_done), ADMIN, "GET", "POST"),
        door("/outbox", to_outbox, ADMIN),
    ]


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


async def _outbox(request: Request, found: SignedIn, error: str, notice: str) -> Page:
    """The mails the desk wrote, to be read here until an SMTP server is set; later with what became of each."""
    known = await asked(request, found.actor, "outbox")
    assert isinstance(known, Outbox)
    mails = (
        Mail(
            mail.id,
            mail.to,
            mail.subject,
            mail.at,
            mail.text,
            tuple(mail.links),
            mail.state,
            mail.attempts,
            mail.failure or "",
        )
        for mail in known.mails
    )
    return OutboxPage(tuple(mails), error, notice)


async def _outbox_done(request: Request, found: SignedIn, form: Form) -> str:
    again = shaped({"mail_id": one(form, "mail_id")}, MarkSent)
    await context_of(request).command("mail.retry", found.actor, again)
    return "settings.mail_again"


async def to_outbox(request: Request) -> Response:
    """A short address of the outbox."""
    await member(request, ADMIN)
    return RedirectResponse("/settings/outbox", 303)
