"""What people ask for that no article answers, given to somebody until a day; closed by hand or when its article is used."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from server.base.clock import Ms
from server.base.errors import Unknown
from server.desk.access import ARTICLES as EDIT
from server.desk.book import Book
from server.desk.fields import Id
from server.desk.notices import tell
from server.desk.redaction import redact
from server.desk.secrets import SearchSecret
from server.desk.verbs import Answer, Body, verb
from server.store.tables.knowledge import GAPS, SEARCHES, Gap
from server.store.tables.staff import USERS


class Assign(Body, frozen=True, kw_only=True):
    """A cluster of the board: its question as shown there, the searches in it, who writes the answer and until when."""

    text: Annotated[str, Meta(min_length=1, max_length=200)]
    language: Literal["en", "zh"]
    search_ids: Annotated[tuple[Id, ...], Meta(max_length=500)] = ()
    assignee_id: Id
    due_at: Ms


class Change(Body, frozen=True, kw_only=True):
    """Another person or day for a gap."""

    gap_id: Id
    assignee_id: Id
    due_at: Ms


class OfGap(Body, frozen=True, kw_only=True):
    """A command about one gap."""

    gap_id: Id


class Assigned(Answer, frozen=True, kw_only=True):
    """The gap."""

    gap_id: str


@verb("gaps.assign", Assign, EDIT, path="/gaps", answer=Assigned)
def assign(book: Book, body: Assign) -> Assigned:
    """Give a gap to somebody until a day."""
    _person(book, body.assignee_id)
    gap_id = book.new_id("gap")
    gap = Gap(
        id=gap_id,
        language=body.language,
        assignee_id=body.assignee_id,
        due_at=body.due_at,
        created_at=book.now,
    )
    book.put(GAPS, gap)
    book.seal(gap_id, book.new_key(), SearchSecret(text=redact(body.text)))
    for search_id in body.search_ids:
        search = book.get(SEARCHES, search_id)
        if search is not None:
            book.put(SEARCHES, replace(search, gap_id=gap_id))
    _tell(book, gap)
    return Assigned(gap_id=gap_id)


@verb("gaps.change", Change, EDIT, path="/gaps/{gap_id}")
def change(book: Book, body: Change) -> Answer:
    """Give a gap to somebody else, or move its day."""
    gap = _gap(book, body.gap_id)
    _person(book, body.assignee_id)
    changed = replace(gap, assignee_id=body.assignee_id, due_at=body.due_at)
    book.put(GAPS, changed)
    if gap.assignee_id != body.assignee_id:
        _tell(book, changed)
    return Answer()


@verb("gaps.close", OfGap, EDIT, path="/gaps/{gap_id}/close")
def close(book: Book, body: OfGap) -> Answer:
    """Close a gap by hand: nobody needs to write about it."""
    gap = _gap(book, body.gap_id)
    book.put(GAPS, replace(gap, state="closed", closed_at=book.now))
    return Answer()


def _gap(book: Book, gap_id: str) -> Gap:
    gap = book.get(GAPS, gap_id)
    if gap is None:
        raise Unknown("gap.unknown", id=gap_id)
    return gap


def _person(book: Book, user_id: str) -> None:
    person = book.get(USERS, user_id)
    if person is None or person.deactivated_at is not None:
        raise Unknown("user.unknown", id=user_id)


def _tell(book: Book, gap: Gap) -> None:
    if gap.assignee_id and gap.assignee_id != book.actor.id:
        key = f"gap_assigned.{gap.id}.{gap.assignee_id}"
        tell(book, [gap.assignee_id], "gap_assigned", key=key, facts={"gap_id": gap.id})
