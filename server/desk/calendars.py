"""Calendars: when the desk is open. A change holds from a date on; time before it keeps the hours it had.

Imported public holidays become part of the hours and are edited like the rest.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from server.base.clock import Ms, as_datetime
from server.base.errors import Conflict, Invalid
from server.desk import access
from server.desk.book import Book
from server.desk.business_time import calendar_of, refusals, today
from server.desk.clocks import apply_to_open
from server.desk.configuration import ConfigAnswer, keep, restores, seen
from server.desk.fields import Id, Name, Version, tidy
from server.desk.rules import rules
from server.desk.verbs import Body, verb
from server.store.tables.config import CALENDARS, SLA_POLICIES, Calendar
from server.store.tables.staff import QUEUES, USERS
from sla import Calendar as BusinessCalendar
from sla import Rules
from sla.statutory import statutory, with_statutory

Clock = Annotated[str, Meta(max_length=8)]
Day = Annotated[str, Meta(min_length=5, max_length=10)]
Intervals = Annotated[tuple[tuple[Clock, Clock], ...], Meta(max_length=24)]
Dated = Annotated[dict[Day, Intervals], Meta(max_length=2_000)]
Days = Annotated[tuple[Day, ...], Meta(max_length=2_000)]
Country = Annotated[str, Meta(min_length=2, max_length=16)]
Year = Annotated[int, Meta(ge=1970, le=2100)]


class Hours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Local opening hours. `weekly`: mon to sun, each a list of intervals up to 24:00; an interval past midnight is written as two.

    `overrides` replace a date's hours (none: closed), `breaks` are taken out, `names` say what a date is, by language.
    """

    time_zone: Annotated[str, Meta(min_length=1, max_length=64)]
    weekly: dict[str, Intervals]
    holidays: Days = ()
    recurring_holidays: Days = ()
    overrides: Dated = {}
    breaks: Dated = {}
    names: Annotated[dict[Day, dict[str, Annotated[str, Meta(max_length=200)]]], Meta(max_length=4_000)] = {}


class CreateCalendar(Body, frozen=True, kw_only=True):
    """A calendar by its hours."""

    name: Name
    hours: Hours


class EditCalendar(Body, frozen=True, kw_only=True):
    """The whole of a calendar, from local midnight of `effective` on (None: today). `apply`: work that is open is counted anew."""

    calendar_id: Id
    version: Version
    name: Name
    hours: Hours
    effective: Day | None = None
    apply: bool = False


class ImportHolidays(Body, frozen=True, kw_only=True):
    """The public holidays of an ISO country (and region) in these years, with make-up working days where it has them."""

    calendar_id: Id
    version: Version
    country: Country
    region: Annotated[str, Meta(max_length=32)] | None = None
    years: Annotated[tuple[Year, ...], Meta(min_length=1, max_length=5)]
    apply: bool = False


class RemoveCalendar(Body, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    calendar_id: Id
    version: Version


@verb("calendars.create", CreateCalendar, access.ADMIN, path="/calendars", answer=ConfigAnswer)
def create_calendar(book: Book, body: CreateCalendar) -> ConfigAnswer:
    """Add a calendar; one that never opens within a year is refused."""
    hours = _opening(calendar_of(msgspec.to_builtins(body.hours)), book.now)
    row = Calendar(id=book.new_id("cal"), name=tidy(body.name), body=hours.to_dict(), version=0)
    return keep(book, "calendar", CALENDARS, row)


@verb("calendars.edit", EditCalendar, access.ADMIN, path="/calendars/{calendar_id}", answer=ConfigAnswer)
def edit_calendar(book: Book, body: EditCalendar) -> ConfigAnswer:
    """Change a calendar from a date on."""
    row = seen(book, "calendar", CALENDARS, body.calendar_id, body.version)
    wished = calendar_of(msgspec.to_builtins(body.hours))
    changed = changed_from(row.body, latest(wished), body.effective, book.now)
    return _kept(book, replace(row, name=tidy(body.name), body=changed), apply=body.apply)


@verb(
    "calendars.import",
    ImportHolidays,
    access.ADMIN,
    path="/calendars/{calendar_id}/import",
    answer=ConfigAnswer,
)
def import_holidays(book: Book, body: ImportHolidays) -> ConfigAnswer:
    """Take over a country's public holidays; what was written by hand for a date stays."""
    row = seen(book, "calendar", CALENDARS, body.calendar_id, body.version)
    before = latest(calendar_of(row.body))
    with refusals():
        after = with_statutory(before, statutory(body.country, body.years, body.region))
    changed = changed_from(row.body, after, None, book.now)
    return _kept(book, replace(row, body=changed, country=body.country), apply=body.apply)


@verb(
    "calendars.remove",
    RemoveCalendar,
    access.ADMIN,
    path="/calendars/{calendar_id}/remove",
    answer=ConfigAnswer,
)
def remove_calendar(book: Book, body: RemoveCalendar) -> ConfigAnswer:
    """Take a calendar away; one that something still counts by stays."""
    row = seen(book, "calendar", CALENDARS, body.calendar_id, body.version)
    users = [one for one in book.find(USERS, deactivated_at=None) if one.calendar_id == row.id]
    policies = [one for one in book.find(SLA_POLICIES, removed_at=None) if one.calendar_id == row.id]
    holders = [*policies, *(one for one in book.find(QUEUES, removed_at=None) if one.calendar_id == row.id)]
    if holders or users or rules(book).calendar_id == row.id:
        raise Conflict(
            "calendar.in_use", places=len(holders) + len(users) + (rules(book).calendar_id == row.id)
        )
    return keep(book, "calendar", CALENDARS, replace(row, removed_at=book.now))


def _kept(book: Book, row: Calendar, *, apply: bool) -> ConfigAnswer:
    answer = keep(book, "calendar", CALENDARS, row)
    if apply:
        apply_to_open(book, "calendar", row.id)
    return answer


def latest(calendar: BusinessCalendar) -> Rules:
    """Return the hours that hold in the end, when every change that was written has come into force."""
    states = calendar.to_dict()
    last = {
        name: value
        for name, value in (states["versions"] or [states])[-1].items()
        if name not in ("effective", "versions")
    }
    return Rules.from_dict(last)


def changed_from(body: dict[str, Any], wished: Rules, effective: str | None, now: Ms) -> dict[str, Any]:
    """Return the calendar with other hours from a local date on. Raises Invalid for a past date, and hours that never open."""
    calendar, first = calendar_of(body), today(wished.zone, now)
    since = _date(effective) if effective else first
    if since < first:
        raise Invalid("calendar.effective_past", came=since.isoformat(), first=first.isoformat())
    return _opening(calendar.with_version(since, wished), now).to_dict()


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("calendar.date", came=text) from error


def _opening(calendar: BusinessCalendar, now: Ms) -> BusinessCalendar:
    with refusals():
        calendar.refuse_if_never_open(as_datetime(now))
    return calendar


def _fitting(book: Book, past: Calendar, present: Calendar) -> Calendar:
    """The hours of then from today on: the time between keeps the hours it had."""
    hours = changed_from(present.body, latest(calendar_of(past.body)), None, book.now)
    return replace(past, body=hours)


restores("calendar", CALENDARS, _fitting)
