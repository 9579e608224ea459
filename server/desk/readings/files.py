"""A file as it is read: who may, its name, its pieces one after the other. Says nothing of how a browser may show it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from server.base.errors import Unknown
from server.desk.access import DESK_ROLES, Policy
from server.desk.attachments import piece_place
from server.desk.images import FORMATS
from server.desk.readings.look import Look
from server.desk.secrets import AttachmentSecret
from server.store.tables.infra import KEYS
from server.store.tables.work import ATTACHMENTS, CHUNKS, Attachment

FILES_READ = Policy("files read", DESK_ROLES, "read")


class Opened(NamedTuple):
    """A file as read: its row, its name, and its pieces one after the other (only while the snapshot is open)."""

    row: Attachment
    name: str
    pieces: Iterator[bytes]

    @property
    def shown(self) -> bool:
        """Whether a browser may show it: only images this desk encoded itself."""
        return self.row.media_type in FORMATS


def read_attachment(look: Look, attachment_id: str) -> Opened:
    """Open a file for a member of staff or a program: one of a ticket they see, or their own that is not sent yet.

    Raises Unknown. A visitor's right is checked by the chat's own route, which then calls `open_attachment`.
    """
    look.admit(FILES_READ)
    row = _row(look, attachment_id)
    if row.ticket_id is not None:
        look.ticket_seen(row.ticket_id)
    elif row.uploader != look.actor.name:
        raise Unknown("attachment.unknown", id=attachment_id)
    return open_attachment(look, attachment_id)


def open_attachment(look: Look, attachment_id: str) -> Opened:
    """Open a file without asking who looks. Raises Unknown when it is not there, not complete, or erased."""
    row = _row(look, attachment_id)
    keys = look.by_id(KEYS, [row.key_id])
    wrapped = keys[row.key_id].wrapped if row.key_id in keys else None
    named = look.open_all([row.id], AttachmentSecret)
    if wrapped is None or row.id not in named:
        raise Unknown("attachment.unknown", id=attachment_id)
    key = look.master.unwrap(row.key_id, wrapped)
    chunks = look.rows(CHUNKS, CHUNKS.c.attachment_id == row.id, CHUNKS.c.number)
    pieces = (key.open(chunk.data, piece_place(row.id, chunk.number)) for chunk in chunks)
    return Opened(row, named[row.id].name, pieces)


def _row(look: Look, attachment_id: str) -> Attachment:
    row = look.by_id(ATTACHMENTS, [attachment_id]).get(attachment_id)
    if row is None or row.state != "ready":
        raise Unknown("attachment.unknown", id=attachment_id)
    return row
