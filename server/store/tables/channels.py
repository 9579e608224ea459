"""How the desk's channels are set up: the chat widget on the organisation's own site. Configuration, not a fold of the log."""

from __future__ import annotations

from server.store.mapping import Row, Table

WIDGET_ID = "widget"


class Widget(Row, frozen=True, kw_only=True):
    """The chat widget: its greeting, the queue chats go to (None: the first that takes chats) and the sites that may show it."""

    id: str = WIDGET_ID
    greeting: str = ""
    queue_id: str | None = None
    origins: tuple[str, ...] = ()
    version: int = 1


WIDGETS = Table("widgets", Widget, key=("id",))
