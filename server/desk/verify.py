"""Proves that the desk is what its log says: folds the whole log from nothing and compares every row, in one snapshot. Mends nothing.

What holds between rows that no single event decides (owners, offers, counts, links, erasures) is checked by the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from server.base.crypto import Master
from server.desk import verify_clocks, verify_people, verify_routing, verify_seals, verify_sent, verify_work
from server.desk.events.base import Stamp, from_stored
from server.desk.findings import Finding, Findings, Progress, silent
from server.desk.folds import FOLDED, apply
from server.store.database import Database
from server.store.mapping import Row, Table
from server.store.pages import Nowhere, Pages
from server.store.tables.infra import LOG, LogRow

CHUNK = 2_000


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was checked, as of log seq `seq`: how many things of each sort, and what was found wrong (at most 50 of a sort)."""

    seq: int
    checked: dict[str, int]
    findings: list[Finding]

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def text(self) -> str:
        """Return the report for a terminal: what was checked, then each finding on a line of its own."""
        checked = [f"{number:>10} {what}" for what, number in self.checked.items()]
        wrong = [
            f"{one.code}  {one.table} {one.id}  "
            + ", ".join(f"{name}={value}" for name, value in one.detail.items())
            for one in self.findings
        ]
        verdict = "everything holds" if self.good else f"{len(wrong)} things are wrong"
        return "\n".join([*checked, *wrong, f"Checked up to event {self.seq}: {verdict}."])


def verify(database: Database, master: Master, *, progress: Progress = silent) -> Report:
    """Check everything that can be checked from the database alone; `progress(what, done, total)` is told as it goes on."""
    findings = Findings(progress)
    with database.reading() as connection:
        seq, pages = _folded(connection, findings)
        for table in FOLDED:
            _compare(connection, table, pages, findings)
        for check in (
            *verify_work.CHECKS,
            *verify_sent.CHECKS,
            *verify_clocks.CHECKS,
            *verify_people.CHECKS,
            *verify_routing.CHECKS,
            verify_seals.audit_chain,
        ):
            check(connection, findings)
        verify_seals.seals(connection, master, findings)
    return Report(seq=seq, checked=dict(findings.checked), findings=findings.found)


def _folded(connection: sa.Connection, findings: Findings) -> tuple[int, Pages]:
    """Fold the log from nothing. Returns the newest seq and the rows as they must be."""
    pages = Pages(Nowhere())
    total = int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(LOG.c.seq), 0))).scalar_one())
    expected = 0
    for row in _log(connection):
        expected += 1
        if row.seq != expected:
            findings.add("log.gap", "log", str(row.seq), expected=expected)
            expected = row.seq
        try:
            apply(pages, from_stored(row.kind, row.body), Stamp(row.seq, row.at, row.actor))
        except (LookupError, msgspec.ValidationError) as error:
            findings.add("log.unfoldable", "log", str(row.seq), kind=row.kind, error=type(error).__name__)
        if expected % CHUNK == 0:
            pages.begin()
            findings.tell("log", expected, total)
    findings.count("log", expected)
    return expected, pages


def _log(connection: sa.Connection) -> Iterator[LogRow]:
    after = 0
    while True:
        chunk = sa.select(LOG.sql).where(LOG.c.seq > after).order_by(LOG.c.seq).limit(CHUNK)
        lines = connection.execute(chunk).all()
        if not lines:
            return
        for line in lines:
            yield LOG.read(line)
        after = lines[-1].seq


def _compare(connection: sa.Connection, table: Table[Any], pages: Pages, findings: Findings) -> None:
    """Compare a table with the fold, row by row; what differs is named by its columns, never by its values."""
    must = pages.rows(table)
    seen = 0
    for line in connection.execute(sa.select(table.sql), execution_options={"yield_per": CHUNK}):
        row = table.read(line)
        key = table.key_of(row)
        folded = must.pop(key, None)
        seen += 1
        if folded is None:
            findings.add("fold.surplus", table.name, str(key[0]))
        elif folded != row:
            findings.add("fold.differs", table.name, str(key[0]), columns=_differing(table, row, folded))
    for key in must:
        findings.add("fold.missing", table.name, str(key[0]))
    findings.count(table.name, seen)


def _differing(table: Table[Any], row: Row, folded: Row) -> str:
    return ", ".join(name for name in table.fields if getattr(row, name) != getattr(folded, name))
