"""The records of work that a screen holds, built in groups: any number of them costs the same few queries. Decides no visibility."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from console.protocol import (
    AttachmentBrief,
    CallRecord,
    ConversationRecord,
    CustomerBrief,
    EntryRecord,
    PartyBrief,
    TicketRecord,
)
from server.desk.normal import masked
from server.desk.readings.briefs import Shown, brief, shown
from server.desk.readings.look import Look
from server.desk.readings.moods import line_of, mark
from server.desk.secrets import (
    AttachmentSecret,
    CallSecret,
    CustomerSecret,
    EntrySecret,
    Secret,
    TicketSecret,
)
from server.store.tables.calls import CALL_PARTIES, CallParty
from server.store.tables.moods import MOOD_TRENDS, MOODS, Mood, MoodTrend
from server.store.tables.staff import USERS
from server.store.tables.work import (
    ATTACHMENTS,
    ENTRIES,
    TICKETS,
    WORK,
    Attachment,
    Call,
    Conversation,
    Entry,
    Ticket,
    Work,
)

LINE_CHARS = 140
WAITING = ("queued", "offered")
# The words of the index's own condition, or SQLite would not use the index.
UNFINISHED: sa.ColumnElement[Any] = sa.literal_column("tickets.status NOT IN ('solved','closed','spam')")


class Facts(NamedTuple):
    """What the records of one group are made from, by id."""

    customers: dict[str, Shown]
    tickets: dict[str, Ticket]
    work: dict[str, Work]
    lines: dict[str, Entry]
    names: dict[str, str]
    files: dict[str, Attachment]
    secrets: dict[str, Secret]
    parties: dict[str, list[CallParty]]
    moods: dict[str, Mood]
    trends: dict[str, MoodTrend]


def gather(
    look: Look, *, tickets: Sequence[Ticket] = (), entries: Sequence[Entry] = (), calls: Sequence[Call] = ()
) -> Facts:
    """Return what the records of these rows need, in at most nine queries, and one more for calls."""
    known = {ticket.id: ticket for ticket in tickets}
    lines = look.by_id(ENTRIES, [ticket.last_entry_id for ticket in tickets])
    spoken = [*entries, *lines.values()]
    known.update(look.by_id(TICKETS, {entry.ticket_id for entry in entries} - known.keys()))
    people = [ticket.customer_id for ticket in tickets] + [entry.customer_id for entry in spoken]
    people += [one for call in calls for one in (call.customer_id, *call.candidates)]
    customers = shown(look, people)
    users = look.by_id(USERS, [entry.author_id for entry in entries if entry.author_kind == "user"])
    files = look.by_id(ATTACHMENTS, [one for entry in entries for one in entry.attachment_ids])
    parties = _parties(look, calls)
    shapes: dict[str, type[Secret]] = {
        **dict.fromkeys((one.root.id for one in customers.values()), CustomerSecret),
        **dict.fromkeys((ticket.id for ticket in tickets), TicketSecret),
        **dict.fromkeys((entry.id for entry in spoken), EntrySecret),
        **dict.fromkeys(files, AttachmentSecret),
        **dict.fromkeys((call.id for call in calls), CallSecret),
        **dict.fromkeys((party.id for found in parties.values() for party in found), CallSecret),
    }
    return Facts(
        customers=customers,
        tickets=known,
        work=look.by_id(WORK, [ticket.id for ticket in tickets]),
        lines=lines,
        names={user.id: user.name for user in users.values()},
        files=files,
        secrets=look.open_each(shapes),
        parties=parties,
        moods=look.by_id(MOODS, [entry.id for entry in entries if entry.author_kind == "customer"]),
        trends=look.by_id(MOOD_TRENDS, [ticket.id for ticket in tickets]),
    )


def _parties(look: Look, calls: Sequence[Call]) -> dict[str, list[CallParty]]:
    """Return who else is or was in these calls, by call, in the order they were asked."""
    found: dict[str, list[CallParty]] = {}
    if calls:
        in_them = CALL_PARTIES.c.call_id.in_([call.id for call in calls])
        for party in look.rows(CALL_PARTIES, in_them, CALL_PARTIES.c.invited_at, CALL_PARTIES.c.id):
            found.setdefault(party.call_id, []).append(party)
    return found


def ticket_records(look: Look, tickets: Sequence[Ticket]) -> list[TicketRecord]:
    """Return the cards of these tickets, in their order."""
    facts = gather(look, tickets=tickets)
    return [ticket_record(facts, ticket) for ticket in tickets]


def entry_records(look: Look, entries: Sequence[Entry]) -> list[EntryRecord]:
    """Return these lines of timelines, in their order."""
    facts = gather(look, entries=entries)
    return [entry_record(facts, entry) for entry in entries]


def call_records(look: Look, calls: Sequence[Call]) -> list[CallRecord]:
    """Return these calls, in their order."""
    facts = gather(look, calls=calls)
    return [call_record(facts, call) for call in calls]


def ticket_record(facts: Facts, ticket: Ticket) -> TicketRecord:
    """Return a ticket's card. Its version is that of the newest row it shows."""
    customer = facts.customers[ticket.customer_id]
    work, trend = facts.work.get(ticket.id), facts.trends.get(ticket.id)
    line = facts.lines.get(ticket.last_entry_id or "")
    waits = work is not None and work.state in WAITING
    secret = _secret(facts, ticket.id, TicketSecret, TicketSecret(subject=""))
    return TicketRecord(
        id=ticket.id,
        version=max(ticket.version, customer.version, *(row.version for row in (work, trend) if row)),
        number=ticket.number,
        subject=secret.subject,
        customer=_brief(facts, ticket.customer_id),
        channel=ticket.channel,
        queue_id=ticket.queue_id,
        status=ticket.status,
        priority=ticket.priority,
        assignee_id=ticket.assignee_id,
        tags=list(ticket.tags),
        created_at=ticket.created_at,
        updated_at=ticket.updated_at,
        line=_line(facts, line),
        line_kind=line.kind if line else "",
        line_author=line.author_kind if line else "",
        line_at=ticket.last_entry_at,
        unread=ticket.unread,
        unanswered_since=ticket.unanswered_since,
        snoozed_until=ticket.snoozed_until,
        work_state=work.state if work else None,
        waiting_since=work.entered_at if work and waits else None,
        offered_to=work.agent_id if work and work.state == "offered" else None,
        reopened=ticket.reopened,
        due_at=ticket.due_at,
        due_clock=ticket.due_clock,
        due_state=ticket.due_state,
        due_since=ticket.due_since,
        due_warn_at=ticket.due_warn_at,
        clocks_seq=ticket.clocks_seq,
        merged_into=ticket.merged_into,
        fields={**ticket.fields, **secret.fields},
        wrap_up_code_id=ticket.wrap_up_code_id,
        mood=line_of(trend),
        call_back_at=ticket.call_back_at,
        guest_ids=list(ticket.guest_ids),
        unroutable=work.unroutable if work else None,
    )


