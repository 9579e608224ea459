"""Skills: create, edit, remove. Who has a skill, and how well, is said with the person."""

from __future__ import annotations

from msgspec.structs import replace

from server.base.errors import Conflict
from server.base.i18n import Language
from server.desk import access
from server.desk.book import Book
from server.desk.configuration import ConfigAnswer, keep, seen
from server.desk.fields import Id, Name, Version, tidy
from server.desk.verbs import Body, verb
from server.store.tables.staff import QUEUES, SKILLS, Queue, Skill


class CreateSkill(Body, frozen=True, kw_only=True):
    """Something people can do. `language`: work of customers who speak it wants this skill."""

    name: Name
    language: Language | None = None


class EditSkill(CreateSkill, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    skill_id: Id
    version: Version


class RemoveSkill(Body, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    skill_id: Id
    version: Version


@verb("skills.create", CreateSkill, access.ADMIN, path="/skills", answer=ConfigAnswer)
def create_skill(book: Book, body: CreateSkill) -> ConfigAnswer:
    """Add a skill."""
    skill = Skill(id=book.new_id("ski"), name=tidy(body.name), language=body.language, version=0)
    return keep(book, "skill", SKILLS, skill)


@verb("skills.edit", EditSkill, access.ADMIN, path="/skills/{skill_id}", answer=ConfigAnswer)
def edit_skill(book: Book, body: EditSkill) -> ConfigAnswer:
    """Rename a skill, or tie it to a language."""
    skill = seen(book, "skill", SKILLS, body.skill_id, body.version)
    return keep(book, "skill", SKILLS, replace(skill, name=tidy(body.name), language=body.language))


@verb("skills.remove", RemoveSkill, access.ADMIN, path="/skills/{skill_id}/remove", answer=ConfigAnswer)
def remove_skill(book: Book, body: RemoveSkill) -> ConfigAnswer:
    """Take a skill away; one that queues still want stays."""
    skill = seen(book, "skill", SKILLS, body.skill_id, body.version)
    wanting = [queue for queue in live_queues(book) if skill.id in queue.skills]
    if wanting:
        raise Conflict("skill.in_use", queues=len(wanting))
    return keep(book, "skill", SKILLS, replace(skill, removed_at=book.now))


def live_queues(book: Book) -> list[Queue]:
    """Return the queues that were not removed."""
    return book.find(QUEUES, removed_at=None)
