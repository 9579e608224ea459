"""Settings: skills."""

from __future__ import annotations

from starlette.requests import Request

from console.pages import Page
from console.settings_pages import SkillRow, SkillSettings
from server.base.errors import Invalid
from server.base.strict_json import shaped
from server.desk.access import ADMIN
from server.desk.readings.config import Queues, Skills
from server.desk.readings.people import People
from server.desk.skills import CreateSkill, EditSkill, RemoveSkill
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.pages import Form, asked, form_page, number, one, wished
from server.web.senders import SignedIn


def doors() -> list[Door]:
    """Return the doors of the skills' settings."""
    return [
        door("/settings/skills", form_page(ADMIN, _skills, _skills_done), ADMIN, "GET", "POST"),
    ]


async def _skills(request: Request, found: SignedIn, error: str, notice: str) -> Page:
    queues = await asked(request, found.actor, "queues")
    skills = await asked(request, found.actor, "skills")
    people = await asked(request, found.actor, "users")
    assert isinstance(queues, Queues)
    assert isinstance(skills, Skills)
    assert isinstance(people, People)
    rows = tuple(
        SkillRow(
            skill.id,
            skill.name,
            sum(skill.id in person.skills for person in people.people),
            tuple(queue.name for queue in queues.queues if skill.id in queue.skills),
            skill.version,
            skill.language or "",
        )
        for skill in skills.skills
    )
    return SkillSettings(rows, error, notice)


async def _skills_done(request: Request, found: SignedIn, form: Form) -> str:
    context = context_of(request)
    wish: dict[str, object] = {"name": one(form, "name"), "language": one(form, "language") or None}
    if one(form, "do") == "create":
        await context.command("skills.create", found.actor, shaped(wish, CreateSkill))
        return "settings.added"
    seen = {"skill_id": one(form, "skill_id"), "version": number(form, "version")}
    if wished(form) == "remove":
        await context.command("skills.remove", found.actor, shaped(seen, RemoveSkill))
        return "settings.removed"
    if wished(form) != "rename":
        raise Invalid("form.malformed")
    await context.command("skills.edit", found.actor, shaped({**wish, **seen}, EditSkill))
    return "settings.renamed"
