"""Settings: replies kept at hand, each line a form of its own. For supervisors too."""

from __future__ import annotations

from starlette.requests import Request

from console.macro_pages import MacroRow, MacrosPage
from console.pages import Page
from console.settings_pages import Choice
from server.base.errors import Invalid
from server.base.strict_json import shaped
from server.desk.access import FLOOR
from server.desk.macros import CreateMacro, EditMacro, RemoveMacro
from server.desk.readings.agreements import Macros
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.kept import Draft, kept_page
from server.web.pages import Form, asked, number, one, wished
from server.web.senders import SignedIn

PLACES = {"name.empty": "name", "macro.taken": "name", "macro.no_words": "en"}


def doors() -> list[Door]:
    """Return the door of replies kept at hand."""
    return [door("/settings/macros", kept_page(FLOOR, _macros, _done, PLACES), FLOOR, "GET", "POST")]


async def _macros(request: Request, found: SignedIn, draft: Draft) -> Page:
    known = await asked(request, found.actor, "macros")
    assert isinstance(known, Macros)
    rows = {
        row.id: MacroRow(
            row.id, row.version, row.name, row.texts.get("en", ""), row.texts.get("zh", ""), row.queue_ids
        )
        for row in known.macros
    }
    rows[""] = MacroRow("", 0, "", "", "", ())
    failed = draft.one("id") if draft.errors else "-"
    if draft.errors and failed in rows:
        seen = draft.one("version")
        words = draft.one("name"), draft.one("en"), draft.one("zh")
        rows[failed] = MacroRow(failed, int(seen) if seen.isdigit() else 0, *words, draft.many("queue"))
    queues = tuple(Choice(queue.id, queue.name) for queue in known.queues)
    return MacrosPage(
        tuple(row for row in rows.values() if row.id), rows[""], queues, failed, draft.errors, draft.notice
    )


async def _done(request: Request, found: SignedIn, form: Form) -> str:
    context, wish = context_of(request), wished(form)
    texts = {language: one(form, language) for language in ("en", "zh")}
    said = {"name": one(form, "name"), "texts": texts, "queue_ids": form.get("queue", [])}
    seen = {"version": number(form, "version"), "macro_id": one(form, "id")}
    match wish:
        case "add":
            await context.command("macros.create", found.actor, shaped(said, CreateMacro))
        case "save":
            await context.command("macros.edit", found.actor, shaped({**said, **seen}, EditMacro))
        case "remove":
            await context.command("macros.remove", found.actor, shaped(seen, RemoveMacro))
        case _:
            raise Invalid("form.malformed")
    return {"add": "settings.added", "save": "settings.saved", "remove": "settings.removed"}[wish]
