"""Settings: wrap-up codes and required fields, on one page, each line a form of its own."""

from __future__ import annotations

from starlette.requests import Request

from console.pages import Page
from console.service_pages import CodeRow, CodesPage, FieldRow
from console.settings_pages import Choice
from server.base.errors import Invalid
from server.base.strict_json import shaped
from server.desk.access import ADMIN
from server.desk.readings.agreements import TicketFields, WrapUpCodes
from server.desk.readings.config import Queues
from server.desk.ticket_fields import CreateTicketField, EditTicketField, RemoveTicketField
from server.desk.wrap_up_codes import CreateWrapUpCode, EditWrapUpCode, OrderWrapUpCodes, RemoveWrapUpCode
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.kept import Draft, kept_page, moved
from server.web.pages import Form, asked, number, one, wished
from server.web.senders import SignedIn

PLACES = {"name.empty": "name", "field.choices": "choices"}
CODES = ("code", "code_save")
FIELDS = ("field", "field_save")


def doors() -> list[Door]:
    """Return the doors of wrap-up codes and required fields."""
    return [door("/settings/codes", kept_page(ADMIN, _codes, _done, PLACES), ADMIN, "GET", "POST")]


async def _codes(request: Request, found: SignedIn, draft: Draft) -> Page:
    codes = await asked(request, found.actor, "wrap_up_codes")
    fields = await asked(request, found.actor, "ticket_fields")
    queues = await asked(request, found.actor, "queues")
    assert isinstance(codes, WrapUpCodes)
    assert isinstance(fields, TicketFields)
    assert isinstance(queues, Queues)
    code_rows = {row.id: CodeRow(row.id, row.version, row.name, row.queue_ids) for row in codes.codes}
    field_rows = {
        row.id: FieldRow(row.id, row.version, row.name, row.kind, "\n".join(row.choices), row.queue_ids)
        for row in fields.fields
    }
    code_rows[""], field_rows[""] = CodeRow("", 0, "", ()), FieldRow("", 0, "", "text", "", ())
    failed = _sent(draft, code_rows, field_rows)
    return CodesPage(
        tuple(row for row in code_rows.values() if row.id),
        tuple(row for row in field_rows.values() if row.id),
        code_rows[""],
        field_rows[""],
        tuple(Choice(queue.id, queue.name) for queue in queues.queues),
        failed,
        draft.errors,
        draft.notice,
    )


def _sent(draft: Draft, codes: dict[str, CodeRow], fields: dict[str, FieldRow]) -> str:
    """Put what was typed in place of what is stored, and return which line was refused."""
    row_id, version = draft.one("id"), draft.one("version")
    seen, queues = int(version) if version.isdigit() else 0, draft.many("queue")
    if draft.sent(*CODES) and row_id in codes:
        codes[row_id] = CodeRow(row_id, seen, draft.one("name"), queues)
        return f"code-{row_id}"
    if draft.sent(*FIELDS) and row_id in fields:
        typed = draft.one("name"), draft.one("kind"), draft.one("choices")
        fields[row_id] = FieldRow(row_id, seen, *typed, queues)
        return f"field-{row_id}"
    return ""


async def _done(request: Request, found: SignedIn, form: Form) -> str:
    context, wish, row_id = context_of(request), wished(form), one(form, "id")
    said = {"name": one(form, "name"), "queue_ids": form.get("queue", [])}
    seen = {"version": number(form, "version")}
    if wish in FIELDS:
        choices = [line.strip() for line in one(form, "choices").splitlines() if line.strip()]
        said |= {"kind": one(form, "kind"), "choices": choices}
    match wish:
        case "code":
            await context.command("wrap_up_codes.create", found.actor, shaped(said, CreateWrapUpCode))
        case "code_save":
            edit = shaped({**said, **seen, "code_id": row_id}, EditWrapUpCode)
            await context.command("wrap_up_codes.edit", found.actor, edit)
        case "code_remove":
            gone = shaped({**seen, "code_id": row_id}, RemoveWrapUpCode)
            await context.command("wrap_up_codes.remove", found.actor, gone)
        case "up" | "down":
            order = shaped({"code_ids": moved(form, row_id, wish)}, OrderWrapUpCodes)
            await context.command("wrap_up_codes.order", found.actor, order)
        case "field":
            await context.command("ticket_fields.create", found.actor, shaped(said, CreateTicketField))
        case "field_save":
            changed = shaped({**said, **seen, "field_id": row_id}, EditTicketField)
            await context.command("ticket_fields.edit", found.actor, changed)
        case "field_remove":
            left = shaped({**seen, "field_id": row_id}, RemoveTicketField)
            await context.command("ticket_fields.remove", found.actor, left)
        case _:
            raise Invalid("form.malformed")
    return _notice(wish)


def _notice(wish: str) -> str:
    if wish in ("code", "field"):
        return "settings.added"
    if wish.endswith("remove"):
        return "settings.removed"
    return "settings.moved" if wish in ("up", "down") else "settings.saved"
