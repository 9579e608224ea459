"""Settings: the desk's rules."""

from __future__ import annotations

from starlette.requests import Request

from console.pages import Page
from console.service_pages import RulesPage
from console.settings_pages import Choice
from server.base.strict_json import shaped
from server.desk.access import ADMIN
from server.desk.readings.agreements import Calendars, RulesNow
from server.desk.readings.config import Queues
from server.desk.rules_edit import EditRules
from server.web import rule_form
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.kept import Draft, kept_page
from server.web.pages import Form, asked, number
from server.web.problems import language_of
from server.web.senders import SignedIn

PLACES = {
    "calendar.unknown": "calendar_id",
    "rules.idle": "chat_idle_warn_s",
    "rules.interrupts": "interrupts",
}


def doors() -> list[Door]:
    """Return the door of the rules."""
    return [door("/settings/rules", kept_page(ADMIN, _rules, _rules_done, PLACES), ADMIN, "GET", "POST")]


async def _rules(request: Request, found: SignedIn, draft: Draft) -> Page:
    now = await asked(request, found.actor, "rules")
    calendars = await asked(request, found.actor, "calendars")
    queues = await asked(request, found.actor, "queues")
    assert isinstance(now, RulesNow)
    assert isinstance(calendars, Calendars)
    assert isinstance(queues, Queues)
    sections = rule_form.shown(
        now.rules,
        draft,
        language_of(request),
        tuple(Choice(row.id, row.name) for row in calendars.calendars),
        tuple(Choice(row.id, row.name) for row in queues.queues),
    )
    return RulesPage(sections, now.version, draft.errors, draft.notice)


async def _rules_done(request: Request, found: SignedIn, form: Form) -> str:
    body = {"version": number(form, "version"), "rules": rule_form.said(form)}
    await context_of(request).command("rules.edit", found.actor, shaped(body, EditRules))
    return "settings.saved"
