"""A due date by hand: somebody promised a time, and that counts instead of the target of a clock."""

from __future__ import annotations

from typing import Literal

from server.base.clock import DAY, Ms
from server.base.errors import Conflict, Invalid
from server.desk import entries
from server.desk.access import TICKET
from server.desk.book import Book
from server.desk.clocks import counting, terms
from server.desk.events.clocks import DueSet
from server.desk.tickets import OfTicket, ticket_rows
from server.desk.verbs import Answer, verb
from server.store.tables.clocks import CLOCK_STORIES, ClockKind, ClockStory
from server.store.tables.work import TICKETS
from sla import SlaError

LONGEST_DAYS = 3_660
FINISHED = ("solved", "closed", "spam")


class SetDue(OfTicket, frozen=True, kw_only=True):
    """When a clock is due; None: at its target again."""

    clock: Literal["first_response", "next_reply", "update", "resolution"] = "resolution"
    due_at: Ms | None


@verb("ticket.set_due", SetDue, TICKET, path="/tickets/{ticket_id}/due", reads=ticket_rows)
def set_due(book: Book, body: SetDue) -> Answer:
    """Set when a clock of the ticket is due, whatever its target says, or take that back."""
    ticket = book.must(TICKETS, body.ticket_id)
    if ticket.status in FINISHED:
        raise Conflict("ticket.finished", status=ticket.status)
    if body.due_at is not None and not book.now < body.due_at <= book.now + LONGEST_DAYS * DAY:
        raise Invalid("clock.due_range", days=LONGEST_DAYS)
    story = book.must(CLOCK_STORIES, ticket.id)
    if not _goes(book, story, body.clock):
        raise Conflict("clock.not_running", clock=body.clock)
    if _by_hand(story, body.clock) == body.due_at:
        return Answer()
    book.emit(DueSet(ticket_id=ticket.id, clock=body.clock, due_at=body.due_at))
    code = "due_cleared" if body.due_at is None else "due_set"
    facts = {"clock": body.clock, **({} if body.due_at is None else {"due_at": body.due_at})}
    entries.note_event(book, ticket.id, ticket.customer_id, ticket.channel, code, **facts)
    return Answer()


def _by_hand(story: ClockStory, clock: ClockKind) -> Ms | None:
    dues = [one.value["due_at"] for one in story.told if one.kind == "due" and one.value["clock"] == clock]
    return dues[-1] if dues else None


def _goes(book: Book, story: ClockStory, clock: ClockKind) -> bool:
    """Whether a cycle of the clock is open: tried with a date set, since without a target it is not seen otherwise."""
    try:
        return counting.opens(story, lambda terms_id: terms.of(book, terms_id), clock, book.now)
    except SlaError as error:
        raise Invalid("clock.cannot_count", why=error.code) from error
