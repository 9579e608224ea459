"""Files over HTTP: sent as they are with a name in a header, fetched by whoever sees their ticket. Only our own images are shown."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

import anyio.to_thread
import msgspec
import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import Response

from server.desk.actors import Actor
from server.desk.attachments import FILES, file_name, store_attachment
from server.desk.fields import Id
from server.desk.readings.files import FILES_READ, read_attachment
from server.desk.readings.registry import Question
from server.web.api import BELOW, JSON, admit
from server.web.bodies import idempotency_key, question_of, read
from server.web.context import WebContext, context_of
from server.web.doors import Door, door

SANDBOX = "default-src 'none'; sandbox"


class Upload(Question, frozen=True, kw_only=True):
    """`ticket_id`: the ticket the file will be sent on, when it is known already."""

    ticket_id: Id | None = None


class UploadAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The file as kept: type and size are those of what is kept."""

    attachment_id: str
    name: str
    media_type: str
    size: int
    url: str
    seq: int


def doors() -> list[Door]:
    """Return the doors of files."""
    return [
        door(f"{BELOW}/attachments", upload, FILES, "POST"),
        door(f"{BELOW}/attachments/{{attachment_id}}", download, FILES_READ),
    ]


async def upload(request: Request) -> Response:
    """Keep the body as a file, to be named in a reply or note afterwards."""
    context, actor = context_of(request), await admit(request)
    key, asked = idempotency_key(request), question_of(request, Upload)
    name = file_name(request.headers.get("x-file-name", ""))
    raw = await read(request, context.settings.attachment_limit_bytes)
    work = partial(store_attachment, context.executor, actor, raw, name, key=key, ticket_id=asked.ticket_id)
    stored = await anyio.to_thread.run_sync(work, limiter=context.painters)
    answer = UploadAnswer(
        attachment_id=stored.attachment_id,
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        url=f"{BELOW}/attachments/{stored.attachment_id}",
        seq=stored.seq,
    )
    return Response(msgspec.json.encode(answer), media_type=JSON)


async def download(request: Request) -> Response:
    """Answer with a file. What is not an image of our own encoding can only be saved."""
    context, actor = context_of(request), await admit(request)
    attachment_id = request.path_params["attachment_id"]
    return await context.read(partial(_file, context, actor, attachment_id))


def _file(context: WebContext, actor: Actor, attachment_id: str, connection: sa.Connection) -> Response:
    opened = read_attachment(context.looking(connection, actor), attachment_id)
    how = "inline" if opened.shown else "attachment"
    headers = {
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(opened.name, safe='')}",
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": "private, no-store",
    }
    return Response(b"".join(opened.pieces), headers=headers, media_type=opened.row.media_type)
