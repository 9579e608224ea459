"""Keeps the words of everything written, behind the log: reads on from its cursor, opens the texts, stores their keyed words.

Each step is one short transaction of its own, cursor included, so that a kill loses nothing and repeats nothing. Erasing wins:
whether a key still exists is asked again inside the transaction that writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from server.base.clock import Ms
from server.desk import words
from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.readings.look import Look
from server.desk.readings.search import written
from server.desk.secrets import EntrySecret, TicketSecret
from server.store.tables.infra import CURSORS, KEYS, LOG, WORDS, Word
from server.store.tables.people import CUSTOMERS
from server.store.tables.work import ENTRIES, TICKETS

READER = "words"
EVENTS = 400
TEXTS = 32
"""Texts indexed in one transaction: about 5 ms of the writer's lock."""
INDEXED = ("message", "note", "form", "event")
KINDS = ("entry.added", "ticket.opened", "ticket.renamed", "ticket.customer_changed", "ticket.merged")


class Text(NamedTuple):
    """Something written, with what is stored beside its words."""

    subject: str
    at: Ms
    ticket_id: str
    customer_id: str
    text: str


class Stale(NamedTuple):
    """Words of these subjects under this customer are no longer right."""

    customer_id: str
    subjects: tuple[str, ...]


class Plan(NamedTuple):
    """What one step will write, and between which places of the log it was read."""

    after: int
    upto: int
    texts: list[Text]
    stale: list[Stale]


class Index:
    """The reader of the log that keeps full-text search. `step` until it returns 0."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._passed = 0

    def step(self) -> int:
        """Index the next few texts and return how many events of the log were passed; 0: it is up to date."""
        plan = self.plan()
        if plan.texts or plan.stale or plan.upto - plan.after >= EVENTS:
            self.write(plan)
        self._passed = plan.upto
        return plan.upto - plan.after

    def plan(self) -> Plan:
        """Return what the next step would write, read from one snapshot."""
        with self._core.looking(SYSTEM) as look:
            return _plan(look, self._passed)

    def write(self, plan: Plan) -> None:
        """Write a plan, however late: what another process wrote is not written again, who was erased meanwhile is left out."""
        with self._core.database.writing() as connection:
            if (connection.execute(_CURSOR).scalar() or 0) >= plan.upto:
                return
            alive = _alive(connection, {one.customer_id for one in plan.texts})
            for customer_id, subjects in plan.stale:
                theirs = sa.and_(WORDS.c.customer_id == customer_id, WORDS.c.subject.in_(subjects))
                connection.execute(sa.delete(WORDS.sql).where(theirs))
            rows = [row for one in plan.texts if one.customer_id in alive for row in self._rows(one)]
            insert = _insert(connection)
            if rows:
                connection.execute(
                    insert(WORDS.sql).on_conflict_do_nothing(), [WORDS.values(row) for row in rows]
                )
            _move_cursor(connection, plan.upto)

    def _rows(self, text: Text) -> Iterable[Word]:
        for word in words.keyed(self._core.master, words.words(text.text)):
            yield Word(
                word=word,
                at=text.at,
                subject=text.subject,
                ticket_id=text.ticket_id,
                customer_id=text.customer_id,
            )


def _plan(look: Look, passed: int) -> Plan:
    after = max(passed, look.connection.execute(_CURSOR).scalar() or 0)
    query = (
        sa.select(LOG.c.seq, LOG.c.kind, LOG.c.body)
        .where(LOG.c.seq > after)
        .order_by(LOG.c.seq)
        .limit(EVENTS)
    )
    entries: dict[str, None] = {}
    tickets: dict[str, None] = {}
    stale: list[Stale] = []
    upto = after
    for line in look.connection.execute(query):
        upto = line.seq
        if line.kind in KINDS:
            _note(line.kind, line.body, entries, tickets, stale)
        if len(entries) + len(tickets) >= TEXTS:
            break
    return Plan(after, upto, [*_entries(look, entries), *_subjects(look, tickets, stale)], stale)


def _note(
    kind: str, body: dict[str, Any], entries: dict[str, None], tickets: dict[str, None], stale: list[Stale]
) -> None:
    if kind == "entry.added":
        if body["entry_kind"] in INDEXED:
            entries[body["entry_id"]] = None
        return
    if kind == "ticket.merged":
        entries.update(dict.fromkeys(body["entry_ids"]))
        stale.append(Stale(body["customer_id"], tuple(body["entry_ids"])))
        return
    tickets[body["ticket_id"]] = None
    if kind == "ticket.customer_changed":
        entries.update(dict.fromkeys(body["entry_ids"]))
        stale.append(Stale(body["was"], (body["ticket_id"], *body["entry_ids"])))
    elif kind == "ticket.renamed":
        stale.append(Stale("", (body["ticket_id"],)))


def _entries(look: Look, ids: Iterable[str]) -> list[Text]:
    rows = look.by_id(ENTRIES, ids)
    opened = look.open_all(rows, EntrySecret)
    return [
        Text(row.id, row.at, row.ticket_id or "", row.customer_id, written(opened[row.id]))
        for row in rows.values()
        if row.id in opened and row.kind in INDEXED
    ]


def _subjects(look: Look, ids: Iterable[str], stale: list[Stale]) -> list[Text]:
    rows = look.by_id(TICKETS, ids)
    # A renamed ticket's old words stand under whoever it belongs to now.
    stale[:] = [
        one if one.customer_id else Stale(rows[one.subjects[0]].customer_id, one.subjects) for one in stale
    ]
    opened = look.open_all(rows, TicketSecret)
    return [
        Text(row.id, row.created_at, row.id, row.customer_id, opened[row.id].subject)
        for row in rows.values()
        if row.id in opened
    ]


def _alive(connection: sa.Connection, customer_ids: set[str]) -> set[str]:
    keyed = sa.select(CUSTOMERS.c.id).join(KEYS.sql, KEYS.c.id == CUSTOMERS.c.key_id)
    alive = keyed.where(CUSTOMERS.c.id.in_(sorted(customer_ids)), KEYS.c.wrapped.is_not(None))
    return set(connection.scalars(alive))


def _move_cursor(connection: sa.Connection, seq: int) -> None:
    moved = _insert(connection)(CURSORS.sql).values(reader=READER, seq=seq)
    further = moved.excluded.seq > CURSORS.c.seq
    connection.execute(
        moved.on_conflict_do_update(
            index_elements=["reader"], set_={"seq": moved.excluded.seq}, where=further
        )
    )


_CURSOR = sa.select(CURSORS.c.seq).where(CURSORS.c.reader == READER)


def _insert(connection: sa.Connection) -> Any:
    """Both databases know the same `ON CONFLICT`, each under a name of its own."""
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
