"""The fold: what each event does to a ticket's story. When clocks begin, are met and end.

How much time they counted is `sla.clock`. Every instant is rounded up to the whole second, so that sums are exact and
the fraction is never held against the agent.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sla.calendar import Calendar
from sla.errors import SlaError
from sla.events import (
    CalendarChanged,
    CallAnswered,
    CallEnded,
    CallRang,
    Created,
    CustomerWrote,
    DueSet,
    Event,
    FactsChanged,
    Merged,
    PoliciesChanged,
    Replied,
    StatusChanged,
)
from sla.facts import Kind
from sla.policy import Policy
from sla.story import ENDED, Cycle, Since, Story, ended_since, may_reopen


def told(
    policies: Sequence[Policy],
    calendar: Calendar,
    calendars: Mapping[str, Calendar],
    events: Sequence[Event],
    now: datetime,
) -> Story:
    """The story of all events up to `now`; events of one instant count in the order handed in."""
    past = sorted((event for event in events if event.at <= now), key=lambda event: event.at)
    if not past or not isinstance(past[0], Created):
        raise SlaError("sla.events_invalid", expected="created first", got=past[0].type if past else "[]")
    story = Story(policies, calendar, calendars)
    for event in past:
        _TELL[type(event)](story, event, whole_second(event.at))
    return story


def whole_second(at: datetime) -> datetime:
    """The instant, rounded up to a whole second."""
    return at if not at.microsecond else at.replace(microsecond=0) + timedelta(seconds=1)


def _created(story: Story, event: Created, at: datetime) -> None:
    if story.cycles:
        raise SlaError("sla.events_invalid", expected="created: 1", got="created: 2")
    story.facts = event.facts
    story.statuses.append(Since(at, event.status))
    story.regime(at, "created")
    if event.awaits_reply:
        story.begin("first_response", at, "created")
    story.begin("resolution", at, "created")


def _wrote(story: Story, _: CustomerWrote, at: datetime) -> None:
    if story.responded() and not story.open_cycle("next_reply"):
        story.begin("next_reply", at, "message")


def _replied(story: Story, event: Replied, at: datetime) -> None:
    if story.counts(event.author):
        _answered(story, at)


def _answered(story: Story, at: datetime) -> None:
    """A counted public reply meets every reply clock and begins the next update."""
    answers: tuple[Kind, ...] = ("first_response", "next_reply", "update")
    for kind in answers:
        if cycle := story.open_cycle(kind):
            cycle.stop(at, met=True)
    story.begin("update", at, "reply")


def _status(story: Story, event: StatusChanged, at: datetime) -> None:
    before = story.statuses[-1].value
    if before not in ENDED and event.status in ENDED and (cycle := story.open_cycle("next_reply")):
        cycle.stop(at, met=False)
    if before in ENDED and event.status not in ENDED:
        _reopened(story, at)
    if event.status != before:
        story.statuses.append(Since(at, event.status, event.by))


def _reopened(story: Story, at: datetime) -> None:
    """Too late a reopening leaves the resolution as it was; the desk opens a follow-up ticket instead."""
    policy, cycle = story.regimes[-1].value.policy, story.open_cycle("resolution")
    since = ended_since(story.statuses)
    if policy and cycle and since and not may_reopen(policy, since, at):
        cycle.stop(since, met=story.statuses[-1].value != "spam")


def _facts(story: Story, event: FactsChanged, at: datetime) -> None:
    cause = "priority" if event.facts.priority != story.facts.priority else "facts"
    story.facts = event.facts
    story.regime(at, cause, event.by)


def _policies(story: Story, event: PoliciesChanged, at: datetime) -> None:
    story.policies = event.policies
    story.regime(at, "policies")


def _calendar(story: Story, event: CalendarChanged, at: datetime) -> None:
    if event.calendar is None:
        raise SlaError("sla.field_missing", field="calendar", where="calendar_changed")
    if event.name is None:
        story.calendar = event.calendar
    else:
        story.calendars = {**story.calendars, event.name: event.calendar}
    story.regime(at, "calendar")


def _due(story: Story, event: DueSet, at: datetime) -> None:
    if cycle := story.open_cycle(event.clock):
        due = None if event.due_at is None else whole_second(event.due_at)
        cycle.dues.append(Since(at, due, event.by))


def _merged(story: Story, event: Merged, at: datetime) -> None:
    """Earliest created, earliest unanswered message; what that adds counts from the merge on, never before it."""
    kinds: tuple[Kind, ...] = ("first_response", "resolution")
    for kind in kinds:
        _credit(story.open_cycle(kind), at, event.created_at)
    if event.unanswered_since and story.responded():
        cycle = story.open_cycle("next_reply")
        if cycle is None:
            story.begin("next_reply", at, "merge", whole_second(event.unanswered_since))
        _credit(cycle, at, event.unanswered_since)


def _credit(cycle: Cycle | None, at: datetime, since: datetime | None) -> None:
    if cycle and since and whole_second(since) < cycle.counted_from:
        cycle.credits.append((at, whole_second(since), cycle.counted_from))
        cycle.counted_from = whole_second(since)


def _rang(story: Story, event: CallRang, at: datetime) -> None:
    if ("answer", event.call) not in story.newest:
        story.begin("answer", at, "ring", call=event.call)


def _call_answered(story: Story, event: CallAnswered, at: datetime) -> None:
    if cycle := story.open_cycle("answer", event.call):
        cycle.stop(at, met=True)
        _answered(story, at)


def _call_ended(story: Story, event: CallEnded, at: datetime) -> None:
    if cycle := story.open_cycle("answer", event.call):
        cycle.stop(at, met=False)


_TELL: Mapping[type[Event], Callable[[Story, Any, datetime], None]] = {
    Created: _created,
    CustomerWrote: _wrote,
    Replied: _replied,
    StatusChanged: _status,
    FactsChanged: _facts,
    PoliciesChanged: _policies,
    CalendarChanged: _calendar,
    DueSet: _due,
    Merged: _merged,
    CallRang: _rang,
    CallAnswered: _call_answered,
    CallEnded: _call_ended,
}
