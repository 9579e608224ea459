"""Settings: what was changed, by whom, what each version changed; and the way back to any of them."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from console.catalog import catalog
from console.pages import Page
from console.service_pages import ChangeRow, HistoryPage, RecentPage, RecentRow, VersionRow
from server.base.errors import Unknown
from server.base.strict_json import shaped
from server.desk.access import ADMIN
from server.desk.configuration import RESTORES
from server.desk.readings.agreements import Calendars, Policies
from server.desk.readings.config import (
    PastVersion,
    Queues,
    RecentVersion,
    RecentVersions,
    Skills,
    Teams,
    Versions,
)
from server.desk.readings.people import People
from server.desk.undo import UndoConfig
from server.web.context import context_of
from server.web.differences import differences, told_body
from server.web.doors import Door, door
from server.web.kept import Draft, kept_page
from server.web.pages import Form, asked, number, one, page
from server.web.problems import language_of
from server.web.senders import SignedIn, member

OWN_PAGE = {
    "calendar": "/settings/calendars",
    "policy": "/settings/policies",
    "queue": "/settings/queues",
    "survey": "/settings/surveys",
    "user": "/settings/people",
}
LIST_PAGE = {
    "team": "/settings/teams",
    "skill": "/settings/skills",
    "wrap_up_code": "/settings/codes",
    "macro": "/settings/macros",
    "ticket_field": "/settings/codes",
    "rules": "/settings/rules",
    "widget": "/settings/widget",
}
SECTION = {"calendar": "calendars", "policy": "policies", "queue": "queues", "user": "people", "team": "teams", "skill": "skills",
           "wrap_up_code": "codes", "ticket_field": "codes", "rules": "rules", "widget": "widget", "survey": "surveys"}  # fmt: skip


def doors() -> list[Door]:
    """Return the doors of the settings' history."""
    single = kept_page(ADMIN, _history, _undo)
    return [
        door("/settings/history", recent, ADMIN),
        door("/settings/history/{kind}/{id}", single, ADMIN, "GET", "POST"),
    ]


def href_of(kind: str, thing_id: str) -> str:
    """Return the page on which a thing is edited."""
    return f"{OWN_PAGE[kind]}/{thing_id}" if kind in OWN_PAGE else LIST_PAGE.get(kind, "/settings")


async def recent(request: Request) -> Response:
    """What was changed last, of every kind."""
    found = await member(request, ADMIN)
    known = await asked(request, found.actor, "config_recent")
    assert isinstance(known, RecentVersions)
    language = language_of(request)
    rows = (
        RecentRow(
            row.kind,
            row.name,
            row.version,
            row.at,
            _who(row, language),
            f"/settings/history/{row.kind}/{row.id}",
        )
        for row in known.versions
        if row.kind in RESTORES
    )
    return page(request, found, RecentPage(tuple(rows)))


def _who(row: RecentVersion, language: str) -> str:
    return catalog(language)("settings.by_desk") if row.who.startswith("system") else row.who


async def _history(request: Request, found: SignedIn, draft: Draft) -> Page:
    kind, thing_id = request.path_params["kind"], request.path_params["id"]
    known = await asked(request, found.actor, "config_versions", kind=kind[:16], id=thing_id[:64])
    assert isinstance(known, Versions)
    if not known.versions or kind not in RESTORES:
        raise Unknown("configversion.unknown", id=thing_id)
    names, open_tickets = await _names(request, found)
    language = language_of(request)
    words = catalog(language)

    def changes(before: PastVersion | None, after: PastVersion) -> tuple[ChangeRow, ...]:
        was = told_body(kind, before.body) if before else {}
        return differences(
            was, told_body(kind, after.body), language, names, lambda key: words.or_plain(key, "") or None
        )

    newest = known.versions[0]
    rows = tuple(
        VersionRow(
            past.version,
            past.at,
            names.get(past.actor.removeprefix("user:"), words("settings.by_desk")),
            changes(before, past),
            changes(newest, past) if past is not newest else (),
            past is not newest and past.body.get("removed_at") is None,
        )
        for past, before in zip(known.versions, [*known.versions[1:], None], strict=True)
    )
    title = names.get(thing_id) or str(
        newest.body.get("name") or words.or_plain(f"settings.kind.{kind}", kind)
    )
    return HistoryPage(
        SECTION.get(kind, "history"),
        kind,
        title,
        href_of(kind, thing_id),
        newest.version,
        rows,
        open_tickets,
        draft.errors,
        draft.notice,
    )


async def _undo(request: Request, found: SignedIn, form: Form) -> str:
    wish: dict[str, Any] = {
        "kind": request.path_params["kind"],
        "id": request.path_params["id"],
        "to": number(form, "to"),
        "version": number(form, "version"),
        "apply": one(form, "apply") == "yes",
    }
    await context_of(request).command("config.undo", found.actor, shaped(wish, UndoConfig))
    return "settings.undone"


async def _names(request: Request, found: SignedIn) -> tuple[dict[str, str], int]:
    """What ids are called, and how many tickets are open."""
    people = await asked(request, found.actor, "users")
    queues = await asked(request, found.actor, "queues")
    teams = await asked(request, found.actor, "teams")
    skills = await asked(request, found.actor, "skills")
    calendars = await asked(request, found.actor, "calendars")
    policies = await asked(request, found.actor, "policies")
    assert isinstance(people, People)
    assert isinstance(queues, Queues)
    assert isinstance(teams, Teams)
    assert isinstance(skills, Skills)
    assert isinstance(calendars, Calendars)
    assert isinstance(policies, Policies)
    rows = (people.people, queues.queues, teams.teams, skills.skills, calendars.calendars)
    return {row.id: row.name for some in rows for row in some}, policies.open_tickets
