"""Which records an event of the log touches, by its kind and its own fields. Reads nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from server.live.happenings import ids
from server.store.tables.infra import LogRow

WAITING_CHANGES = (
    "work.queued",
    "work.overflowed",
    "work.ended",
    "ticket.assigned",
    "ticket.moved",
    "offer.made",
    "offer.ended",
)
LOAD_CHANGES = (
    "ticket.assigned",
    "ticket.unassigned",
    "offer.made",
    "offer.ended",
    "work.ended",
    "work.queued",
)
# The customer's device has it, or they have seen it: nothing on the card tells so.
LINES_ONLY = ("conversation.delivered", "conversation.read")
# What lines say of a customer: who they are, and whether they are still known.
RENAMES = ("customer.changed", "customer.erased", "customers.merged", "customers.unmerged")
CONFIGURED = {
    "user": "agents",
    "team": "teams",
    "skill": "skills",
    "queue": "queues",
    "wrap_up_code": "wrap_up_codes",
    "ticket_field": "ticket_fields",
    "rules": "rules",
    "macro": "macros",
}


@dataclass(slots=True)
class Touch:
    """The ids of what one event touches. `customers`: everything on screens that names them. `lost_*`: who may have lost the ticket.

    `renamed`: those of the customers whom lines call otherwise now; `authors`: staff who may have another name.
    """

    tickets: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)
    conversations: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    offers: set[str] = field(default_factory=set)
    agents: set[str] = field(default_factory=set)
    queues: set[str] = field(default_factory=set)
    teams: set[str] = field(default_factory=set)
    skills: set[str] = field(default_factory=set)
    wrap_up_codes: set[str] = field(default_factory=set)
    ticket_fields: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    macros: set[str] = field(default_factory=set)
    notices: set[str] = field(default_factory=set)
    stays: set[str] = field(default_factory=set)
    whispers: set[str] = field(default_factory=set)
    customers: set[str] = field(default_factory=set)
    renamed: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    authors: set[str] = field(default_factory=set)
    lost_users: frozenset[str] = frozenset()
    lost_queues: frozenset[str] = frozenset()


def touch(row: LogRow) -> Touch:
    """Return what the event of a log row touches."""
    body = row.body
    touched = Touch(tickets=ids(row.ticket_id))
    if row.kind.startswith(("customer.", "customers.")):
        touched.customers = ids(row.customer_id, body.get("source_id"))
        touched.renamed = touched.customers if row.kind in RENAMES else set()
        touched.erased = ids(row.customer_id) if row.kind == "customer.erased" else set()
    elif row.kind == "config.changed":
        _configured(touched, body)
    elif row.kind.startswith("notice."):
        touched.notices = ids(body.get("notice_id"), body.get("notice_ids"))
    elif row.kind == "presence.set":
        touched.agents = ids(row.user_id)
    elif row.ticket_id is not None or row.kind == "entry.added":
        _worked(touched, row, body)
    return touched


def _configured(touched: Touch, body: dict[str, Any]) -> None:
    kind = CONFIGURED.get(body["config"])
    if kind is not None:
        setattr(touched, kind, {body["config_id"]})
    touched.authors = set(touched.agents)


def _worked(touched: Touch, row: LogRow, body: dict[str, Any]) -> None:
    if row.kind.startswith("supervision."):
        touched.stays = {f"{row.ticket_id}:{row.user_id}"}
    touched.whispers = ids(body.get("whisper_id"))
    touched.entries = ids(body.get("entry_id"), body.get("entry_ids"))
    touched.calls = ids(body.get("call_id"))
    touched.offers = ids(body.get("offer_id"))
    if row.kind != "entry.added":
        touched.conversations = ids(body.get("conversation_id"), body.get("conversation_ids"))
    if row.kind in LOAD_CHANGES:
        touched.agents = ids(row.user_id, body.get("was"))
    if row.kind == "ticket.moved":
        touched.queues = ids(body["queue_id"], body["was"])
        touched.lost_queues = frozenset((body["was"],))
        touched.agents = set()
    elif row.kind in WAITING_CHANGES:
        touched.queues = ids(body.get("queue_id"))
    if row.kind in ("ticket.assigned", "ticket.unassigned", "offer.ended", "call.party_changed"):
        touched.lost_users = frozenset(ids(row.user_id, body.get("was")))