def entry_record(facts: Facts, entry: Entry) -> EntryRecord:
    """Return a line of a timeline; of an erased customer only that it was there."""
    customer = facts.customers[entry.customer_id]
    erased = customer.own.erased_at is not None
    secret = _secret(facts, entry.id, EntrySecret, EntrySecret())
    ticket = facts.tickets.get(entry.ticket_id or "")
    mood = facts.moods.get(entry.id)
    newest = max(entry.version, mood.version if mood else 0)
    return EntryRecord(
        id=entry.id,
        version=max(newest, customer.own.version) if erased else newest,
        ticket_id=entry.ticket_id,
        ticket_number=ticket.number if ticket else None,
        conversation_id=entry.conversation_id,
        customer_id=customer.root.id,
        kind=entry.kind,
        channel=entry.channel,
        author_kind=entry.author_kind,  # type: ignore[arg-type]  # stored as text, written from the same four words
        author_id=entry.author_id,
        author_name=_author(facts, entry),
        at=entry.at,
        seq=entry.seq,
        body=secret.body,
        client_id=entry.client_id,
        attachments=[_file(facts, one) for one in entry.attachment_ids if one in facts.files],
        facts={**entry.facts, **secret.fields},
        erased=erased,
        mood=mark(mood),
    )


def conversation_record(conversation: Conversation) -> ConversationRecord:
    """Return a thread's record."""
    return ConversationRecord(
        id=conversation.id,
        version=conversation.version,
        ticket_id=conversation.ticket_id,
        channel=conversation.channel,
        created_at=conversation.created_at,
        ended_at=conversation.ended_at,
        delivered_seq=conversation.delivered_seq,
        read_seq=conversation.read_seq,
    )


def call_record(facts: Facts, call: Call) -> CallRecord:
    """Return a call's record, its number masked; of an erased customer without it."""
    number = _secret(facts, call.id, CallSecret, CallSecret()).number
    own = facts.customers[call.customer_id].own
    return CallRecord(
        id=call.id,
        version=call.version if own.erased_at is None else max(call.version, own.version),
        ticket_id=call.ticket_id,
        direction=call.direction,
        state=call.state,
        agent_id=call.agent_id,
        number=masked("phone", number) if number else "",
        rung_at=call.rung_at,
        answered_at=call.answered_at,
        ended_at=call.ended_at,
        held=call.held,
        muted=call.muted,
        end_reason=call.end_reason,
        recording=call.recording,
        candidates=briefs_of(facts, call.candidates),
        parties=[_party(facts, one) for one in facts.parties.get(call.id, [])],
    )


def _party(facts: Facts, party: CallParty) -> PartyBrief:
    number = _secret(facts, party.id, CallSecret, CallSecret()).number
    shown_as = masked("phone", number) if number else ""
    return PartyBrief(id=party.id, user_id=party.user_id, number=shown_as, state=party.state)


def briefs_of(facts: Facts, customer_ids: Iterable[str]) -> list[CustomerBrief]:
    """Return the people shown for these customers, each once."""
    people = {facts.customers[one].root.id: one for one in customer_ids if one in facts.customers}
    return [_brief(facts, one) for one in people.values()]


def _brief(facts: Facts, customer_id: str) -> CustomerBrief:
    customer = facts.customers[customer_id]
    secret = facts.secrets.get(customer.root.id)
    return brief(customer, secret if isinstance(secret, CustomerSecret) else None)


def _line(facts: Facts, entry: Entry | None) -> str:
    secret = facts.secrets.get(entry.id) if entry else None
    return " ".join(secret.body.split())[:LINE_CHARS] if isinstance(secret, EntrySecret) else ""


def _author(facts: Facts, entry: Entry) -> str | None:
    if entry.author_kind == "user":
        return facts.names.get(entry.author_id or "")
    return _brief(facts, entry.customer_id).name if entry.author_kind == "customer" else None


def _file(facts: Facts, attachment_id: str) -> AttachmentBrief:
    row = facts.files[attachment_id]
    return AttachmentBrief(
        id=row.id,
        name=_secret(facts, row.id, AttachmentSecret, AttachmentSecret(name="")).name,
        media_type=row.media_type,
        size=row.size,
        url=f"/attachments/{row.id}",
    )


def _secret(facts: Facts, owner: str, shape: type[Any], empty: Any) -> Any:
    found = facts.secrets.get(owner)
    return found if isinstance(found, shape) else empty
