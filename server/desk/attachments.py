"""Files: sealed in chunks under the customer's key, or under one of their own until the customer is known. Never served from here."""

from __future__ import annotations

from typing import Annotated, NamedTuple
from urllib.parse import unquote

from msgspec import Meta
from msgspec.structs import replace

from server.base.clock import DAY
from server.base.errors import Conflict, Invalid, Malformed, TooLarge, Unknown
from server.desk import access
from server.desk.access import DESK_ROLES, SYSTEM_ONLY, Policy
from server.desk.actors import Actor
from server.desk.book import Book
from server.desk.executor import Executor
from server.desk.fields import Id
from server.desk.images import cleaned
from server.desk.secrets import AttachmentSecret
from server.desk.verbs import Answer, Body, Command, verb
from server.store.tables.infra import KEYS, SEALED
from server.store.tables.people import CUSTOMERS
from server.store.tables.work import ATTACHMENTS, CHUNKS, CONVERSATIONS, TICKETS, Attachment, Chunk

FILES = Policy("files", DESK_ROLES, "write", kinds=frozenset(("visitor",)))
NAME_CHARS = 200
UNSENT_KEPT = DAY
FORGET = "attachment.forget"


class Stored(NamedTuple):
    """A file as kept: `media_type` is what its bytes show, `size` in bytes after cleaning."""

    attachment_id: str
    name: str
    media_type: str
    size: int
    seq: int


