"""Wrap-up codes: what a conversation was about, chosen when it ends. The choosing is done with the call."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from server.desk import access
from server.desk.book import Book
from server.desk.configuration import ConfigAnswer, keep, ordered, restores, seen
from server.desk.fields import Id, Name, Version, tidy
from server.desk.known import known_queues
from server.desk.verbs import Answer, Body, verb
from server.store.tables.config import WRAP_UP_CODES, WrapUpCode

Queues = Annotated[tuple[Id, ...], Meta(max_length=200)]


class CreateWrapUpCode(Body, frozen=True, kw_only=True):
    """A code; without `queue_ids` it can be chosen in every queue."""

    name: Name
    queue_ids: Queues = ()


class EditWrapUpCode(CreateWrapUpCode, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    code_id: Id
    version: Version


class RemoveWrapUpCode(Body, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    code_id: Id
    version: Version


class OrderWrapUpCodes(Body, frozen=True, kw_only=True):
    """Every code there is, in the order they shall be shown."""

    code_ids: Annotated[tuple[Id, ...], Meta(max_length=500)]


@verb("wrap_up_codes.create", CreateWrapUpCode, access.ADMIN, path="/wrap-up-codes", answer=ConfigAnswer)
def create_code(book: Book, body: CreateWrapUpCode) -> ConfigAnswer:
    """Add a wrap-up code, after the others."""
    place = 1 + max((one.position for one in book.find(WRAP_UP_CODES, removed_at=None)), default=-1)
    queue_ids = known_queues(book, body.queue_ids)
    row = WrapUpCode(
        id=book.new_id("wrp"), name=tidy(body.name), queue_ids=queue_ids, position=place, version=0
    )
    return keep(book, "wrap_up_code", WRAP_UP_CODES, row)


@verb(
    "wrap_up_codes.edit", EditWrapUpCode, access.ADMIN, path="/wrap-up-codes/{code_id}", answer=ConfigAnswer
)
def edit_code(book: Book, body: EditWrapUpCode) -> ConfigAnswer:
    """Rename a wrap-up code, or say in which queues it can be chosen."""
    row = seen(book, "wrap_up_code", WRAP_UP_CODES, body.code_id, body.version)
    changed = replace(row, name=tidy(body.name), queue_ids=known_queues(book, body.queue_ids))
    return keep(book, "wrap_up_code", WRAP_UP_CODES, changed)


@verb(
    "wrap_up_codes.remove",
    RemoveWrapUpCode,
    access.ADMIN,
    path="/wrap-up-codes/{code_id}/remove",
    answer=ConfigAnswer,
)
def remove_code(book: Book, body: RemoveWrapUpCode) -> ConfigAnswer:
    """Take a wrap-up code away; what was chosen before keeps it."""
    row = seen(book, "wrap_up_code", WRAP_UP_CODES, body.code_id, body.version)
    return keep(book, "wrap_up_code", WRAP_UP_CODES, replace(row, removed_at=book.now))


@verb("wrap_up_codes.order", OrderWrapUpCodes, access.ADMIN, path="/wrap-up-codes/order")
def order_codes(book: Book, body: OrderWrapUpCodes) -> Answer:
    """Put the wrap-up codes into another order."""
    ordered(book, "wrap_up_code", WRAP_UP_CODES, body.code_ids)
    return Answer()


def _fitting(book: Book, past: WrapUpCode, present: WrapUpCode) -> WrapUpCode:
    return replace(past, queue_ids=known_queues(book, past.queue_ids), position=present.position)


restores("wrap_up_code", WRAP_UP_CODES, _fitting)
