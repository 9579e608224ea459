"""What merging one ticket into another does to their rows: everything is in the target, the source says where it went."""

from __future__ import annotations

from msgspec.structs import replace

from server.desk.events import clocks as said
from server.desk.events.base import Stamp
from server.desk.folds.base import must, on
from server.store.pages import Pages
from server.store.tables.work import CALLS, CONVERSATIONS, ENTRIES, TICKETS, Ticket


@on(said.TicketMerged)
def merged(pages: Pages, fact: said.TicketMerged, stamp: Stamp) -> None:
    """Threads, lines and calls are the target's; what was unread or unanswered in either is so there."""
    target, source = must(pages, TICKETS, fact.ticket_id), must(pages, TICKETS, fact.source_id)
    for conversation_id in fact.conversation_ids:
        conversation = must(pages, CONVERSATIONS, conversation_id)
        pages.put(CONVERSATIONS, replace(conversation, ticket_id=target.id, version=stamp.seq))
    for entry_id in fact.entry_ids:
        pages.put(ENTRIES, replace(must(pages, ENTRIES, entry_id), ticket_id=target.id, version=stamp.seq))
    for call_id in fact.call_ids:
        pages.put(CALLS, replace(must(pages, CALLS, call_id), ticket_id=target.id, version=stamp.seq))
    pages.put(TICKETS, _joined(target, source, fact, stamp))
    emptied = replace(
        source, merged_into=target.id, unread=0, unanswered_since=None, updated_at=stamp.at, version=stamp.seq
    )
    pages.put(TICKETS, emptied)


def _joined(target: Ticket, source: Ticket, fact: said.TicketMerged, stamp: Stamp) -> Ticket:
    newer = max((source, target), key=lambda one: one.last_entry_at or 0)
    waits = [at for at in (target.unanswered_since, fact.unanswered_since) if at is not None]
    latest = max((source, target), key=lambda one: one.staff_seq)
    return replace(
        target,
        last_entry_id=newer.last_entry_id,
        last_entry_at=newer.last_entry_at,
        unanswered_since=min(waits, default=None),
        unread=target.unread + source.unread,
        customer_seq=max(target.customer_seq, source.customer_seq),
        staff_seq=latest.staff_seq,
        staff_by=latest.staff_by,
        updated_at=stamp.at,
        version=stamp.seq,
    )
