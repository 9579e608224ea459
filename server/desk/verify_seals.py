"""Whether every sealed value opens or belongs to someone erased, and whether the audit trail's chain holds."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from server.base.crypto import DataKey, Master, Unopenable
from server.desk.attachments import piece_place
from server.desk.book import AUDIT_HEAD, chain
from server.desk.findings import Findings
from server.store.tables.infra import AUDIT, COUNTERS, KEYS, SEALED
from server.store.tables.work import ATTACHMENTS, CHUNKS

STREAM = {"yield_per": 500}


def audit_chain(connection: sa.Connection, findings: Findings) -> None:
    """Each row of the trail carries the digest of itself and of the row before it, and none is missing."""
    before, expected = "", 0
    for line in connection.execute(sa.select(AUDIT.sql).order_by(AUDIT.c.seq), execution_options=STREAM):
        row = AUDIT.read(line)
        expected += 1
        if row.seq != expected:
            findings.add("audit.gap", AUDIT.name, str(row.seq), expected=expected)
            expected = row.seq
        if row.digest != chain(before, row.seq, row.at, row.actor, row.act, row.subject, row.detail):
            findings.add("audit.changed", AUDIT.name, str(row.seq))
        before = row.digest
    head = connection.execute(sa.select(COUNTERS.c.value).where(COUNTERS.c.name == AUDIT_HEAD)).scalar() or 0
    if head != expected:
        findings.add("audit.cut_off", AUDIT.name, str(head), expected=head)
    findings.count(AUDIT.name, expected)


def seals(connection: sa.Connection, master: Master, findings: Findings) -> None:
    """Open every sealed value and every piece of a file."""
    sealed = sa.select(SEALED.c.id, SEALED.c.key_id, SEALED.c.data, KEYS.c.wrapped)
    sealed = sealed.outerjoin(KEYS.sql, KEYS.c.id == SEALED.c.key_id).order_by(SEALED.c.key_id)
    opener = _Opener(master, findings)
    seen = 0
    for owner, key_id, data, wrapped in connection.execute(sealed, execution_options=STREAM):
        opener.check(SEALED.name, owner, key_id, wrapped, data)
        seen += 1
    findings.count(SEALED.name, seen)
    pieces = (
        sa.select(
            CHUNKS.c.attachment_id, CHUNKS.c.number, ATTACHMENTS.c.key_id, CHUNKS.c.data, KEYS.c.wrapped
        )
        .join(ATTACHMENTS.sql, ATTACHMENTS.c.id == CHUNKS.c.attachment_id)
        .outerjoin(KEYS.sql, KEYS.c.id == ATTACHMENTS.c.key_id)
        .order_by(ATTACHMENTS.c.key_id)
    )
    seen = 0
    for file_id, number, key_id, data, wrapped in connection.execute(
        pieces, execution_options={"yield_per": 8}
    ):
        opener.check(CHUNKS.name, piece_place(file_id, number), key_id, wrapped, data)
        seen += 1
    findings.count(CHUNKS.name, seen)


class _Opener:
    """Opens values that come ordered by key, unwrapping each key once and keeping one at a time."""

    def __init__(self, master: Master, findings: Findings) -> None:
        self._master = master
        self._findings = findings
        self._key_id = ""
        self._key: DataKey | None = None

    def check(self, table: str, name: str, key_id: str, wrapped: Any, data: bytes) -> None:
        """Note what does not open. A value whose key was destroyed is as good as gone, one without any key is damage."""
        if wrapped is None:
            self._findings.add("seal.without_key", table, name)
            return
        try:
            if key_id != self._key_id:
                self._key_id, self._key = key_id, None
                self._key = self._master.unwrap(key_id, wrapped)
            if self._key is None:
                raise Unopenable("seal.unopenable", place=name)
            self._key.open(data, name)
        except Unopenable:
            self._findings.add("seal.unopenable", table, name)
