"""Clocks as they follow from the log: what each ticket's are counted from, and how they stood when they were last counted."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from server.base.clock import Ms
from server.desk.events import clocks as said
from server.desk.events.base import Stamp
from server.desk.folds.base import must, on
from server.store.pages import Pages
from server.store.tables.clocks import CLOCK_STEPS, CLOCK_STORIES, CLOCKS, Clock, ClockStep, ClockStory, Told
from server.store.tables.work import TICKETS, WORK, Ticket


@on(said.TermsSet)
def terms_set(pages: Pages, fact: said.TermsSet, stamp: Stamp) -> None:
    """The terms: the first ones from the beginning, later ones from now on."""
    story = must(pages, CLOCK_STORIES, fact.ticket_id)
    if fact.opened:
        pages.put(CLOCK_STORIES, replace(story, terms_id=fact.terms_id, version=stamp.seq))
    else:
        tell(pages, fact.ticket_id, stamp, Told("terms", stamp.at, fact.terms_id, who(stamp)))


@on(said.PersonSet)
def person_set(pages: Pages, fact: said.PersonSet, stamp: Stamp) -> None:
    """Facts of the customer that policies look at."""
    facts = {"segment": fact.segment, "language": fact.language}
    tell(pages, fact.ticket_id, stamp, Told("facts", stamp.at, facts, who(stamp)))


@on(said.DueSet)
def due_set(pages: Pages, fact: said.DueSet, stamp: Stamp) -> None:
    """A due date by hand."""
    value = {"clock": fact.clock, "due_at": fact.due_at}
    tell(pages, fact.ticket_id, stamp, Told("due", stamp.at, value, who(stamp)))


@on(said.Counted)
def counted(pages: Pages, fact: said.Counted, stamp: Stamp) -> None:
    """The cycles' rows, what the card shows of them, and when the waiting work is due."""
    ticket = must(pages, TICKETS, fact.ticket_id)
    for clock in fact.clocks:
        pages.put(CLOCKS, _row(ticket, clock, stamp))
    _keep_open(pages, fact)
    nearest = pages.get(CLOCKS, fact.ticket_id, *fact.nearest) if fact.nearest else None
    pages.put(TICKETS, replace(ticket, **_shown(nearest), clocks_seq=stamp.seq, version=stamp.seq))
    work = pages.get(WORK, fact.ticket_id)
    if work is not None and nearest is not None and nearest.due_at not in (None, work.due_at):
        pages.put(WORK, replace(work, due_at=nearest.due_at, version=stamp.seq))


def _keep_open(pages: Pages, fact: said.Counted) -> None:
    story = must(pages, CLOCK_STORIES, fact.ticket_id)
    going = {(one.clock, one.cycle): one.state in ("running", "paused") for one in fact.clocks}
    kept = [one for one in story.open if one not in going]
    still = tuple(sorted([*kept, *(key for key, goes in going.items() if goes)]))
    if still != story.open:
        pages.put(CLOCK_STORIES, replace(story, open=still))


def _row(ticket: Ticket, clock: said.ClockFact, stamp: Stamp) -> Clock:
    met = clock.state == "met"
    return Clock(
        ticket_id=ticket.id,
        queue_id=ticket.queue_id,
        met_at=clock.stopped_at if met else None,
        decided_at=clock.breached_at or (clock.stopped_at if met else None),
        version=stamp.seq,
        **msgspec.structs.asdict(clock),
    )


def _shown(nearest: Clock | None) -> dict[str, Any]:
    if nearest is None:
        return dict.fromkeys(("due_at", "due_clock", "due_state", "due_since", "due_warn_at"))
    state = "breached" if nearest.breached_at is not None else "running" if nearest.manual else nearest.state
    return {
        "due_at": nearest.due_at,
        "due_clock": nearest.clock,
        "due_state": state,
        "due_since": nearest.started_at,
        "due_warn_at": nearest.warn_at,
    }


@on(said.ClockStepped)
def stepped(pages: Pages, fact: said.ClockStepped, stamp: Stamp) -> None:
    """The step is done; the story remembers it while other cycles of that clock have not come."""
    row = ClockStep(
        ticket_id=fact.ticket_id,
        clock=fact.clock,
        cycle=fact.cycle,
        step=fact.step,
        reached_at=fact.reached_at,
        fired_at=stamp.at,
        version=stamp.seq,
    )
    pages.put(CLOCK_STEPS, row)
    story = must(pages, CLOCK_STORIES, fact.ticket_id)
    kept = tuple(one for one in story.fired if one[0] != fact.clock or one[1] >= fact.cycle)
    fired = (*kept, (fact.clock, fact.cycle, fact.step))
    pages.put(CLOCK_STORIES, replace(story, fired=fired, version=stamp.seq))


@on(said.ClockBreached)
def breached(pages: Pages, fact: said.ClockBreached, stamp: Stamp) -> None:
    """Nothing: the cycle's row says so already; the event is there to be told to people and programs."""


def tell(pages: Pages, ticket_id: str, stamp: Stamp, *told: Told) -> None:
    """Add to what a ticket's clocks are counted from."""
    story = must(pages, CLOCK_STORIES, ticket_id)
    pages.put(CLOCK_STORIES, replace(story, told=(*story.told, *told), version=stamp.seq))


def who(stamp: Stamp) -> str | None:
    """Return who did it as the deadline proof names them: a member of staff by id, `customer`, or none for the desk itself."""
    kind, _, name = stamp.actor.partition(":")
    return name if kind == "user" else "customer" if kind == "visitor" else None


def bounded(story: ClockStory, at: Ms, stamp: Stamp) -> Ms:
    """Return an instant that somebody else reported, not before the ticket and not after now."""
    return min(max(at, story.told[0].at), stamp.at)
