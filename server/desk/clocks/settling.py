"""After every command: the clocks of each ticket it told something are counted again, and what changed is said in one event.

This is the one place where the desk meets the engine, so that no channel and no verb can forget its clocks.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from server.base.clock import SECOND, Ms
from server.desk import identify
from server.desk.book import Book
from server.desk.clocks import counting, terms
from server.desk.clocks.terms import Terms
from server.desk.events.clocks import ClockBreached, ClockFact, Counted, PersonSet, TermsSet
from server.desk.folds.clock_stories import waits_already
from server.store.pages import Need
from server.store.tables.clocks import CLOCK_STORIES, CLOCKS, Clock, ClockKind, ClockStory
from server.store.tables.infra import TIMERS
from server.store.tables.work import TICKETS
from sla import Evaluation, Reached, Reading, SlaError

log = logging.getLogger(__name__)
TIMER = "clocks"
PERSON_CHANGES = ("customer.changed", "customers.merged", "customers.unmerged")
FINISHED = ("solved", "closed", "spam")


def needs(book: Book, ticket_id: str, *, message: bool = False) -> Iterable[Need]:
    """Name the rows that counting a ticket's clocks reads. A customer's further `message` begins no clock: then only its story."""
    yield Need(CLOCK_STORIES, ("ticket_id",), (ticket_id,))
    story = book.peek(CLOCK_STORIES, ticket_id)
    if story is None or not counting.promised(story) or (message and waits_already(story)):
        return
    yield Need(TIMERS, ("id",), (f"{TIMER}:{ticket_id}",))
    for clock, cycle in story.open:
        yield Need(CLOCKS, CLOCKS.key, (ticket_id, clock, cycle))
        yield Need(CLOCKS, CLOCKS.key, (ticket_id, clock, cycle + 1))


def settle(book: Book, first: int) -> None:
    """Count the clocks of the tickets that the events of this command (from the `first` in the book on) told something."""
    if len(book.events) == first:
        return
    began = book.events[first].seq
    opened = [row.ticket_id for row in book.events[first:] if row.kind == "ticket.opened"]
    for ticket_id in opened:
        _promise(book, ticket_id or "")
    for row in [row for row in book.events[first:] if row.kind in PERSON_CHANGES]:
        for customer_id in (row.customer_id, row.body.get("source_id")):
            if customer_id is not None:
                _tell_person(book, customer_id)
    for ticket_id in dict.fromkeys(row.ticket_id for row in book.events[first:]):
        story = book.peek(CLOCK_STORIES, ticket_id) if ticket_id else None
        if story is not None and story.version >= began:
            recount(book, story)


def recount(book: Book, story: ClockStory) -> None:
    """Count a ticket's clocks as of now: say what changed, and set the timer that looks at them again."""
    found = counted(book, story)
    if found is None:
        return
    held = terms_of(book, story)
    facts = [counting.fact(reading, held) for reading in found.readings]
    facts += _without_target(book, story, {(one.clock, one.cycle) for one in facts})
    changed = []
    for fact in facts:
        before = book.get(CLOCKS, story.ticket_id, fact.clock, fact.cycle)
        if _differs(before, fact):
            changed.append(fact)
            _say_breach(book, story.ticket_id, before, fact)
    if changed:
        nearest = _nearest(facts)
        book.emit(Counted(ticket_id=story.ticket_id, clocks=tuple(changed), nearest=nearest))
    _set_timer(book, story, found)


def _without_target(book: Book, story: ClockStory, seen: set[tuple[ClockKind, int]]) -> Iterator[ClockFact]:
    """Open cycles that nothing promises a time for any more: they end undecided, until something does again."""
    for clock, cycle in story.open:
        if (clock, cycle) not in seen:
            started_at = book.must(CLOCKS, story.ticket_id, clock, cycle).started_at
            at = book.now // SECOND * SECOND
            yield ClockFact(clock=clock, cycle=cycle, state="stopped", started_at=started_at, stopped_at=at)


