"""Moving waiting work forward or back by hand. Rules that do it by themselves call `ownership.boost` with reasons of their own."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from server.base.errors import Conflict
from server.desk import ownership
from server.desk.access import FLOOR_TICKET
from server.desk.book import Book
from server.desk.fields import Id
from server.desk.verbs import Answer, Body, verb
from server.store.tables.work import WORK

BY_HAND = "by_hand"


class Boost(Body, frozen=True, kw_only=True):
    """How many seconds sooner (negative: later) the ticket is served; 0 takes it back."""

    ticket_id: Id
    seconds: Annotated[int, Meta(ge=-86_400, le=86_400)]


@verb("ticket.boost", Boost, FLOOR_TICKET, path="/tickets/{ticket_id}/boost")
def boost(book: Book, body: Boost) -> Answer:
    """Move waiting work forward or back in its queue by hand."""
    work = book.get(WORK, body.ticket_id)
    if work is None or work.state not in ("queued", "offered"):
        raise Conflict("offer.not_waiting", state=work.state if work else "done")
    ownership.boost(book, body.ticket_id, BY_HAND, body.seconds)
    return Answer()
