"""What the desk promises: calendars, policies in their order, codes, fields, rules; a country's holidays before they are taken."""

from __future__ import annotations

from typing import Annotated

import msgspec
import sqlalchemy as sa
from msgspec import Meta

from server.desk import access
from server.desk.business_time import policy_of, refusals
from server.desk.calendars import Country, Year
from server.desk.ownership import FINISHED
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.desk.rules import Rules, typed
from server.store.tables.config import (
    CALENDARS,
    DESK_RULES,
    RULES_ID,
    SLA_POLICIES,
    TICKET_FIELDS,
    WRAP_UP_CODES,
    Calendar,
    DeskRules,
    RequiredField,
    SlaPolicy,
    WrapUpCode,
)
from server.store.tables.macros import MACROS, Macro
from server.store.tables.staff import QUEUES, USERS
from server.store.tables.work import TICKETS
from sla import shadowed
from sla.statutory import countries as known_countries
from sla.statutory import statutory


class Nothing(Question, frozen=True, kw_only=True):
    """No fields."""


class Calendars(msgspec.Struct, frozen=True, kw_only=True):
    """The calendars that were not removed, by name; `used`: by how many policies, queues and people each is used."""

    calendars: list[Calendar]
    used: dict[str, int]


@reading("calendars", Nothing, access.DESK_READ, path="/calendars", answer=Calendars)
def calendars(look: Look, _asked: Nothing) -> Calendars:
    """Every calendar, and how much counts by it."""
    rows = look.rows(CALENDARS, CALENDARS.c.removed_at.is_(None), CALENDARS.c.name, CALENDARS.c.id)
    used: dict[str, int] = {}
    for column, alive in (
        (SLA_POLICIES.c.calendar_id, SLA_POLICIES.c.removed_at.is_(None)),
        (QUEUES.c.calendar_id, QUEUES.c.removed_at.is_(None)),
        (USERS.c.calendar_id, USERS.c.deactivated_at.is_(None)),
    ):
        for calendar_id in look.connection.scalars(sa.select(column).where(alive, column.is_not(None))):
            used[calendar_id] = used.get(calendar_id, 0) + 1
    return Calendars(calendars=rows, used=used)


class PolicyLine(msgspec.Struct, frozen=True, kw_only=True):
    """A policy; `shadowed_by` is the one above that takes all of its work, so that it never gets any."""

    policy: SlaPolicy
    matches_all: bool
    shadowed_by: str | None


class Policies(msgspec.Struct, frozen=True, kw_only=True):
    """The policies in the order they are looked at, and how many tickets are open."""

    policies: list[PolicyLine]
    open_tickets: int


@reading("policies", Nothing, access.DESK_READ, path="/policies", answer=Policies)
def policies(look: Look, _asked: Nothing) -> Policies:
    """Every service policy, top down."""
    rows = look.rows(
        SLA_POLICIES, SLA_POLICIES.c.removed_at.is_(None), SLA_POLICIES.c.position, SLA_POLICIES.c.id
    )
    values = [policy_of(row) for row in rows]
    over = shadowed(values)
    lines = [
        PolicyLine(policy=row, matches_all=value.matches_all, shadowed_by=over.get(row.id))
        for row, value in zip(rows, values, strict=True)
    ]
    return Policies(policies=lines, open_tickets=open_tickets(look.connection))


def open_tickets(connection: sa.Connection) -> int:
    """Return how many tickets are not finished."""
    query = sa.select(sa.func.count()).select_from(TICKETS.sql).where(TICKETS.c.status.not_in(FINISHED))
    return int(connection.execute(query).scalar_one())


class WrapUpCodes(msgspec.Struct, frozen=True, kw_only=True):
    """The codes that were not removed, in their order."""

    codes: list[WrapUpCode]


