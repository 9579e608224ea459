"""A ticket's clocks counted: its story as the engine takes it, and what the engine says as the desk stores it. Emits nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from server.base.clock import DAY, Ms, as_datetime
from server.desk.clocks.terms import ALWAYS, Terms
from server.desk.events.clocks import ClockFact
from server.store.tables.clocks import ClockKind, ClockStory, Told
from sla import (
    Calendar,
    CalendarChanged,
    CallAnswered,
    CallEnded,
    CallRang,
    Created,
    CustomerWrote,
    DueSet,
    Evaluation,
    Event,
    Facts,
    FactsChanged,
    Merged,
    PoliciesChanged,
    Reading,
    Replied,
    StatusChanged,
    evaluate,
)

WARN_PART = 4
"""A clock is at risk in the last quarter of its time."""
TermsOf = Callable[[str], Terms]
UNPROMISED = Terms("", (), {}, ALWAYS, {})


def promised(story: ClockStory) -> bool:
    """Return whether anything can be due: the ticket has terms, or a date set by hand."""
    return story.terms_id is not None or any(one.kind in ("terms", "due") for one in story.told)


def count(story: ClockStory, terms_of: TermsOf, now: Ms, *, explain: bool = False) -> Evaluation:
    """Return how the clocks stand: all of them with `explain`, else the open cycles and the last of each clock."""
    terms = terms_of(story.terms_id) if story.terms_id else UNPROMISED
    return evaluate(
        terms.policies,
        terms.calendar,
        list(_events(story, terms, terms_of)),
        as_datetime(max(now, *(one.at for one in story.told))),
        calendars=terms.calendars,
        explain=explain,
        history=explain,
        also=story.open,
    )


def opens(story: ClockStory, terms_of: TermsOf, clock: ClockKind, now: Ms) -> bool:
    """Return whether a cycle of the clock is open, seen by trying a due date: one without target is no reading otherwise."""
    tried = replace(story, told=(*story.told, Told("due", now, {"clock": clock, "due_at": now + DAY})))
    readings = count(tried, terms_of, now).readings
    return any(one.clock == clock and one.state in ("running", "paused") for one in readings)


def terms_now(story: ClockStory) -> str | None:
    """Return the terms that hold for the ticket now."""
    later = [str(one.value) for one in story.told if one.kind == "terms"]
    return later[-1] if later else story.terms_id


def fact(reading: Reading, terms: Terms) -> ClockFact:
    """Return a cycle as it is stored."""
    moving = reading.state == "running"
    return ClockFact(
        clock=reading.clock,
        cycle=reading.cycle,
        state=reading.state,
        started_at=_ms(reading.started_at),
        target_s=reading.target_s,
        due_at=_or_none(reading.due_at),
        warn_at=_warn_at(reading, terms),
        manual=reading.manual,
        stopped_at=_or_none(reading.stopped_at),
        breached_at=_or_none(reading.breached_at),
        elapsed_s=None if moving else reading.elapsed_s,
        next_at=_or_none(reading.next_at),
        policy_id=reading.policy,
        policy_version=reading.policy_version,
        call_id=reading.call,
    )


def calendar_of(reading: Reading, terms: Terms) -> Calendar:
    """Return the hours that a reading's clock counts."""
    policy = next((one for one in terms.policies if one.id == reading.policy), None)
    targets = (
        [own.get(reading.clock) for own in (policy.targets, *policy.by_priority.values())] if policy else []
    )
    target = next((one for one in targets if one and one.seconds == reading.target_s), None)
    if reading.clock == "answer" or (target and target.around_the_clock):
        return ALWAYS
    return terms.calendars.get((policy.calendar if policy else None) or "", terms.calendar)


def _warn_at(reading: Reading, terms: Terms) -> Ms | None:
    if reading.due_at is None or reading.state not in ("running", "paused") or reading.breached_at:
        return None
    calendar = calendar_of(reading, terms)
    whole = reading.target_s
    if reading.manual or whole is None:
        whole = calendar.elapsed(reading.started_at, max(reading.started_at, reading.due_at))
    return _ms(calendar.subtract(reading.due_at, whole // WARN_PART))


def _events(story: ClockStory, first: Terms, terms_of: TermsOf) -> Iterator[Event]:
    """The story in the engine's words. Facts are told whole each time; other terms are told as what differs in them."""
    facts: dict[str, Any] = {}
    terms = first
    rung = {one.value for one in story.told if one.kind == "rang"}
    for one in story.told:
        at = as_datetime(one.at)
        if one.kind == "created":
            facts = dict(one.value["facts"])
            yield Created(at, _facts(facts), awaits_reply=one.value["awaits"])
        elif one.kind == "facts":
            facts.update(one.value)
            yield FactsChanged(at, _facts(facts), one.by)
        elif one.kind == "terms":
            before, terms = terms, terms_of(one.value)
            yield from _changed(at, before, terms)
        elif one.kind == "answered" and one.value not in rung:
            yield Replied(at)
        else:
            yield _PLAIN[one.kind](at, one)


def _changed(at: datetime, before: Terms, terms: Terms) -> Iterator[Event]:
    if before.policies != terms.policies:
        yield PoliciesChanged(at, terms.policies)
    for name, calendar in terms.calendars.items():
        if before.calendars.get(name) != calendar:
            yield CalendarChanged(at, calendar, name)
    if before.calendar != terms.calendar:
        yield CalendarChanged(at, terms.calendar)


_PLAIN: dict[str, Callable[[datetime, Told], Event]] = {
    "wrote": lambda at, _: CustomerWrote(at),
    "replied": lambda at, one: Replied(at, one.value),
    "status": lambda at, one: StatusChanged(at, one.value, one.by),
    "due": lambda at, one: DueSet(at, one.value["clock"], _instant(one.value["due_at"]), one.by),
    "merged": lambda at, one: Merged(
        at, _instant(one.value["created_at"]), _instant(one.value["unanswered_since"])
    ),
    "rang": lambda at, one: CallRang(at, one.value),
    "answered": lambda at, one: CallAnswered(at, one.value),
    "ended": lambda at, one: CallEnded(at, one.value),
}


def _facts(facts: dict[str, Any]) -> Facts:
    return Facts(**{**facts, "tags": frozenset(facts["tags"])})


def _instant(at: Ms | None) -> datetime | None:
    return None if at is None else as_datetime(at)


def _or_none(at: datetime | None) -> Ms | None:
    return None if at is None else _ms(at)


def _ms(at: datetime) -> Ms:
    return round(at.timestamp() * 1000)
