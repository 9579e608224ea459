"""When a person may be told: inside their own calendar, or at once while on call. Not what they are told, nor how."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sla.calendar import Calendar
from sla.errors import SlaError
from sla.plain import Plain


@dataclass(frozen=True, slots=True)
class OnCall(Plain):
    """A stretch of time, `end` excluded, in which a person wants to be told at any hour."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Person(Plain):
    """Whoever a step notifies. Without a calendar they are told only while on call."""

    id: str
    calendar: Calendar | None = None
    on_call: tuple[OnCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice(Plain):
    """A person and when they are told; `at` is none for someone who can never be reached."""

    person: str
    at: datetime | None


def notify_at(person: Person, at: datetime) -> datetime | None:
    """The first instant at or after `at` at which the person may be told, if there is any."""
    duties = [max(at, duty.start) for duty in person.on_call if duty.end > at and duty.end > duty.start]
    return min((each for each in (*duties, _next_open(person, at)) if each is not None), default=None)


def _next_open(person: Person, at: datetime) -> datetime | None:
    if person.calendar is None:
        return None
    try:
        return person.calendar.next_open(at)
    except SlaError as error:
        if error.code != "sla.no_open_time":
            raise
        return None


def notices(people: Iterable[Person], at: datetime) -> tuple[Notice, ...]:
    """Everybody with their time, soonest first, each person once; those never reachable last."""
    found = {person.id: notify_at(person, at) for person in people}
    ordered = sorted(found, key=lambda id_: (found[id_] is None, found[id_] or at))
    return tuple(Notice(id_, found[id_]) for id_ in ordered)
