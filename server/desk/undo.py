"""Undo: an earlier version of any piece of configuration comes back as a new one, checked as if somebody typed it today."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from server.base.errors import Conflict, Invalid
from server.desk import access
from server.desk.book import Book
from server.desk.clocks import apply_to_open
from server.desk.configuration import RESTORES, ConfigAnswer
from server.desk.fields import Id, Version
from server.desk.verbs import Body, verb
from server.store.tables.staff import CONFIG_VERSIONS


class UndoConfig(Body, frozen=True, kw_only=True):
    """`to` is the version that shall come back, `version` the one that was seen. `apply`: open work follows a policy or calendar."""

    kind: Annotated[str, Meta(min_length=1, max_length=16)]
    id: Id
    to: Version
    version: Version
    apply: bool = False


@verb("config.undo", UndoConfig, access.ADMIN, path="/config/{kind}/{id}/undo", answer=ConfigAnswer)
def undo_config(book: Book, body: UndoConfig) -> ConfigAnswer:
    """Bring back an earlier version, as a new one."""
    if (restore := RESTORES.get(body.kind)) is None:
        raise Invalid("config.kind", came=body.kind, expected=", ".join(sorted(RESTORES)))
    past = book.must(CONFIG_VERSIONS, body.kind, body.id, body.to)
    if body.to == body.version:
        raise Conflict("config.undo_same", version=body.to)
    answer = restore(book, body.id, body.version, past.body)
    if body.apply and body.kind in ("policy", "calendar"):
        apply_to_open(book, body.kind, body.id)
    book.audit("config.undone", body.id, kind=body.kind, to=body.to, version=answer.version)
    return answer