@reading("wrap_up_codes", Nothing, access.DESK_READ, path="/wrap-up-codes", answer=WrapUpCodes)
def wrap_up_codes(look: Look, _asked: Nothing) -> WrapUpCodes:
    """Every wrap-up code."""
    alive = WRAP_UP_CODES.c.removed_at.is_(None)
    return WrapUpCodes(codes=look.rows(WRAP_UP_CODES, alive, WRAP_UP_CODES.c.position, WRAP_UP_CODES.c.id))


class TicketFields(msgspec.Struct, frozen=True, kw_only=True):
    """The fields that were not removed, by name."""

    fields: list[RequiredField]


@reading("ticket_fields", Nothing, access.DESK_READ, path="/ticket-fields", answer=TicketFields)
def ticket_fields(look: Look, _asked: Nothing) -> TicketFields:
    """Every field that must be filled in before a ticket is solved."""
    alive = TICKET_FIELDS.c.removed_at.is_(None)
    return TicketFields(fields=look.rows(TICKET_FIELDS, alive, TICKET_FIELDS.c.name, TICKET_FIELDS.c.id))


class RulesNow(msgspec.Struct, frozen=True, kw_only=True):
    """The desk's rules and their version."""

    rules: Rules
    version: int


@reading("rules", Nothing, access.ADMIN_READ, path="/rules", answer=RulesNow)
def rules(look: Look, _asked: Nothing) -> RulesNow:
    """The desk's rules; as they come when nobody has changed them."""
    row = next(iter(look.rows(DESK_RULES, DESK_RULES.c.id == RULES_ID)), DeskRules())
    return RulesNow(rules=typed(row.body), version=row.version)


class Countries(msgspec.Struct, frozen=True, kw_only=True):
    """ISO codes of the countries whose holidays are known, each with its regions."""

    countries: dict[str, list[str]]


@reading("countries", Nothing, access.ADMIN_READ, path="/holidays", answer=Countries)
def countries(_look: Look, _asked: Nothing) -> Countries:
    """The countries whose public holidays can be taken over."""
    return Countries(countries=known_countries())


class HolidaysQuestion(Question, frozen=True, kw_only=True):
    """`country`: ISO code; `region`: one of its regions."""

    country: Country
    year: Year
    region: Annotated[str, Meta(max_length=32)] = ""


class Holidays(msgspec.Struct, frozen=True, kw_only=True):
    """Dates closed and make-up days worked, with names by language. `provisional`: make-up days are not announced yet."""

    holidays: list[str]
    workdays: list[str]
    names: dict[str, dict[str, str]]
    provisional: bool


@reading("holidays", HolidaysQuestion, access.ADMIN_READ, path="/holidays/{country}", answer=Holidays)
def holidays(_look: Look, asked: HolidaysQuestion) -> Holidays:
    """A country's public holidays of a year, to be seen before they are taken over."""
    with refusals():
        found = statutory(asked.country, (asked.year,), asked.region or None)
    return Holidays(
        holidays=[day.isoformat() for day in found.holidays if day.year == asked.year],
        workdays=[day.isoformat() for day in found.workdays],
        names={day: dict(words) for day, words in found.names.items()},
        provisional=bool(found.provisional),
    )


class QueueName(msgspec.Struct, frozen=True, kw_only=True):
    """A queue that a reply may be kept for."""

    id: str
    name: str


class Macros(msgspec.Struct, frozen=True, kw_only=True):
    """The replies at hand, by name, and the queues in use."""

    macros: list[Macro]
    queues: list[QueueName]


@reading("macros", Nothing, access.DESK_READ, path="/macros", answer=Macros)
def macros(look: Look, _asked: Nothing) -> Macros:
    """Every reply kept at hand."""
    queues = look.rows(QUEUES, QUEUES.c.removed_at.is_(None), QUEUES.c.name)
    return Macros(
        macros=look.rows(MACROS, MACROS.c.removed_at.is_(None), MACROS.c.name),
        queues=[QueueName(id=one.id, name=one.name) for one in queues],
    )
