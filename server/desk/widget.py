"""How the chat widget is set up: what it says, where its chats go, which sites may show it."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from msgspec import Meta

from server.base.crypto import Master
from server.base.errors import Conflict, Invalid
from server.desk import access
from server.desk.book import Book
from server.desk.configuration import ConfigAnswer
from server.desk.events.staff import ConfigChanged
from server.desk.fields import Id, Version, check_version, keep_version
from server.desk.verbs import Body, verb
from server.store.tables.channels import WIDGET_ID, WIDGETS, Widget
from server.store.tables.staff import QUEUES

# What a browser sends as Origin: scheme, host, perhaps a port; it becomes part of a header, so nothing else may stand in it.
ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")


def identity_secret(master: Master) -> str:
    """Return the secret that the site's own server signs with. It follows from the master key, so there is nothing to store."""
    return master.sign("widget identity", "1")


class EditWidget(Body, frozen=True, kw_only=True):
    """The chat widget. `queue_id` None: the first queue that takes chats; `origins`: sites that may show it."""

    version: Version
    greeting: Annotated[str, Meta(max_length=300)]
    queue_id: Id | None
    origins: Annotated[tuple[Annotated[str, Meta(max_length=200)], ...], Meta(max_length=50)]


@verb("widget.edit", EditWidget, access.ADMIN, path="/widget", answer=ConfigAnswer)
def edit_widget(book: Book, body: EditWidget) -> ConfigAnswer:
    """Change what the widget says, where its chats go and who may show it."""
    widget = book.get(WIDGETS, WIDGET_ID) or Widget()
    check_version("widget", widget.id, widget.version, body.version)
    if body.queue_id is not None and book.must(QUEUES, body.queue_id).removed_at is not None:
        raise Conflict("config.removed", kind="queue", id=body.queue_id)
    for origin in body.origins:
        if not ORIGIN.fullmatch(origin):
            raise Invalid("widget.origin", came=origin)
    changed = Widget(
        greeting=body.greeting.strip(),
        queue_id=body.queue_id,
        origins=body.origins,
        version=widget.version + 1,
    )
    book.put(WIDGETS, changed)
    keep_version(book, "widget", changed.id, changed.version, msgspec.to_builtins(changed))
    book.emit(ConfigChanged(config="widget", config_id=changed.id, version=changed.version))
    book.audit("widget.changed", changed.id, version=changed.version)
    return ConfigAnswer(id=changed.id, version=changed.version)
