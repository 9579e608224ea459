"""How teams, skills, queues, people and the widget come back as they were: by the same edit that a person would make."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from server.desk.book import Book
from server.desk.configuration import RESTORES, ConfigAnswer, restores
from server.desk.queues import EditQueue, edit_queue
from server.desk.staff import EditUser, edit
from server.desk.widget import EditWidget, edit_widget
from server.store.tables.staff import QUEUES, SKILLS, TEAMS, USERS, Skill, Team

POINTERS = ("calendar_id", "overflow_queue_id")


def _team(_book: Book, past: Team, _present: Team) -> Team:
    return past


def _skill(_book: Book, past: Skill, _present: Skill) -> Skill:
    return past


def _queue(book: Book, queue_id: str, version: int, body: dict[str, Any]) -> ConfigAnswer:
    present = book.must(QUEUES, queue_id)
    if present.removed_at is not None:
        book.put(QUEUES, replace(present, removed_at=None))
    past = {**body, **{name: body.get(name) or "" for name in POINTERS}}
    return edit_queue(book, _wish(EditQueue, past, queue_id=queue_id, version=version))


def _user(book: Book, user_id: str, version: int, body: dict[str, Any]) -> ConfigAnswer:
    past = {**body, "name": book.must(USERS, user_id).name, "calendar_id": body.get("calendar_id") or ""}
    edit(book, _wish(EditUser, past, user_id=user_id, version=version))
    return ConfigAnswer(id=user_id, version=book.must(USERS, user_id).version)


def _widget(book: Book, _widget_id: str, version: int, body: dict[str, Any]) -> ConfigAnswer:
    return edit_widget(book, _wish(EditWidget, body, version=version))


def _wish(shape: Any, body: dict[str, Any], **fields: Any) -> Any:
    """Return the edit a person would send to have it as it was."""
    known = {name: value for name, value in body.items() if name in shape.__struct_fields__}
    return msgspec.convert({**known, **fields}, shape)


restores("team", TEAMS, _team)
restores("skill", SKILLS, _skill)
RESTORES["queue"] = _queue
RESTORES["user"] = _user
RESTORES["widget"] = _widget