def store_attachment(
    executor: Executor, actor: Actor, raw: bytes, name: str, *, key: str, ticket_id: str | None = None
) -> Stored:
    """Keep a file and return what was kept. Blocks: call it in a thread. The same `key` from the same sender is the same file.

    `ticket_id`: the ticket it will be sent on, when known; it must be the sender's to see. Raises TooLarge, Invalid, Unknown.
    """
    settings = executor.settings
    if len(raw) > settings.attachment_limit_bytes:
        raise TooLarge("attachment.too_large", limit=settings.attachment_limit_bytes)
    if not raw:
        raise Invalid("attachment.empty")
    kept, media_type = cleaned(raw, settings.image_pixels)
    begin = Begin(name=name, media_type=media_type, size=len(kept), ticket_id=ticket_id)
    begun = executor.ask(Command("attachment.begin", actor, begin, f"{key}.begin"))
    step = settings.attachment_chunk_bytes
    for number, start in enumerate(range(0, len(kept), step)):
        piece = Add(attachment_id=begun["attachment_id"], number=number, data=kept[start : start + step])
        executor.ask(Command("attachment.add", actor, piece, f"{key}.{number}"))
    end = Finish(attachment_id=begun["attachment_id"], chunks=-(-len(kept) // step))
    ended = executor.ask(Command("attachment.finish", actor, end, f"{key}.finish"))
    return Stored(begun["attachment_id"], name, media_type, len(kept), ended["seq"])


def file_name(header: str) -> str:
    """Return the name in an `X-File-Name` header (percent-encoded UTF-8): its last part, without control characters."""
    try:
        text = unquote(header, errors="strict")
    except UnicodeDecodeError:
        raise Malformed("attachment.name") from None
    last = text.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable()).strip()[:NAME_CHARS] or "file"


class FileAnswer(Answer, frozen=True, kw_only=True):
    """The file."""

    attachment_id: str


class Begin(Body, frozen=True, kw_only=True):
    """A file that is about to come, in its final size."""

    name: Annotated[str, Meta(min_length=1, max_length=NAME_CHARS)]
    media_type: Annotated[str, Meta(max_length=100)]
    size: Annotated[int, Meta(ge=1)]
    ticket_id: Id | None = None


@verb("attachment.begin", Begin, FILES, answer=FileAnswer)
def begin(book: Book, body: Begin) -> FileAnswer:
    """Make place for a file."""
    if body.size > book.settings.attachment_limit_bytes:
        raise TooLarge("attachment.too_large", limit=book.settings.attachment_limit_bytes)
    key_id = book.new_key() if body.ticket_id is None else _customer_key(book, body.ticket_id)
    row = Attachment(
        id=book.new_id("att"),
        key_id=key_id,
        media_type=body.media_type,
        size=body.size,
        state="arriving",
        created_at=book.now,
        uploader=book.actor.name,
        ticket_id=body.ticket_id,
    )
    book.put(ATTACHMENTS, row)
    book.seal(row.id, key_id, AttachmentSecret(name=body.name))
    book.job("desk", FORGET, row.id, key=row.id, run_at=book.now + UNSENT_KEPT)
    return FileAnswer(attachment_id=row.id)


class Add(Body, frozen=True, kw_only=True):
    """One piece of a file, counted from 0."""

    attachment_id: Id
    number: Annotated[int, Meta(ge=0, le=1_000)]
    data: bytes


@verb("attachment.add", Add, FILES, answer=FileAnswer)
def add(book: Book, body: Add) -> FileAnswer:
    """Keep one piece, sealed."""
    row = _arriving(book, body.attachment_id)
    sealed = book.seal_bytes(piece_place(row.id, body.number), row.key_id, body.data)
    book.put(CHUNKS, Chunk(attachment_id=row.id, number=body.number, data=sealed))
    return FileAnswer(attachment_id=row.id)


class Finish(Body, frozen=True, kw_only=True):
    """The file is whole: `chunks` pieces."""

    attachment_id: Id
    chunks: Annotated[int, Meta(ge=1, le=1_000)]


@verb("attachment.finish", Finish, FILES, answer=FileAnswer)
def finish(book: Book, body: Finish) -> FileAnswer:
    """Declare a file whole; from now on it can be sent."""
    row = _arriving(book, body.attachment_id)
    if any(book.get(CHUNKS, row.id, number) is None for number in range(body.chunks)):
        raise Conflict("attachment.incomplete", id=row.id)
    book.put(ATTACHMENTS, replace(row, state="ready"))
    return FileAnswer(attachment_id=row.id)


class OfFile(Body, frozen=True, kw_only=True):
    """A file."""

    attachment_id: Id


@verb("attachment.forget", OfFile, SYSTEM_ONLY, answer=FileAnswer)
def forget(book: Book, body: OfFile) -> FileAnswer:
    """Delete a file that was never sent on; one that was stays."""
    row = book.get(ATTACHMENTS, body.attachment_id)
    if row is not None and row.entry_id is None:
        book.drop(ATTACHMENTS, row.id)
        book.drop(SEALED, row.id)
        book.pages.sweep(CHUNKS, "attachment_id", row.id)
        if row.ticket_id is None:
            # It had a key of its own, which nothing else is under.
            book.drop(KEYS, row.key_id)
    return FileAnswer(attachment_id=body.attachment_id)


def rekey(book: Book, attachment_id: str, key_id: str) -> None:
    """Move a file with its name under another data key: its customer became known, or is another. No change when it is there already."""
    row = book.must(ATTACHMENTS, attachment_id)
    if row.key_id == key_id:
        return
    for chunk in book.find(CHUNKS, attachment_id=row.id):
        place = piece_place(row.id, chunk.number)
        plain = book.open_bytes(place, row.key_id, chunk.data)
        book.put(CHUNKS, replace(chunk, data=book.seal_bytes(place, key_id, plain)))
    book.reseal(row.id, key_id)
    book.put(ATTACHMENTS, replace(row, key_id=key_id))
    if row.ticket_id is None:
        # Until now it had a key of its own.
        book.drop(KEYS, row.key_id)


def _arriving(book: Book, attachment_id: str) -> Attachment:
    row = book.get(ATTACHMENTS, attachment_id)
    if row is None or row.uploader != book.actor.name or row.state != "arriving":
        raise Unknown("attachment.unknown", id=attachment_id)
    return row


def _customer_key(book: Book, ticket_id: str) -> str:
    """Return the key of the ticket's customer, if the ticket is the sender's to see. Raises Unknown."""
    ticket = book.get(TICKETS, ticket_id)
    if ticket is None or not _may_see(book, ticket_id):
        raise Unknown("ticket.unknown", id=ticket_id)
    return book.must(CUSTOMERS, ticket.customer_id).key_id


def _may_see(book: Book, ticket_id: str) -> bool:
    actor = book.actor
    if actor.kind == "visitor":
        return any(one.visitor_id == actor.id for one in book.find(CONVERSATIONS, ticket_id=ticket_id))
    if actor.kind != "user":
        return True
    looker = access.viewer(book, access.current_user(book, actor))
    ticket = book.must(TICKETS, ticket_id)
    return access.sees(looker, ticket.queue_id, *access.ticket_owners(book, ticket))


def piece_place(attachment_id: str, number: int) -> str:
    """Return the place a piece of a file is sealed for."""
    return f"{attachment_id}/{number}"
