"""Replies kept at hand: supervisors write them, agents put them into a message. No template language: places are filled, nothing is run."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from server.base.errors import Conflict, Invalid
from server.desk import access
from server.desk.book import Book
from server.desk.configuration import ConfigAnswer, keep, restores, seen
from server.desk.fields import Id, Name, Version, tidy
from server.desk.known import known_queues
from server.desk.verbs import Body, verb
from server.store.tables.macros import MACROS, Macro

KIND = "macro"
Texts = dict[Literal["en", "zh"], Annotated[str, Meta(max_length=8_000)]]
Queues = Annotated[tuple[Id, ...], Meta(max_length=200)]


class CreateMacro(Body, frozen=True, kw_only=True):
    """A reply in at least one language; without `queue_ids` it is at hand in every queue."""

    name: Name
    texts: Texts
    queue_ids: Queues = ()


class EditMacro(CreateMacro, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    macro_id: Id
    version: Version


class RemoveMacro(Body, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    macro_id: Id
    version: Version


@verb("macros.create", CreateMacro, access.FLOOR, path="/macros", answer=ConfigAnswer)
def create(book: Book, body: CreateMacro) -> ConfigAnswer:
    """Keep a reply at hand."""
    return keep(
        book, KIND, MACROS, _said(book, Macro(id=book.new_id("mac"), name="", texts={}, version=0), body)
    )


@verb("macros.edit", EditMacro, access.FLOOR, path="/macros/{macro_id}", answer=ConfigAnswer)
def edit(book: Book, body: EditMacro) -> ConfigAnswer:
    """Change a reply; messages that were sent with it stay as they are."""
    return keep(book, KIND, MACROS, _said(book, seen(book, KIND, MACROS, body.macro_id, body.version), body))


@verb("macros.remove", RemoveMacro, access.FLOOR, path="/macros/{macro_id}/remove", answer=ConfigAnswer)
def remove(book: Book, body: RemoveMacro) -> ConfigAnswer:
    """Take a reply away."""
    macro = seen(book, KIND, MACROS, body.macro_id, body.version)
    return keep(book, KIND, MACROS, replace(macro, removed_at=book.now))


def _said(book: Book, macro: Macro, body: CreateMacro) -> Macro:
    name = tidy(body.name)
    texts = {language: text.strip() for language, text in body.texts.items() if text.strip()}
    if not texts:
        raise Invalid("macro.no_words")
    others = (one for one in book.find(MACROS, removed_at=None) if one.id != macro.id)
    if any(one.name.casefold() == name.casefold() for one in others):
        raise Conflict("macro.taken", name=name)
    return replace(macro, name=name, texts=texts, queue_ids=known_queues(book, body.queue_ids))


def _fitting(book: Book, past: Macro, present: Macro) -> Macro:
    """Return what to write to bring an earlier version back."""
    return replace(past, id=present.id, queue_ids=known_queues(book, past.queue_ids))


restores(KIND, MACROS, _fitting)
