"""Turns a stretch of the log into happenings: every record any of its events touches is read once, in one read transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from console.protocol import AnyRecord
from console.session import Concern, Scope
from server.desk.readings.briefs import shown
from server.desk.readings.ending import (
    macro_records,
    rules_records,
    ticket_field_records,
    wrap_up_code_records,
)
from server.desk.readings.look import Look
from server.desk.readings.notices import by_person
from server.desk.readings.offers import offer_records
from server.desk.readings.records import (
    UNFINISHED,
    Facts,
    call_record,
    conversation_record,
    entry_record,
    gather,
    ticket_record,
)
from server.desk.readings.roster import agent_records, queue_records, skill_records, team_records
from server.desk.readings.supervision import stays_of, whisper_records
from server.live.happenings import Happening, Parts, gone
from server.live.touches import LINES_ONLY, Touch, touch
from server.store import append
from server.store.tables.infra import LOG, LogRow
from server.store.tables.people import CUSTOMERS
from server.store.tables.supervision import WHISPERS
from server.store.tables.work import (
    CALLS,
    CONVERSATIONS,
    ENTRIES,
    TICKETS,
    WORK,
    Ticket,
    Work,
)

ALSO_TICKETS = 300
ALSO_ENTRIES = 1_000
_encode = msgspec.json.Encoder().encode


def log_after(look: Look, cursor: int, limit: int) -> list[LogRow]:
    """Return the next events of the log, at most `limit`."""
    query = sa.select(LOG.sql).where(LOG.c.seq > cursor).order_by(LOG.c.seq).limit(limit)
    return [LOG.read(line) for line in look.connection.execute(query)]


def happenings(look: Look, rows: list[LogRow], watched: frozenset[str]) -> list[Happening]:
    """Return what these events mean for screens, as the database stands in this read. `watched`: tickets open on any screen."""
    hydration = Hydration(look, [(row, touch(row)) for row in rows], watched)
    return [hydration.happening(row, touched) for row, touched in hydration.touched]


class Hydration:
    """The records of one stretch of the log."""

    def __init__(self, look: Look, touched: list[tuple[LogRow, Touch]], watched: frozenset[str]) -> None:
        self.look = look
        self.touched = touched
        self.head = append.head(look.connection)
        self._spread(watched)
        every = _every(touched)
        self.tickets = look.by_id(TICKETS, every("tickets"))
        entries = look.by_id(ENTRIES, every("entries"))
        calls = look.by_id(CALLS, every("calls"))
        self.conversations = look.by_id(CONVERSATIONS, every("conversations"))
        self.entries, self.calls = entries, calls
        self.facts: Facts = gather(
            look,
            tickets=list(self.tickets.values()),
            entries=list(entries.values()),
            calls=list(calls.values()),
        )
        self.work = self.facts.work
        self._add_holders()
        self.cards = {ticket.id: ticket_record(self.facts, ticket) for ticket in self.tickets.values()}
        self.encoded = {ticket_id: _encode(card) for ticket_id, card in self.cards.items()}
        self.offers = self._offers(every("offers"))
        self.notices = by_person(look, every("notices"))
        self.stays = stays_of(look, every("stays"))
        self.whispers = whisper_records(look, list(look.by_id(WHISPERS, every("whispers")).values()))
        self.floor = self._floor(every)

    def happening(self, row: LogRow, touched: Touch) -> Happening:
        """Return one event with the encoded records it touches."""
        tickets = [self.tickets[one] for one in sorted(touched.tickets) if one in self.tickets]
        return Happening(
            row,
            tuple(self._concern(row, touched, ticket) for ticket in tickets),
            tuple(self._parts(touched, ticket) for ticket in tickets),
            b",".join(self.floor[key] for key in _floor_keys(touched) if key in self.floor),
            self._offered(touched),
        )

    def _offered(self, touched: Touch) -> dict[str, bytes]:
        told: dict[str, list[bytes]] = {}
        for one in sorted(touched.offers & self.offers.keys()):
            agent_id, record = self.offers[one]
            told.setdefault(agent_id, []).append(record)
        for one in sorted(touched.notices & self.notices.keys()):
            user_id, notice = self.notices[one]
            told.setdefault(user_id, []).append(_encode(notice))
        for whisper in self.whispers:
            if whisper.id in touched.whispers:
                for user_id in (whisper.from_id, whisper.to_id):
                    told.setdefault(user_id, []).append(_encode(whisper))
        return {agent_id: b",".join(records) for agent_id, records in told.items()}

    def _spread(self, watched: frozenset[str]) -> None:
        """Add what names a customer or a colleague who changed: unfinished and open tickets, lines and calls on screens.

        Of an erased customer all tickets: a screen that holds lines of one that is not open lets them go with its card.
        """
        for _, touched in self.touched:
            if touched.customers:
                family = TICKETS.c.customer_id.in_(sorted(_family(self.look, touched.customers)))
                on_screen = (
                    sa.true() if touched.erased else sa.or_(UNFINISHED, TICKETS.c.id.in_(sorted(watched)))
                )
                query = sa.select(TICKETS.c.id).where(family, on_screen)
                touched.tickets |= _ids(self.look, query.order_by(TICKETS.c.id.desc()), ALSO_TICKETS)
            if touched.renamed:
                of_call = CALLS.c.ticket_id.in_(sorted(touched.tickets))
                touched.calls |= _ids(self.look, sa.select(CALLS.c.id).where(of_call), ALSO_TICKETS)
                self._add_lines(touched, touched.tickets & watched, sa.true())
            if touched.authors and watched:
                theirs = ENTRIES.c.author_id.in_(sorted(touched.authors))
                self._add_lines(touched, watched, theirs)

    def _add_lines(self, touched: Touch, ticket_ids: Collection[str], which: sa.ColumnElement[bool]) -> None:
        """Add the newest lines of these tickets, with the tickets."""
        query = sa.select(ENTRIES.c.id, ENTRIES.c.ticket_id).where(
            ENTRIES.c.ticket_id.in_(sorted(ticket_ids)), which
        )
        for entry_id, ticket_id in self.look.connection.execute(
            query.order_by(ENTRIES.c.seq.desc()).limit(ALSO_ENTRIES)
        ):
            touched.entries.add(entry_id)
            touched.tickets.add(ticket_id)

    def _add_holders(self) -> None:
        """Add the agent and the queue of ended work, and the open offers that show what changed."""
        held: dict[str, set[str]] = {}
        shows = sa.and_(WORK.c.state == "offered", TICKETS.c.customer_id.in_(self._customers()))
        query = sa.select(TICKETS.c.customer_id, WORK.c.offer_id).join(
            WORK.sql, WORK.c.ticket_id == TICKETS.c.id
        )
        for customer_id, offer_id in self.look.connection.execute(query.where(shows)):
            held.setdefault(customer_id, set()).add(offer_id)
        for row, touched in self.touched:
            work = [self.work[one] for one in touched.tickets if one in self.work]
            if _shifts_load(row):
                touched.agents |= {one.agent_id for one in work if one.agent_id is not None}
            if row.kind in ("work.ended", "ticket.assigned"):
                touched.queues |= {one.queue_id for one in work}
            for one in touched.tickets & self.tickets.keys():
                touched.offers |= held.get(self.tickets[one].customer_id, set())

    def _customers(self) -> list[str]:
        return sorted({ticket.customer_id for ticket in self.tickets.values()})

    def _offers(self, offer_ids: set[str]) -> dict[str, tuple[str, bytes]]:
        records = offer_records(self.look, offer_ids, self.head) if offer_ids else []
        return {record.id: (record.agent_id, _encode(record)) for record in records}

    def _floor(self, every: Callable[[str], set[str]]) -> dict[tuple[str, str], bytes]:
        """Return the encoded records of agents, queues and what is set up for them; those no longer in use as gone."""
        found: dict[tuple[str, str], bytes] = {}
        for kind, of, build in _FLOOR:
            wanted = every(kind)
            for one in wanted:
                found[kind, one] = _encode(gone(of, one, self.head))
            for record in build(self.look, self.head, wanted) if wanted else ():
                found[kind, record.id] = _encode(record)
        return found

    def _concern(self, row: LogRow, touched: Touch, ticket: Ticket) -> Concern:
        return Concern(
            scope_of(ticket, self.work.get(ticket.id)),
            row.kind not in LINES_ONLY,
            bool(touched.entries or touched.conversations or touched.calls or touched.stays),
            touched.lost_users,
            touched.lost_queues,
        )

    def _parts(self, touched: Touch, ticket: Ticket) -> Parts:
        card = self.cards[ticket.id]
        lines = [_encode(record) for record in self._lines(touched, ticket)]
        return Parts(
            self.encoded[ticket.id], b",".join(lines), _encode(gone("ticket", ticket.id, card.version))
        )

    def _lines(self, touched: Touch, ticket: Ticket) -> Iterable[AnyRecord]:
        for conversation_id in sorted(touched.conversations):
            conversation = self.conversations.get(conversation_id)
            if conversation is not None and conversation.ticket_id == ticket.id:
                yield conversation_record(conversation)
        for call_id in sorted(touched.calls):
            if call_id in self.calls and self.calls[call_id].ticket_id == ticket.id:
                yield call_record(self.facts, self.calls[call_id])
        entries = (self.entries[one] for one in touched.entries if one in self.entries)
        for entry in sorted(entries, key=lambda one: one.seq):
            if entry.ticket_id == ticket.id:
                yield entry_record(self.facts, entry)
        for stay_id in sorted(touched.stays & self.stays.keys()):
            if stay_id.startswith(f"{ticket.id}:"):
                yield self.stays[stay_id]


def scope_of(ticket: Ticket, work: Work | None) -> Scope:
    """Return what decides who sees a ticket."""
    offered = work.agent_id if work is not None and work.state == "offered" else None
    owners = frozenset(one for one in (ticket.assignee_id, offered, *ticket.guest_ids) if one is not None)
    return Scope(ticket.id, ticket.queue_id, ticket.assignee_id, owners, frozenset(ticket.guest_ids))


def _shifts_load(row: LogRow) -> bool:
    """Return whether an event that does not name the agent may change their load: work that ended, a call that began or ended."""
    if row.kind == "call.changed" and row.body["state"] == "answered":
        return row.body.get("held") is None and row.body.get("muted") is None
    return row.kind in ("work.ended", "call.rang", "call.changed")


def _family(look: Look, customer_ids: set[str]) -> set[str]:
    """Return the customers with everybody merged into the same ones."""
    roots = {one.root.id for one in shown(look, customer_ids).values()} | customer_ids
    level = set(roots)
    while level:
        merged = sa.select(CUSTOMERS.c.id).where(CUSTOMERS.c.merged_into.in_(sorted(level)))
        level = set(look.connection.scalars(merged)) - roots
        roots |= level
    return roots


def _ids(look: Look, query: sa.Select[Any], limit: int) -> set[str]:
    return set(look.connection.scalars(query.limit(limit)))


def _every(touched: list[tuple[LogRow, Touch]]) -> Callable[[str], set[str]]:
    def every(kind: str) -> set[str]:
        found: set[str] = set()
        for _, one in touched:
            found |= getattr(one, kind)
        return found

    return every


def _floor_keys(touched: Touch) -> list[tuple[str, str]]:
    return [(kind, one) for kind, _, _ in _FLOOR for one in sorted(getattr(touched, kind))]


_FLOOR: tuple[tuple[str, str, Callable[[Look, int, Any], Iterable[Any]]], ...] = (
    ("agents", "agent", agent_records),
    ("queues", "queue", queue_records),
    ("teams", "team", team_records),
    ("skills", "skill", skill_records),
    ("wrap_up_codes", "wrap_up_code", wrap_up_code_records),
    ("ticket_fields", "ticket_field", ticket_field_records),
    ("rules", "rules", rules_records),
    ("macros", "macro", macro_records),
)
