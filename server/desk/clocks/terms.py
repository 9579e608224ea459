"""The terms tickets are promised under: the desk's policies and calendars as they were at an instant, kept under an id of their content.

A ticket keeps the terms it began with, so that an edit changes new work only; applying an edit to open work gives it other terms.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from server.desk import rules
from server.desk.book import Book
from server.store.tables.clocks import CLOCK_TERMS, ClockTerms
from server.store.tables.config import CALENDARS, SLA_POLICIES
from server.store.tables.config import Calendar as CalendarRow
from server.store.tables.config import SlaPolicy as PolicyRow
from sla import Calendar, Policy, SlaError

log = logging.getLogger(__name__)
ALWAYS = Calendar.from_dict(
    {
        "time_zone": "UTC",
        "weekly": {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
    }
)
KEPT = 64


class Terms(NamedTuple):
    """Policies in their order, calendars by id, the calendar where none is named, and what the policies are called."""

    id: str
    policies: tuple[Policy, ...]
    calendars: Mapping[str, Calendar]
    calendar: Calendar
    names: Mapping[str, str]


def now(book: Book) -> str | None:
    """Return the id of the terms of new work, kept for good; None while the desk has no policies."""
    policies = book.find(SLA_POLICIES, removed_at=None)
    if not policies:
        return None
    calendars = book.find(CALENDARS, removed_at=None)
    return keep(book, plain(policies, calendars, rules.rules(book).calendar_id))


def plain(
    policies: Iterable[PolicyRow], calendars: Iterable[CalendarRow], default: str | None
) -> dict[str, Any]:
    """Return policies and calendars as terms are stored."""
    ordered = sorted(policies, key=lambda one: (one.position, one.id))
    return {
        "policies": [_policy(one) for one in ordered],
        "calendars": {one.id: one.body for one in sorted(calendars, key=lambda one: one.id)},
        "default": default,
    }


def _policy(row: PolicyRow) -> dict[str, Any]:
    own = {"id": row.id, "calendar": row.calendar_id, "version": row.version}
    return {"name": row.name, "position": row.position, "body": {**row.body, **own}}


def keep(book: Book, body: dict[str, Any]) -> str:
    """Keep terms under the id of their content and return it."""
    terms_id = "trm_" + hashlib.sha256(msgspec.json.encode(body, order="deterministic")).hexdigest()[:24]
    if book.get(CLOCK_TERMS, terms_id) is None:
        book.put(CLOCK_TERMS, ClockTerms(id=terms_id, at=book.now, body=body))
    return terms_id


def of(book: Book, terms_id: str) -> Terms:
    """Return kept terms; those used before cost no read, since what an id means never changes."""
    return _known(terms_id) or _learnt(terms_id, book.must(CLOCK_TERMS, terms_id).body)


def read(connection: sa.Connection, terms_id: str) -> Terms:
    """Return kept terms as stored."""
    found = _known(terms_id)
    if found is None:
        line = connection.execute(sa.select(CLOCK_TERMS.c.body).where(CLOCK_TERMS.c.id == terms_id)).one()
        found = _learnt(terms_id, line.body)
    return found


def read_now(connection: sa.Connection) -> Terms:
    """Return what new work would be promised under, as configured now."""
    policies = sa.select(SLA_POLICIES.sql).where(SLA_POLICIES.c.removed_at.is_(None))
    calendars = sa.select(CALENDARS.sql).where(CALENDARS.c.removed_at.is_(None))
    body = plain(
        [SLA_POLICIES.read(line) for line in connection.execute(policies)],
        [CALENDARS.read(line) for line in connection.execute(calendars)],
        rules.read_rules(connection).calendar_id,
    )
    return parsed("", body)


_KNOWN: dict[str, Terms] = {}
"""A memo of kept terms, the ones asked for last."""


def _known(terms_id: str) -> Terms | None:
    return _KNOWN.get(terms_id)


def _learnt(terms_id: str, body: dict[str, Any]) -> Terms:
    if len(_KNOWN) >= KEPT:
        _KNOWN.pop(next(iter(_KNOWN)), None)
    return _KNOWN.setdefault(terms_id, parsed(terms_id, body))


def parsed(terms_id: str, body: dict[str, Any]) -> Terms:
    """Return stored terms as the engine takes them. What cannot be read is left out and logged: intake must go on."""
    calendars = dict(_calendars(body["calendars"]))
    policies = tuple(_policies(body["policies"], calendars))
    default = calendars.get(body["default"] or "", ALWAYS)
    names = {one["body"]["id"]: one["name"] for one in body["policies"]}
    return Terms(terms_id, policies, calendars, default, names)


def _calendars(bodies: Mapping[str, Any]) -> Iterable[tuple[str, Calendar]]:
    for name, body in bodies.items():
        try:
            yield name, _calendar(msgspec.json.encode(body, order="deterministic"))
        except SlaError as error:
            log.error("calendar %s cannot be used: %s", name, error.code)


@lru_cache(maxsize=KEPT)
def _calendar(body: bytes) -> Calendar:
    return Calendar.from_dict(msgspec.json.decode(body))


def _policies(rows: list[dict[str, Any]], calendars: Mapping[str, Calendar]) -> Iterable[Policy]:
    for row in rows:
        body = dict(row["body"])
        if body["calendar"] not in calendars:
            body["calendar"] = None
        try:
            yield Policy.from_dict(body)
        except SlaError as error:
            log.error("policy %s cannot be used: %s", body["id"], error.code)
