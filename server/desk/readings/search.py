"""Finds customers by name, part of a name, address, last digits, ticket number; everything written by its words.

Nothing is found that the one who searches may not see. Names and texts are compared after opening, so no hash answers alone.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

import sqlalchemy as sa
from msgspec import Meta

from console.protocol import CustomerBrief, EntryRecord, IdentityBrief, TicketRecord, Wire
from server.base.clock import Ms
from server.desk import access, lookups, names, normal, words
from server.desk.access import Viewer
from server.desk.readings import cursors
from server.desk.readings.briefs import brief, shown
from server.desk.readings.customers import addresses, identity_briefs
from server.desk.readings.look import Look
from server.desk.readings.postings import newest_with, subjects_of
from server.desk.readings.records import entry_records, ticket_records
from server.desk.readings.registry import Question, reading
from server.desk.secrets import CustomerSecret, EntrySecret, IdentitySecret, TicketSecret
from server.store.tables.infra import WORDS
from server.store.tables.people import CUSTOMERS, LOOKUPS
from server.store.tables.work import ENTRIES, TICKETS

PAGE = 50
PALETTE = 8
CANDIDATES = 400
"""How many possible customers are opened and compared; who is not among them needs a longer question."""
Text = Annotated[str, Meta(max_length=200)]
_NUMBER = re.compile(r"#?\s*(\d{1,12})")
_DIALLED = re.compile(r"[+\d\s().\-/]+")


class DirectoryQuestion(Question, frozen=True, kw_only=True):
    """Who to find; without `q` everybody, the newest first, page by page."""

    q: Text = ""
    cursor: Annotated[str, Meta(max_length=200)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = PAGE


class SearchQuestion(Question, frozen=True, kw_only=True):
    """What to find, in people, tickets and everything written."""

    q: Text
    limit: Annotated[int, Meta(ge=1, le=50)] = PALETTE


class Person(Wire, frozen=True, kw_only=True):
    """A customer in the directory, with up to three masked addresses."""

    customer: CustomerBrief
    created_at: Ms
    tags: list[str]
    identities: list[IdentityBrief]


class Directory(Wire, frozen=True, kw_only=True):
    """Some customers. `cursor` continues; None: that was all."""

    people: list[Person]
    cursor: str | None


class Findings(Wire, frozen=True, kw_only=True):
    """What was found: people by how well they fit, tickets and lines newest first."""

    people: list[Person]
    tickets: list[TicketRecord]
    entries: list[EntryRecord]


@reading("customers.directory", DirectoryQuestion, access.CUSTOMER_READ, path="/customers", answer=Directory)
def directory(look: Look, question: DirectoryQuestion) -> Directory:
    """Customers by name, part of a name, telephone number, last digits or address; all of them page by page without a question."""
    if question.q.strip():
        return Directory(
            people=_people(look, found_customers(look, question.q)[: question.limit]), cursor=None
        )
    alone = sa.and_(CUSTOMERS.c.merged_into.is_(None), CUSTOMERS.c.erased_at.is_(None))
    query = sa.select(CUSTOMERS.c.id, CUSTOMERS.c.created_at).where(alone)
    if question.cursor:
        query = query.where(
            sa.tuple_(CUSTOMERS.c.created_at, CUSTOMERS.c.id) < sa.tuple_(*cursors.place(question.cursor))
        )
    newest = query.order_by(CUSTOMERS.c.created_at.desc(), CUSTOMERS.c.id.desc()).limit(question.limit + 1)
    lines = look.connection.execute(newest).all()
    page = lines[: question.limit]
    more = cursors.written(page[-1].created_at, page[-1].id) if len(lines) > question.limit else None
    return Directory(people=_people(look, [line.id for line in page]), cursor=more)


@reading("search", SearchQuestion, access.CUSTOMER_READ, path="/search", answer=Findings)
def search(look: Look, question: SearchQuestion) -> Findings:
    """People, tickets and everything written that answers a question, as far as the viewer may see it."""
    tickets, entries = found_texts(look, question.q, question.limit)
    numbered = [one.id for one in _numbered(look, question.q) if one.id not in tickets]
    rows = look.by_id(TICKETS, [*numbered, *tickets])
    lines = look.by_id(ENTRIES, entries)
    return Findings(
        people=_people(look, found_customers(look, question.q)[: question.limit]),
        tickets=ticket_records(look, [rows[one] for one in (*numbered, *tickets) if one in rows]),
        entries=entry_records(look, [lines[one] for one in entries if one in lines]),
    )


def found_customers(look: Look, text: str) -> list[str]:
    """Return the customers shown for what was asked: exact answers first, then names by how well they fit."""
    exact = [
        *(one.customer_id for one in _numbered(look, text)),
        *_by_address(look, text),
        *_by_digits(look, text),
    ]
    named = _by_name(look, text)
    known = shown(look, [*exact, *named])
    order = dict.fromkeys(known[one].root.id for one in (*exact, *named) if known[one].root.erased_at is None)
    return list(order)


def found_texts(look: Look, text: str, limit: int) -> tuple[list[str], list[str]]:
    """Return the newest tickets (by subject) and entries (by body) that have every word of the question."""
    asked = words.asked(text)
    if not asked:
        return [], []
    lines = newest_with(look, words.keyed(look.master, asked), _seen(look.viewer), limit * 4)
    subjects = [line.subject for line in lines]
    tickets = look.open_all([one for one in subjects if one.startswith("tic_")], TicketSecret)
    entries = look.open_all([one for one in subjects if one.startswith("ent_")], EntrySecret)
    # A renamed ticket may still be found under its old words until the index has caught up: what is shown must answer.
    return (
        [one for one in subjects if one in tickets and asked <= words.words(tickets[one].subject)][:limit],
        [one for one in subjects if one in entries and asked <= words.words(written(entries[one]))][:limit],
    )


def written(secret: EntrySecret) -> str:
    """Return everything of an entry that can be found."""
    return "\n".join([secret.body, *secret.fields.values()])


def _by_address(look: Look, text: str) -> list[str]:
    hashes = []
    for kind in ("phone", "email", "wechat", "external"):
        value = normal.form(kind, text, look.settings.default_region)
        if value is not None:
            hashes.append(lookups.of_address(look.master, kind, value))
    found = sa.select(LOOKUPS.c.customer_id).where(
        LOOKUPS.c.hash.in_(hashes), LOOKUPS.c.kind.in_(normal.KINDS)
    )
    return list(look.connection.scalars(found.limit(CANDIDATES)))


def _by_digits(look: Look, text: str) -> list[str]:
    """Customers whose number ends with these 4 or more digits."""
    plain = text.strip()
    digits = "".join(one for one in plain if one.isascii() and one.isdigit())
    if not _DIALLED.fullmatch(plain) or len(digits) < min(normal.TAIL_DIGITS):
        return []
    tail = digits[-max(normal.TAIL_DIGITS) :]
    lead = sa.select(LOOKUPS.c.subject, LOOKUPS.c.customer_id).where(
        LOOKUPS.c.hash == look.master.lookup(lookups.TAIL, tail), LOOKUPS.c.kind == lookups.TAIL
    )
    lines = look.connection.execute(lead.limit(CANDIDATES)).all()
    secrets = look.open_all([line.subject for line in lines], IdentitySecret)
    known = digits.removeprefix("00").lstrip("0")
    return [
        line.customer_id
        for line in lines
        if line.subject in secrets
        and secrets[line.subject].value.endswith(known if len(digits) > len(tail) else tail)
    ]


def _by_name(look: Look, text: str) -> list[str]:
    parts = names.wanted(text)
    if not parts:
        return []
    hashes = [look.master.lookup(lookups.PART, one) for one in sorted(parts)]
    possible = subjects_of(look, lookups.PART, hashes, CANDIDATES)
    opened = look.open_all(possible, CustomerSecret)
    fitting = [
        (one, secret.name)
        for one, secret in opened.items()
        if secret.name and names.matches(secret.name, text)
    ]
    return [one for one, _ in sorted(fitting, key=lambda pair: _rank(pair[1], text, pair[0]))]


def _rank(name: str, text: str, customer_id: str) -> tuple[int, int, str]:
    """Whole names first, then those that begin so, then the shortest."""
    whole, asked = names.whole(name), names.whole(text)
    return (0 if whole == asked else 1 if whole.startswith(asked) else 2, len(whole), customer_id)


def _numbered(look: Look, text: str) -> list[sa.Row[Any]]:
    """Tickets (id, customer_id) of that number, which the viewer may see: one or none."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return []
    theirs = sa.and_(TICKETS.c.number == int(found[1]), access.visible(look.viewer))
    return list(look.connection.execute(sa.select(TICKETS.c.id, TICKETS.c.customer_id).where(theirs)))


def _seen(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The SQL condition on WORDS: what has no ticket, and what tickets the viewer sees have."""
    if viewer.sees_all:
        return sa.true()
    ticket = sa.select(1).where(TICKETS.c.id == WORDS.c.ticket_id, access.visible(viewer))
    return sa.or_(WORDS.c.ticket_id == "", ticket.exists())


def _people(look: Look, customer_ids: list[str]) -> list[Person]:
    known = shown(look, customer_ids)
    secrets = look.open_all(customer_ids, CustomerSecret)
    theirs: dict[str, list[str]] = {}
    rows = addresses(look, customer_ids)
    for row in rows:
        theirs.setdefault(row.customer_id, []).append(row.id)
    wanted = {one for ids in theirs.values() for one in ids[:3]}
    briefs = {one.id: one for one in identity_briefs(look, [row for row in rows if row.id in wanted])}
    return [
        Person(
            customer=brief(known[one], secrets.get(one)),
            created_at=known[one].root.created_at,
            tags=list(known[one].root.tags),
            identities=[briefs[two] for two in theirs.get(one, []) if two in briefs],
        )
        for one in customer_ids
        if one in known
    ]
