"""Applies a changed policy or calendar to open work: a job goes through it in batches; each ticket gets terms that say the change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from msgspec import Meta

from server.desk import rules
from server.desk.access import SYSTEM_ONLY
from server.desk.book import Book
from server.desk.clocks import counting, terms
from server.desk.events.clocks import TermsSet
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.clocks import CLOCK_STORIES, CLOCK_TERMS, ClockStory
from server.store.tables.config import CALENDARS, SLA_POLICIES
from server.store.tables.work import TICKETS

JOB = "clocks.apply"
LANE = "desk"
BATCH = 50
CALENDAR, POLICY = "calendar", "policy"
FINISHED = ("solved", "closed", "spam")


def apply_to_open(book: Book, kind: str, thing_id: str) -> None:
    """Let open tickets follow what was just changed: one `policy`, one `calendar`, or with any other kind everything as it is now.

    Without this call an edit holds for new work only. Bounded: a job asks for a batch of tickets after the other.
    """
    book.job(LANE, JOB, f"{kind}:{thing_id}", key=f"{kind}:{thing_id}:{book.head}")


class Apply(Body, frozen=True, kw_only=True):
    """A batch of tickets, and what was changed."""

    kind: str
    id: str
    ticket_ids: Annotated[tuple[str, ...], Meta(max_length=BATCH)]


def apply_rows(_book: Book, body: Apply) -> Iterable[Need]:
    """Name the tickets and their stories."""
    for ticket_id in body.ticket_ids:
        yield Need(TICKETS, ("id",), (ticket_id,))
        yield Need(CLOCK_STORIES, ("ticket_id",), (ticket_id,))


@verb("clocks.apply", Apply, SYSTEM_ONLY, reads=apply_rows)
def apply(book: Book, body: Apply) -> Answer:
    """Give open tickets the terms that say a change; those that follow it already stay as they are."""
    for ticket_id in body.ticket_ids:
        ticket, story = book.get(TICKETS, ticket_id), book.get(CLOCK_STORIES, ticket_id)
        if ticket is None or story is None or ticket.status in FINISHED:
            continue
        before = counting.terms_now(story)
        after = terms.keep(book, _changed(book, story, body.kind, body.id))
        if after != before:
            book.emit(TermsSet(ticket_id=ticket_id, terms_id=after))
    return Answer()


def _changed(book: Book, story: ClockStory, kind: str, thing_id: str) -> dict[str, Any]:
    """The ticket's terms with one thing as it is now; with everything as it is now where it has none yet."""
    now = _present(book)
    terms_id = counting.terms_now(story)
    if terms_id is None or kind not in (CALENDAR, POLICY):
        return now
    held = book.must(CLOCK_TERMS, terms_id).body
    if kind == CALENDAR:
        calendars = {**held["calendars"], thing_id: now["calendars"].get(thing_id)}
        kept = {name: body for name, body in calendars.items() if body is not None}
        return {**held, "calendars": kept}
    others = [one for one in held["policies"] if one["body"]["id"] != thing_id]
    new = [one for one in now["policies"] if one["body"]["id"] == thing_id]
    ordered = sorted([*others, *new], key=lambda one: (one["position"], one["body"]["id"]))
    named = {one["body"]["calendar"] for one in new} - {None}
    calendars = {
        **{name: now["calendars"][name] for name in named if name in now["calendars"]},
        **held["calendars"],
    }
    return {**held, "policies": ordered, "calendars": calendars}


def _present(book: Book) -> dict[str, Any]:
    policies, calendars = book.find(SLA_POLICIES, removed_at=None), book.find(CALENDARS, removed_at=None)
    return terms.plain(policies, calendars, rules.rules(book).calendar_id)
