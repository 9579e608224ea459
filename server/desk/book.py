"""What one command may read and say: rows, the instant, ids, sealed fields, events, jobs, timers, audit. No I/O of its own."""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

import msgspec

from server.base.clock import Ms
from server.base.crypto import DataKey, Master
from server.base.errors import Unknown
from server.base.ids import Ids
from server.base.settings import Settings
from server.desk.actors import Actor
from server.desk.events.base import Event, Stamp, kind_of
from server.desk.folds import apply
from server.desk.secrets import Secret
from server.store.mapping import Row, Table
from server.store.pages import Pages
from server.store.tables.infra import (
    AUDIT,
    COUNTERS,
    JOBS,
    KEYS,
    SEALED,
    TIMERS,
    Audit,
    Counter,
    Job,
    KeyRow,
    LogRow,
    Sealed,
    Timer,
)

R = TypeVar("R", bound=Row)
S = TypeVar("S", bound=Secret)
AUDIT_HEAD = "audit"


class Book:
    """The desk as one batch of commands sees and changes it. `actor` is the sender of the command being decided."""

    def __init__(
        self, pages: Pages, *, head: int, now: Ms, ids: Ids, master: Master, settings: Settings
    ) -> None:
        self.pages = pages
        self.now = now
        self.ids = ids
        self.master = master
        self.settings = settings
        self.actor = Actor("system", "desk")
        self.events: list[LogRow] = []
        self._first = head + 1
        self._keys: dict[str, DataKey] = {}

    @property
    def head(self) -> int:
        """The seq of the newest event, those of this batch included."""
        return self._first + len(self.events) - 1

    def get(self, table: Table[R], *key: Any) -> R | None:
        """Return the row with this primary key, or None."""
        return self.pages.get(table, *key)

    def peek(self, table: Table[R], *key: Any) -> R | None:
        """Return the row if it was fetched already, else None: for naming further reads, never for deciding."""
        return self.pages.peek(table, *key)

    def find(self, table: Table[R], **equal: Any) -> list[R]:
        """Return the rows whose indexed columns equal these values, in key order."""
        return self.pages.find(table, **equal)

    def peek_all(self, table: Table[R], **equal: Any) -> list[R]:
        """Return what `find` would if it was fetched already, else nothing; as `peek`, never for deciding."""
        return self.pages.peek_all(table, **equal)

    def must(self, table: Table[R], *key: Any) -> R:
        """Return the row with this primary key. Raises Unknown `<thing>.unknown` when there is none."""
        row = self.pages.get(table, *key)
        if row is None:
            raise Unknown(f"{table.row.__name__.lower()}.unknown", id=str(key[0]))
        return row

    def put(self, table: Table[R], row: R) -> R:
        """Insert or replace a row that is no fold of the log (primary data, configuration)."""
        return self.pages.put(table, row)

    def drop(self, table: Table[R], *key: Any) -> None:
        """Delete a row that is no fold of the log."""
        self.pages.drop(table, *key)

    def emit(self, fact: Event) -> int:
        """Append an event, change the rows that follow from it and return its seq."""
        body = msgspec.to_builtins(fact)
        row = LogRow(
            seq=self.head + 1,
            at=self.now,
            kind=kind_of(fact),
            actor=self.actor.name,
            ticket_id=body.get("ticket_id"),
            customer_id=body.get("customer_id"),
            user_id=body.get("user_id"),
            body=body,
        )
        self.events.append(row)
        apply(self.pages, fact, Stamp(row.seq, row.at, row.actor))
        return row.seq

    def new_id(self, prefix: str) -> str:
        """Return a new id."""
        return self.pages.fresh(self.ids.new(prefix, self.now))

    def new_key(self) -> str:
        """Make a data key and return its id."""
        key_id = self.new_id("key")
        self.put(KEYS, KeyRow(id=key_id, wrapped=self.master.new_key(key_id), created_at=self.now))
        return key_id

    def seal(self, owner_id: str, key_id: str, secret: Secret) -> None:
        """Seal the personal fields of `owner_id` under a data key, replacing what was there."""
        data = self._key(key_id).seal(msgspec.json.encode(secret), owner_id)
        self.put(SEALED, Sealed(id=owner_id, key_id=key_id, data=data))

    def seal_bytes(self, place: str, key_id: str, plain: bytes) -> bytes:
        """Return bytes sealed for a row of their own (file chunks)."""
        return self._key(key_id).seal(plain, place)

    def open_bytes(self, place: str, key_id: str, sealed: bytes) -> bytes:
        """Return the bytes of `seal_bytes`. Raises Unknown when they were erased."""
        return self._key(key_id).open(sealed, place)

    def open(self, owner_id: str, shape: type[S]) -> S | None:
        """Return the personal fields of `owner_id`, or None when there are none or they were erased."""
        row = self.get(SEALED, owner_id)
        if row is None or self._erased(row.key_id):
            return None
        return msgspec.json.decode(self._key(row.key_id).open(row.data, owner_id), type=shape)

    def reseal(self, owner_id: str, key_id: str) -> None:
        """Move the personal fields of `owner_id` under another data key (its customer changed)."""
        row = self.get(SEALED, owner_id)
        if row is not None and not self._erased(row.key_id):
            plain = self._key(row.key_id).open(row.data, owner_id)
            self.put(SEALED, Sealed(id=owner_id, key_id=key_id, data=self._key(key_id).seal(plain, owner_id)))

    def next_number(self, name: str, first: int = 1) -> int:
        """Return the next number of a dense series (ticket numbers)."""
        counter = self.get(COUNTERS, name)
        value = counter.value + 1 if counter else first
        self.put(COUNTERS, Counter(name=name, value=value))
        return value

    def job(
        self, lane: str, kind: str, subject: str, *, key: str = "", run_at: Ms | None = None, **detail: Any
    ) -> None:
        """Ask for work after the commit. With a `key`, the same kind and key asked for twice is one job."""
        if key and self.find(JOBS, kind=kind, key=key):
            return
        job_id = self.new_id("job")
        job = Job(
            id=job_id,
            lane=lane,
            kind=kind,
            subject=subject,
            key=key or job_id,
            run_at=run_at or self.now,
            detail=detail,
        )
        self.put(JOBS, job)

    def timer(self, kind: str, subject: str, due_at: Ms, **detail: Any) -> None:
        """Set the timer `kind:subject`; setting it again moves it."""
        self.put(
            TIMERS, Timer(id=f"{kind}:{subject}", kind=kind, subject=subject, due_at=due_at, detail=detail)
        )

    def stop_timer(self, kind: str, subject: str) -> None:
        """Take a timer away; one that is not set is no error."""
        self.drop(TIMERS, f"{kind}:{subject}")

    def audit(self, act: str, subject: str, **detail: Any) -> None:
        """Add a row to the audit trail, chained to the one before it by digest."""
        seq = self.next_number(AUDIT_HEAD)
        before = self.get(AUDIT, seq - 1)
        digest = chain(before.digest if before else "", seq, self.now, self.actor.name, act, subject, detail)
        row = Audit(
            seq=seq,
            at=self.now,
            actor=self.actor.name,
            act=act,
            subject=subject,
            detail=detail,
            digest=digest,
        )
        self.put(AUDIT, row)

    def mark(self) -> tuple[int, int]:
        """Begin a command: remember what `rewind` returns to."""
        self.pages.begin()
        return len(self.events), self.head

    def rewind(self, mark: tuple[int, int]) -> None:
        """Take back everything the command did."""
        self.pages.undo()
        del self.events[mark[0] :]
        self._keys.clear()

    def _key(self, key_id: str) -> DataKey:
        row = self.must(KEYS, key_id)
        if row.wrapped is None:
            raise Unknown("customer.erased")
        if key_id not in self._keys:
            self._keys[key_id] = self.master.unwrap(key_id, row.wrapped)
        return self._keys[key_id]

    def _erased(self, key_id: str) -> bool:
        row = self.get(KEYS, key_id)
        return row is None or row.wrapped is None


def chain(before: str, seq: int, at: Ms, actor: str, act: str, subject: str, detail: dict[str, Any]) -> str:
    """Return the digest of an audit row: SHA-256 over the digest before it and its own fields."""
    text = msgspec.json.encode([before, seq, at, actor, act, subject, detail], order="deterministic")
    return hashlib.sha256(text).hexdigest()
