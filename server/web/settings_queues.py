"""Settings: queues."""

from __future__ import annotations

from starlette.requests import Request

from console.pages import Page
from console.settings_pages import Choice, QueueForm, QueueRow, QueueSettings
from server.base.errors import Unknown
from server.base.strict_json import shaped
from server.desk.access import ADMIN
from server.desk.queues import CreateQueue, EditQueue, RemoveQueue
from server.desk.readings.agreements import Calendars
from server.desk.readings.config import Queues, Skills, Teams
from server.store.tables.staff import Queue
from server.web import queue_form
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.kept import Draft, kept_page
from server.web.pages import Form, asked, form_page, number, one, wished
from server.web.problems import language_of
from server.web.senders import SignedIn

PLACES = {
    "name.empty": "name",
    "team.unknown": "team_id",
    "calendar.unknown": "calendar_id",
    "queue.to_itself": "overflow_queue_id",
}


def doors() -> list[Door]:
    """Return the doors of the queues' settings."""
    return [
        door("/settings/queues", form_page(ADMIN, _queues, _queues_done), ADMIN, "GET", "POST"),
        door(
            "/settings/queues/{queue_id}", kept_page(ADMIN, _queue, _queue_done, PLACES), ADMIN, "GET", "POST"
        ),
    ]


async def _queues(request: Request, found: SignedIn, error: str, notice: str) -> Page:
    queues, teams, skills = await _floor(request, found)
    rows = tuple(_row(queue, queues, teams, skills) for queue in queues.queues)
    return QueueSettings(rows, _teams(teams), error, notice)


async def _queues_done(request: Request, found: SignedIn, form: Form) -> str:
    wish = {"name": one(form, "name"), "team_id": one(form, "team_id")}
    await context_of(request).command("queues.create", found.actor, shaped(wish, CreateQueue))
    return "settings.added"


async def _queue(request: Request, found: SignedIn, draft: Draft) -> Page:
    queues, teams, skills = await _floor(request, found)
    calendars = await asked(request, found.actor, "calendars")
    assert isinstance(calendars, Calendars)
    queue_id, language = request.path_params["queue_id"], language_of(request)
    queue = next((one for one in queues.queues if one.id == queue_id), None)
    if queue is None:
        raise Unknown("queue.unknown", id=queue_id)
    sent = draft.sent("save")
    return QueueForm(
        queue.id,
        queue.version,
        {name: values[0] for name, values in draft.form.items()}
        if sent
        else queue_form.typed(queue, language),
        draft.many("channel") if sent else queue.channels,
        draft.many("auto") if sent else queue.auto_accept,
        _teams(teams),
        tuple(Choice(skill.id, skill.name) for skill in skills.skills),
        tuple(Choice(row.id, row.name) for row in calendars.calendars),
        tuple(Choice(one.id, one.name) for one in queues.queues if one.id != queue.id),
        queue_form.sent_rows(draft.form) if sent else queue_form.step_rows(queue, language),
        draft.errors,
        draft.notice,
    )


async def _queue_done(request: Request, found: SignedIn, form: Form) -> str:
    seen = {"queue_id": request.path_params["queue_id"], "version": number(form, "version")}
    if wished(form) == "remove":
        await context_of(request).command("queues.remove", found.actor, shaped(seen, RemoveQueue))
        return "/settings/queues?done=settings.removed"
    edit = {**queue_form.said(form), **seen}
    await context_of(request).command("queues.edit", found.actor, shaped(edit, EditQueue))
    return "settings.saved"


async def _floor(request: Request, found: SignedIn) -> tuple[Queues, Teams, Skills]:
    queues = await asked(request, found.actor, "queues")
    teams = await asked(request, found.actor, "teams")
    skills = await asked(request, found.actor, "skills")
    assert isinstance(queues, Queues)
    assert isinstance(teams, Teams)
    assert isinstance(skills, Skills)
    return queues, teams, skills


def _row(queue: Queue, queues: Queues, teams: Teams, skills: Skills) -> QueueRow:
    names = {skill.id: skill.name for skill in skills.skills}
    return QueueRow(
        queue.id,
        queue.name,
        next((team.name for team in teams.teams if team.id == queue.team_id), ""),
        queue.channels,
        tuple((names[skill], level) for skill, level in queue.skills.items() if skill in names),
        queue.auto_accept,
        queue.offer_timeout_s,
        queue.target_s,
        queues.waiting.get(queue.id, 0),
        queue.version,
    )


def _teams(teams: Teams) -> tuple[Choice, ...]:
    return tuple(Choice(team.id, team.name) for team in teams.teams)
