"""Tickets, conversations, entries, calls, offers, presence: folds of the log. `version` is the seq of a row's last change."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa

from server.base.clock import Ms
from server.store.mapping import Row, Table

Status = Literal["new", "open", "waiting_customer", "waiting_other", "snoozed", "solved", "closed", "spam"]
Priority = Literal["low", "normal", "high", "urgent"]
Channel = Literal["chat", "voice", "email", "wechat", "api", "desk"]
WorkState = Literal["queued", "offered", "assigned", "done", "abandoned"]
Presence_ = Literal["available", "busy", "away", "wrap_up", "not_responding", "offline"]


class Ticket(Row, frozen=True, kw_only=True):
    """A piece of work for a customer. The subject is sealed under `id` in `sealed`.

    `customer_seq` and `staff_seq` are the newest message of either side (`staff_by` wrote the latter), for the guard at send time.
    `fields`: what it must tell before it is solved, by the field's id; words are sealed with the subject and stand here as True.
    `call_back_at`: until when its customer was promised a call. `guest_ids`: colleagues in its call, who see it while they are.
    `due_*`: the clock that is due next, `due_state` running, paused or breached; `clocks_seq`: the last time any of them was counted.
    """

    id: str
    number: int
    customer_id: str
    channel: Channel
    queue_id: str
    status: Status
    priority: Priority
    assignee_id: str | None = None
    tags: tuple[str, ...] = ()
    created_at: Ms
    updated_at: Ms
    last_entry_id: str | None = None
    last_entry_at: Ms | None = None
    unanswered_since: Ms | None = None
    unread: int = 0
    customer_seq: int = 0
    staff_seq: int = 0
    staff_by: str | None = None
    snoozed_until: Ms | None = None
    solved_at: Ms | None = None
    reopened: int = 0
    fields: dict[str, Any] = {}
    wrap_up_code_id: str | None = None
    wrapped_up_at: Ms | None = None
    call_back_at: Ms | None = None
    guest_ids: tuple[str, ...] = ()
    due_at: Ms | None = None
    due_clock: str | None = None
    due_state: str | None = None
    due_since: Ms | None = None
    due_warn_at: Ms | None = None
    clocks_seq: int = 0
    merged_into: str | None = None
    version: int


class Work(Row, frozen=True, kw_only=True):
    """The routing side of a ticket: exactly one state. `entered_at` survives a failed offer, so its age is kept.

    `boosts`: seconds it is moved forward, by reason; they stay with the ticket until whoever gave them takes them away.
    After `hops` overflows the agents of `also_queue_ids` may take it too, and this queue's steps count from `relax_from`.
    `unroutable`: since `unroutable_at` nobody can take it, and why.
    """

    ticket_id: str
    queue_id: str
    channel: Channel
    priority: Priority
    skills: dict[str, int] = {}
    state: WorkState
    entered_at: Ms
    due_at: Ms
    agent_id: str | None = None
    offer_id: str | None = None
    declined_by: tuple[str, ...] = ()
    skip_once: str | None = None
    last_agent_id: str | None = None
    boosts: dict[str, int] = {}
    hops: int = 0
    also_queue_ids: tuple[str, ...] = ()
    relax_from: Ms | None = None
    unroutable: str | None = None
    unroutable_at: Ms | None = None
    version: int


class Conversation(Row, frozen=True, kw_only=True):
    """One thread on one channel with its own delivery address (sealed under its id). A ticket may hold several."""

    id: str
    ticket_id: str
    customer_id: str
    channel: Channel
    visitor_id: str | None = None
    created_at: Ms
    ended_at: Ms | None = None
    delivered_seq: int = 0
    read_seq: int = 0
    agent_read_seq: int = 0
    version: int


class Entry(Row, frozen=True, kw_only=True):
    """One line of a timeline: message, note, call, event of another system, change of state. The text is sealed under its id."""

    id: str
    ticket_id: str | None
    conversation_id: str | None = None
    customer_id: str
    kind: str
    channel: str
    author_kind: str
    author_id: str | None = None
    at: Ms
    seq: int
    client_id: str | None = None
    attachment_ids: tuple[str, ...] = ()
    facts: dict[str, Any] = {}
    version: int


class Attachment(Row, frozen=True, kw_only=True):
    """A file, sealed in chunks. `state`: arriving, ready, refused. Its name is sealed under its id."""

    id: str
    key_id: str
    media_type: str
    size: int
    state: str
    created_at: Ms
    uploader: str
    ticket_id: str | None = None
    entry_id: str | None = None


class Chunk(Row, frozen=True, kw_only=True):
    """One sealed piece of a file."""

    attachment_id: str
    number: int
    data: bytes


class Call(Row, frozen=True, kw_only=True):
    """A telephone call as the provider reported it. Late deliveries never turn it back; `held_at` and `muted_at`: as of when."""

    id: str
    ticket_id: str
    conversation_id: str
    customer_id: str
    provider_id: str
    direction: Literal["in", "out"]
    state: str
    agent_id: str | None = None
    rung_at: Ms
    answered_at: Ms | None = None
    ended_at: Ms | None = None
    held: bool = False
    muted: bool = False
    end_reason: str | None = None
    recording: bool = False
    candidates: tuple[str, ...] = ()
    held_at: Ms = 0
    muted_at: Ms = 0
    version: int


class Offer(Row, frozen=True, kw_only=True):
    """Work held out to one agent until `expires_at`. Ends once: accepted, declined, timed_out, withdrawn."""

    id: str
    ticket_id: str
    agent_id: str
    created_at: Ms
    expires_at: Ms
    state: str
    ended_at: Ms | None = None
    why: dict[str, Any] = {}
    version: int


class Presence(Row, frozen=True, kw_only=True):
    """What an agent is doing, since when and who said so. A wrap-up is `about` a ticket until `until`; `then` what they were."""

    user_id: str
    state: Presence_
    reason: str | None = None
    since: Ms
    set_by: str
    set_by_id: str | None = None
    idle_since: Ms
    until: Ms | None = None
    then: Presence_ | None = None
    about: str | None = None
    version: int


class Beat(Row, frozen=True, kw_only=True):
    """The lease of an agent's presence, renewed by any of their screens. Not a fold: losing it costs a grace period only."""

    user_id: str
    until: Ms


