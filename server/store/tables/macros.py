"""Replies that agents keep at hand. Configuration, not a fold of the log."""

from __future__ import annotations

from server.base.clock import Ms
from server.store.mapping import Row, Table


class Macro(Row, frozen=True, kw_only=True):
    """A reply by language, with `{{places}}` that the composer fills. `name` is what one types; `queue_ids` empty: in every queue."""

    id: str
    name: str
    texts: dict[str, str]
    queue_ids: tuple[str, ...] = ()
    version: int = 1
    removed_at: Ms | None = None


MACROS = Table("macros", Macro, key=("id",))
