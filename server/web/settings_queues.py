"""Settings: queues."""

from __future__ import annotations

from starlette.requests import Request

from console.pages import Page
from console.settings_pages import Choice, QueueForm, QueueRow, QueueSettings
from server.base.errors import Unknown
from server.base.strict_json import shaped
from server.desk.access import ADMIN
from server.desk.queues import CreateQueue, EditQueue, RemoveQueue
from server.desk.readings.config import Queues, Skills, Teams
from server.store.tables.staff import Queue
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.pages import Form, asked, form_page, number, numbers, one, wished
from server.web.senders import SignedIn


def doors() -> list[Door]:
    """Return the doors of the queues' settings."""
    return [
        door("/settings/queues", form_page(ADMIN, _queues, _queues_done), ADMIN, "GET", "POST"),
        door("/settings/queues/{queue_id}", form_page(ADMIN, _queue, _queue_done), ADMIN, "GET", "POST"),
    ]


async def _queues(request: Request, found: SignedIn, error: str, notice: str) -> Page:
    queues, teams, skills = await _floor(request, found)
    rows = tuple(_row(queue, queues, teams, skills) for queue in queues.queues)
    return QueueSettings(rows, _teams(teams), error, notice)


async def _queues_done(request: Request, found: SignedIn, form: Form) -> str:
    wish = {"name": one(form, "name"), "team_id": one(form, "team_id")}
    await context_of(request).command("queues.create", found.actor, shaped(wish, CreateQueue))
    return "settings.added"


async def _queue(request: Request, found: SignedIn, error: str, notice: str) -> Page:
    queues, teams, skills = await _floor(request, found)
    queue_id = request.path_params["queue_id"]
    queue = next((one for one in queues.queues if one.id == queue_id), None)
    if queue is None:
        raise Unknown("queue.unknown", id=queue_id)
    wanted = tuple(Choice(skill.id, skill.name) for skill in skills.skills)
    row = _row(queue, queues, teams, skills)
    return QueueForm(row, queue.team_id, _teams(teams), wanted, queue.skills, error, notice)


async def _queue_done(request: Request, found: SignedIn, form: Form) -> str:
    seen = {"queue_id": request.path_params["queue_id"], "version": number(form, "version")}
    if wished(form) == "remove":
        removal = shaped(seen, RemoveQueue)
        await context_of(request).command("queues.remove", found.actor, removal)
        return "settings.removed"
    edit = {
        **seen,
        "name": one(form, "name"),
        "team_id": one(form, "team_id"),
        "channels": form.get("channel", []),
        "skills": numbers(form, "skill."),
        "offer_timeout_s": number(form, "offer_timeout_s"),
        "auto_accept": form.get("auto", []),
        "target_s": number(form, "target_s"),
    }
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
