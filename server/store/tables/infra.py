"""The log and what keeps it honest: sealed values, keys, idempotency, jobs, timers, leases, cursors, audit, words."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from server.base.clock import Ms
from server.store.mapping import Row, Table


class LogRow(Row, frozen=True, kw_only=True):
    """One event. The id columns say whom it concerns, so that readers need not open `body` (the event's own fields, no personal data)."""

    seq: int
    at: Ms
    kind: str
    actor: str
    ticket_id: str | None = None
    customer_id: str | None = None
    user_id: str | None = None
    body: dict[str, Any] = {}


class Sealed(Row, frozen=True, kw_only=True):
    """The personal fields of one thing (`id`: ticket, entry, customer, identity ...), as one JSON record under data key `key_id`."""

    id: str
    key_id: str
    data: bytes


class KeyRow(Row, frozen=True, kw_only=True):
    """A wrapped data key. `wrapped` is None once destroyed: what it sealed can never be read again."""

    id: str
    wrapped: bytes | None
    created_at: Ms
    destroyed_at: Ms | None = None


class Receipt(Row, frozen=True, kw_only=True):
    """What a command answered, so that the same key from the same sender gets the same answer."""

    scope: str
    key: str
    digest: str
    answer: dict[str, Any]
    at: Ms


class Job(Row, frozen=True, kw_only=True):
    """Work to be done after a commit. Done jobs are deleted; `key` makes a second request for the same work harmless."""

    id: str
    lane: str
    kind: str
    subject: str
    key: str
    run_at: Ms
    detail: dict[str, Any] = {}
    lease_until: Ms | None = None
    holder: str | None = None
    attempts: int = 0
    failed_at: Ms | None = None
    failure: str | None = None


class Timer(Row, frozen=True, kw_only=True):
    """Something that is due at an instant: an offer's end, a snooze, an idle chat. Claimed by conditional delete."""

    id: str
    kind: str
    subject: str
    due_at: Ms
    detail: dict[str, Any] = {}


class Lease(Row, frozen=True, kw_only=True):
    """Who leads. `epoch` grows with every change of holder and is checked inside each leader command."""

    name: str
    holder: str
    epoch: int
    expires_at: Ms


class Counter(Row, frozen=True, kw_only=True):
    """A number handed out or kept inside the lock: ticket numbers, the log's head."""

    name: str
    value: int


class Cursor(Row, frozen=True, kw_only=True):
    """How far a reader of the log (index, audit feed) has come."""

    reader: str
    seq: int


class Word(Row, frozen=True, kw_only=True):
    """An opaque word (keyed hash of a token) of an entry or a ticket, for full-text search newest first."""

    word: str
    at: Ms
    subject: str
    ticket_id: str
    customer_id: str


class Audit(Row, frozen=True, kw_only=True):
    """Who looked at or changed what. `digest` chains over the row before it."""

    seq: int
    at: Ms
    actor: str
    act: str
    subject: str
    detail: dict[str, Any]
    digest: str


class Mail(Row, frozen=True, kw_only=True):
    """A mail to send, or shown in the readable outbox until SMTP is set. Address, subject and text are sealed under its id.

    `state`: waiting, sent, dead (given up: `failure` says why). `about_id` is what it asks or tells about.
    """

    id: str
    kind: str
    user_id: str | None
    created_at: Ms
    state: str = "waiting"
    sent_at: Ms | None = None
    attempts: int = 0
    failure: str | None = None
    about_id: str | None = None


LOG = Table(
    "log",
    LogRow,
    sa.Index("log_ticket", "ticket_id", "seq"),
    key=("seq",),
)
SEALED = Table("sealed", Sealed, sa.Index("sealed_key", "key_id"), key=("id",))
KEYS = Table("keys", KeyRow, key=("id",))
RECEIPTS = Table("receipts", Receipt, sa.Index("receipts_at", "at"), key=("scope", "key"))
JOBS = Table(
    "jobs",
    Job,
    sa.UniqueConstraint("kind", "key", name="jobs_once"),
    sa.Index(
        "jobs_due",
        "lane",
        "run_at",
        sqlite_where=sa.text("failed_at IS NULL"),
        postgresql_where=sa.text("failed_at IS NULL"),
    ),
    key=("id",),
)
TIMERS = Table(
    "timers", Timer, sa.Index("timers_due", "due_at"), sa.Index("timers_subject", "subject"), key=("id",)
)
LEASES = Table("leases", Lease, key=("name",))
COUNTERS = Table("counters", Counter, key=("name",))
CURSORS = Table("cursors", Cursor, key=("reader",))
WORDS = Table(
    "words",
    Word,
    sa.Index("words_word", "word", "at", "subject"),
    sa.Index("words_customer", "customer_id"),
    key=("word", "subject"),
)
AUDIT = Table("audit", Audit, sa.Index("audit_subject", "subject", "seq"), key=("seq",))
MAILS = Table("mails", Mail, sa.Index("mails_state", "state", "created_at"), key=("id",))