def counted(book: Book, story: ClockStory) -> Evaluation | None:
    """Return how the clocks stand now; None where nothing was promised. A set-up that cannot be counted must not stop intake."""
    if not counting.promised(story):
        return None
    try:
        return counting.count(story, lambda terms_id: terms.of(book, terms_id), book.now)
    except SlaError as error:
        log.error("clocks of ticket %s cannot be counted: %s", story.ticket_id, error.code)
        return None


def terms_of(book: Book, story: ClockStory) -> Terms:
    """Return the terms that hold for a ticket now."""
    terms_id = counting.terms_now(story)
    return terms.of(book, terms_id) if terms_id else counting.UNPROMISED


def waiting_steps(story: ClockStory, found: Evaluation) -> Iterator[tuple[Reading, Reached]]:
    """Yield the steps to be done now, in their order: reached, not done yet, and of a clock that still goes."""
    for reading, reached in found.undone(story.fired):
        if reading.state == "running" or (reading.state == "paused" and reading.manual):
            yield reading, reached


def _promise(book: Book, ticket_id: str) -> None:
    """A new ticket comes under the terms of now."""
    terms_id = terms.now(book)
    if terms_id is not None:
        book.pages.fresh(f"{TIMER}:{ticket_id}")
        book.emit(TermsSet(ticket_id=ticket_id, terms_id=terms_id, opened=True))


def _tell_person(book: Book, customer_id: str) -> None:
    """Policies look at segment and language: tell the open tickets of everybody who is shown as this customer now, or was."""
    shown = {one.id for one in identify.tree(book, identify.root(book, customer_id).id)} | {customer_id}
    for one in sorted(shown):
        root = identify.root(book, one)
        for ticket in book.find(TICKETS, customer_id=one):
            if ticket.status in FINISHED:
                continue
            story = book.must(CLOCK_STORIES, ticket.id)
            if _person(story) != (root.segment, root.language):
                book.emit(PersonSet(ticket_id=ticket.id, segment=root.segment, language=root.language))


def _person(story: ClockStory) -> tuple[str | None, str | None]:
    facts = dict(story.told[0].value["facts"])
    for one in story.told:
        if one.kind == "facts":
            facts.update(one.value)
    return facts["segment"], facts["language"]


def _differs(before: Clock | None, fact: ClockFact) -> bool:
    return before is None or any(
        getattr(before, name) != getattr(fact, name) for name in fact.__struct_fields__
    )


def _say_breach(book: Book, ticket_id: str, before: Clock | None, fact: ClockFact) -> None:
    if fact.breached_at is not None and (before is None or before.breached_at is None):
        breach = ClockBreached(
            ticket_id=ticket_id, clock=fact.clock, cycle=fact.cycle, due_at=fact.breached_at
        )
        book.emit(breach)


def _nearest(facts: list[ClockFact]) -> tuple[ClockKind, int] | None:
    """The clock that is due first; where all of them pause, one that does."""
    going = [one for one in facts if one.state in ("running", "paused")]
    dated = [one for one in going if one.due_at is not None and (one.state == "running" or one.manual)]
    found = min(dated or going, key=lambda one: (one.due_at or 0, one.clock), default=None)
    return (found.clock, found.cycle) if found else None


def _set_timer(book: Book, story: ClockStory, found: Evaluation) -> None:
    wanted = _next_look(book, story, found)
    timer = book.get(TIMERS, f"{TIMER}:{story.ticket_id}")
    if wanted is None:
        if timer is not None:
            book.stop_timer(TIMER, story.ticket_id)
    elif timer is None or timer.due_at != wanted:
        book.timer(TIMER, story.ticket_id, wanted)


def _next_look(book: Book, story: ClockStory, found: Evaluation) -> Ms | None:
    if any(True for _ in waiting_steps(story, found)):
        return book.now
    return None if found.next_at is None else round(found.next_at.timestamp() * 1000)
