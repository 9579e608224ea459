"""What tickets' clocks are counted from, as it follows from the events of tickets, messages and calls. Counts nothing."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from server.base.clock import SECOND
from server.desk.events import calls as calls_said
from server.desk.events import clocks as clocks_said
from server.desk.events import tickets as said
from server.desk.events.base import Stamp
from server.desk.folds.base import must, on
from server.desk.folds.clocks import bounded, tell, who
from server.store.pages import Pages
from server.store.tables.clocks import CLOCK_STORIES, ClockStory, Told
from server.store.tables.people import CUSTOMERS

RANG_BEFORE_S = 600
"""How much earlier than its ticket a call may have begun to ring: its report was on the way."""
AUTHORS = {"user": "human", "api": "bot", "system": "auto"}
TURNS = ("created", "wrote", "replied", "status", "answered", "merged")
STATUSES = {"waiting_other": "waiting_others"}


@on(said.TicketOpened)
def opened(pages: Pages, fact: said.TicketOpened, stamp: Stamp) -> None:
    """The beginning. A ticket that the desk began itself waits for no first response."""
    facts = {
        "queue": fact.queue_id,
        "priority": fact.priority,
        "channel": fact.channel,
        "tags": list(fact.tags),
        **_person(pages, fact.customer_id),
    }
    value = {"facts": facts, "awaits": fact.channel != "desk"}
    told = (Told("created", stamp.at, value),)
    pages.put(CLOCK_STORIES, ClockStory(ticket_id=fact.ticket_id, told=told, version=stamp.seq))


@on(said.EntryAdded)
def written(pages: Pages, fact: said.EntryAdded, stamp: Stamp) -> None:
    """A message of the customer unless they have not been answered since the one before, and whatever the desk wrote."""
    if fact.ticket_id is None or fact.entry_kind not in ("message", "note"):
        return
    if fact.entry_kind == "note":
        tell(pages, fact.ticket_id, stamp, Told("replied", stamp.at, "note"))
    elif fact.author_kind != "customer":
        author = AUTHORS.get(fact.author_kind, "auto")
        tell(pages, fact.ticket_id, stamp, Told("replied", stamp.at, author))
    elif not waits_already(must(pages, CLOCK_STORIES, fact.ticket_id)):
        tell(pages, fact.ticket_id, stamp, Told("wrote", stamp.at))


@on(said.StatusSet)
def status_set(pages: Pages, fact: said.StatusSet, stamp: Stamp) -> None:
    """Another status."""
    if fact.status != fact.was:
        status = STATUSES.get(fact.status, fact.status)
        tell(pages, fact.ticket_id, stamp, Told("status", stamp.at, status, who(stamp)))


@on(said.PrioritySet)
def priority_set(pages: Pages, fact: said.PrioritySet, stamp: Stamp) -> None:
    """Another priority."""
    _facts(pages, fact.ticket_id, stamp, priority=fact.priority)


@on(said.Moved)
def moved(pages: Pages, fact: said.Moved, stamp: Stamp) -> None:
    """Another queue."""
    _facts(pages, fact.ticket_id, stamp, queue=fact.queue_id)


@on(said.Tagged)
def tagged(pages: Pages, fact: said.Tagged, stamp: Stamp) -> None:
    """Other tags."""
    _facts(pages, fact.ticket_id, stamp, tags=list(fact.tags))


@on(said.TicketCustomerChanged)
def customer_changed(pages: Pages, fact: said.TicketCustomerChanged, stamp: Stamp) -> None:
    """Another customer, perhaps of another segment or language."""
    _facts(pages, fact.ticket_id, stamp, **_person(pages, fact.customer_id))


@on(calls_said.CallRang)
def rang(pages: Pages, fact: calls_said.CallRang, stamp: Stamp) -> None:
    """A ring, counted from when it began even if its ticket came a little later. Calls the desk makes are no clock's."""
    story = must(pages, CLOCK_STORIES, fact.ticket_id)
    first, *rest = story.told
    if fact.direction == "out":
        if not rest:
            first = Told("created", first.at, {**first.value, "awaits": False})
            pages.put(CLOCK_STORIES, replace(story, told=(first,), version=stamp.seq))
        return
    if not rest and fact.rang_at < first.at:
        began = max(fact.rang_at, first.at - RANG_BEFORE_S * SECOND)
        story = replace(story, told=(Told("created", began, first.value),), version=stamp.seq)
        pages.put(CLOCK_STORIES, story)
    tell(pages, fact.ticket_id, stamp, Told("rang", bounded(story, fact.rang_at, stamp), fact.call_id))


@on(calls_said.CallChanged)
def call_changed(pages: Pages, fact: calls_said.CallChanged, stamp: Stamp) -> None:
    """A call that was taken, by us or by the customer we called, once; and one that is over."""
    story = must(pages, CLOCK_STORIES, fact.ticket_id)
    mine = {one.kind: one for one in story.told if one.value == fact.call_id}
    answered_at = fact.happened_at if fact.state == "answered" else fact.answered_at
    if answered_at is not None and "answered" not in mine:
        at = bounded(story, answered_at, stamp)
        at = max(at, mine["rang"].at) if "rang" in mine else at
        tell(pages, fact.ticket_id, stamp, Told("answered", at, fact.call_id))
    if fact.state in ("ended", "failed") and "rang" in mine and "ended" not in mine:
        at = max(bounded(story, fact.happened_at, stamp), mine["rang"].at)
        tell(pages, fact.ticket_id, stamp, Told("ended", at, fact.call_id))


@on(clocks_said.TicketMerged)
def merged(pages: Pages, fact: clocks_said.TicketMerged, stamp: Stamp) -> None:
    """What a merged ticket brings: when it was created, and since when it was not answered."""
    value = {"created_at": fact.created_at, "unanswered_since": fact.unanswered_since}
    tell(pages, fact.ticket_id, stamp, Told("merged", stamp.at, value, who(stamp)))


def _facts(pages: Pages, ticket_id: str, stamp: Stamp, **changed: Any) -> None:
    tell(pages, ticket_id, stamp, Told("facts", stamp.at, changed, who(stamp)))


def _person(pages: Pages, customer_id: str) -> dict[str, Any]:
    """Return what policies look at of the customer who is shown for this one."""
    customer = must(pages, CUSTOMERS, customer_id)
    while customer.merged_into is not None:
        customer = must(pages, CUSTOMERS, customer.merged_into)
    return {"segment": customer.segment, "language": customer.language}


def waits_already(story: ClockStory) -> bool:
    """Return whether nothing has come since the customer last wrote that could make a further message begin another clock."""
    last = next(one for one in reversed(story.told) if one.kind in TURNS)
    return last.kind == "wrote" or (last.kind == "created" and bool(last.value["awaits"]))
