"""The page of one's own notices, for everybody: editors have no console. Reads and marks; `desk/notices.py` decides."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from console.notices_pages import NoticeRow, NoticesPage
from console.protocol import NoticeRecord
from server.base.i18n import moment, translate
from server.base.strict_json import shaped
from server.desk.access import STAFF
from server.desk.notices import Mark
from server.desk.preferences import Prefer
from server.desk.readings.notices import Notices
from server.store.tables.staff import USERS
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.pages import Form, asked, form_page, one
from server.web.senders import SignedIn

CURSOR_CHARS = 200
ABOUT_ARTICLES = ("review_wanted", "stale_article")


def doors() -> list[Door]:
    """Return the door of one's own notices."""
    return [door("/notices", form_page(STAFF, _notices, _done), STAFF, "GET", "POST")]


async def _notices(request: Request, found: SignedIn, error: str, notice: str) -> NoticesPage:
    """What one was told, the newest first."""
    cursor = request.query_params.get("after", "")[:CURSOR_CHARS] or None
    known = await asked(request, found.actor, "notices", cursor=cursor)
    assert isinstance(known, Notices)
    names = await _names(request, known.records)
    rows = tuple(_row(one_, found.user.language, found.user.time_zone, names) for one_ in known.records)
    begin, end = found.user.preferences.get("quiet_hours") or ("", "")
    mail = found.user.preferences.get("notice_mail") is True
    return NoticesPage(rows, known.cursor or "", mail, (begin, end), error, notice)


async def _done(request: Request, found: SignedIn, form: Form) -> str:
    """Mark what is shown as read, or choose quiet hours and mail."""
    context = context_of(request)
    if one(form, "do") == "read":
        known = await asked(request, found.actor, "notices", limit=200)
        assert isinstance(known, Notices)
        unread = [record.id for record in known.records if not record.read]
        if unread:
            await context.command(
                "notices.mark", found.actor, shaped({"notice_ids": unread, "mark": "read"}, Mark)
            )
        return "account.saved"
    hours = [one(form, name) for name in ("from", "to") if one(form, name)]
    wish = {"quiet_hours": hours, "notice_mail": one(form, "mail") == "1"}
    await context.command("account.prefer", found.actor, shaped(wish, Prefer))
    return "account.saved"


async def _names(request: Request, records: list[NoticeRecord]) -> dict[str, str]:
    """Return the names of the colleagues these notices speak of."""
    ids = {value for record in records for name, value in record.facts.items() if name.endswith("user_id")}
    context = context_of(request)
    users = await context.read(
        lambda connection: connection.execute(
            USERS.sql.select().with_only_columns(USERS.c.id, USERS.c.name).where(USERS.c.id.in_(sorted(ids)))
        ).all()
    )
    return {line[0]: line[1] for line in users}


def _row(record: NoticeRecord, language: str, zone: str, names: dict[str, str]) -> NoticeRow:
    words: dict[str, Any] = dict(record.facts)
    for name, value in record.facts.items():
        if name.endswith("user_id"):
            words[name.removesuffix("_id")] = names.get(value, "")
        elif name.endswith("_at"):
            words[name] = moment(language, zone, value)
        elif name == "clock":
            words[name] = translate(language, f"clock.{value}")
    article = "/knowledge" if record.kind in ABOUT_ARTICLES else ""
    link = f"/console#ticket={record.ticket_id}" if record.ticket_id else article
    return NoticeRow(translate(language, f"notice.{record.kind}", **words), record.at, record.read, link)