class QueueCount(Row, frozen=True, kw_only=True):
    """How much waits in a queue."""

    queue_id: str
    waiting: int
    version: int


class Draft(Row, frozen=True, kw_only=True):
    """An unsent text, kept across devices (sealed under its id)."""

    id: str
    user_id: str
    ticket_id: str
    at: Ms


_OPEN = sa.text("status NOT IN ('solved','closed','spam')")
_QUEUED = sa.text("state = 'queued'")

TICKETS = Table(
    "tickets",
    Ticket,
    sa.UniqueConstraint("number", name="tickets_number"),
    sa.Index("tickets_customer", "customer_id", "created_at"),
    sa.Index("tickets_assignee", "assignee_id", "updated_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    sa.Index("tickets_queue", "queue_id", "status", "updated_at"),
    sa.Index("tickets_updated", "updated_at"),
    sa.Index("tickets_due", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    key=("id",),
)
WORK = Table(
    "work",
    Work,
    sa.Index("work_queued", "queue_id", "entered_at", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
    sa.Index("work_agent", "agent_id", "state"),
    sa.Index("work_state", "state"),
    key=("ticket_id",),
)
CONVERSATIONS = Table(
    "conversations",
    Conversation,
    sa.Index("conversations_ticket", "ticket_id"),
    sa.Index("conversations_customer", "customer_id", "channel"),
    sa.Index("conversations_visitor", "visitor_id"),
    key=("id",),
)
ENTRIES = Table(
    "entries",
    Entry,
    sa.Index("entries_ticket", "ticket_id", "seq"),
    sa.Index("entries_customer", "customer_id", "at", "seq"),
    sa.Index("entries_channel", "customer_id", "channel", "at", "seq"),
    sa.Index("entries_client", "conversation_id", "client_id"),
    key=("id",),
)
ATTACHMENTS = Table(
    "attachments",
    Attachment,
    sa.Index("attachments_ticket", "ticket_id"),
    sa.Index("attachments_created", "created_at"),
    key=("id",),
)
CHUNKS = Table("chunks", Chunk, key=("attachment_id", "number"))
CALLS = Table(
    "calls",
    Call,
    sa.UniqueConstraint("provider_id", name="calls_provider"),
    sa.Index("calls_ticket", "ticket_id"),
    key=("id",),
)
OFFERS = Table(
    "offers",
    Offer,
    sa.Index("offers_agent", "agent_id", "state"),
    sa.Index("offers_created", "agent_id", "created_at"),
    sa.Index("offers_ticket", "ticket_id", "created_at"),
    key=("id",),
)
PRESENCE = Table("presence", Presence, key=("user_id",))
BEATS = Table("beats", Beat, key=("user_id",))
QUEUE_COUNTS = Table("queue_counts", QueueCount, key=("queue_id",))
DRAFTS = Table(
    "drafts",
    Draft,
    sa.Index("drafts_user", "user_id", "ticket_id"),
    sa.Index("drafts_ticket", "ticket_id"),
    key=("id",),
)
