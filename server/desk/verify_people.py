"""Whether links between customers are trees, and whether the erased left nothing. SQL only."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from server.desk.findings import Findings
from server.store.mapping import Table
from server.store.tables.infra import KEYS, SEALED, WORDS
from server.store.tables.people import CUSTOMERS, LOOKUPS, MERGES
from server.store.tables.work import ATTACHMENTS, CHUNKS, DRAFTS, TICKETS


def links_are_trees(connection: sa.Connection, findings: Findings) -> None:
    """Who is shown as somebody else has exactly one link that says so, and following links always ends."""
    columns = (CUSTOMERS.c.id, CUSTOMERS.c.merged_into)
    into: dict[str, str] = dict(
        connection.execute(sa.select(*columns).where(CUSTOMERS.c.merged_into.is_not(None))).all()
    )
    holding = sa.select(MERGES.c.source_id, MERGES.c.target_id).where(MERGES.c.undone_at.is_(None))
    pairs = sorted((source, target) for source, target in connection.execute(holding))
    if pairs != sorted(into.items()):
        for source, target in sorted(set(pairs) ^ set(into.items())):
            findings.add("merge.not_as_linked", MERGES.name, source, target=target)
        if len(pairs) != len(set(pairs)):
            findings.add("merge.linked_twice", MERGES.name, "")
    for start in into:
        at, steps = start, 0
        while at in into and steps <= len(into):
            at, steps = into[at], steps + 1
        if at in into:
            findings.add("merge.circle", CUSTOMERS.name, start)
    findings.count("links", len(into))


def erased_left_nothing(connection: sa.Connection, findings: Findings) -> None:
    """An erased customer's key is destroyed, and no sealed value, look-up, word, file piece or draft is left."""
    erased = sa.select(CUSTOMERS.c.id).where(CUSTOMERS.c.erased_at.is_not(None))
    keys = sa.select(CUSTOMERS.c.key_id).where(CUSTOMERS.c.erased_at.is_not(None))
    kept = sa.select(KEYS.c.id).where(KEYS.c.id.in_(keys), KEYS.c.wrapped.is_not(None))
    _report(connection, kept, findings, "erased.key_kept", KEYS)
    _report(
        connection,
        sa.select(SEALED.c.id).where(SEALED.c.key_id.in_(keys)),
        findings,
        "erased.sealed_kept",
        SEALED,
    )
    leads = sa.select(LOOKUPS.c.subject).where(LOOKUPS.c.customer_id.in_(erased))
    _report(connection, leads, findings, "erased.lookup_kept", LOOKUPS)
    words = sa.select(WORDS.c.subject).where(WORDS.c.customer_id.in_(erased)).distinct()
    _report(connection, words, findings, "erased.word_kept", WORDS)
    tickets = sa.select(TICKETS.c.id).where(TICKETS.c.customer_id.in_(erased))
    files = sa.select(ATTACHMENTS.c.id).where(ATTACHMENTS.c.ticket_id.in_(tickets))
    pieces = sa.select(CHUNKS.c.attachment_id).where(CHUNKS.c.attachment_id.in_(files)).distinct()
    _report(connection, pieces, findings, "erased.file_kept", CHUNKS)
    drafts = sa.select(DRAFTS.c.id).where(DRAFTS.c.ticket_id.in_(tickets))
    _report(connection, drafts, findings, "erased.draft_kept", DRAFTS)
    findings.count(
        "erased",
        int(connection.execute(sa.select(sa.func.count()).select_from(erased.subquery())).scalar_one()),
    )


CHECKS = (links_are_trees, erased_left_nothing)


def _report(
    connection: sa.Connection, query: sa.Select[Any], findings: Findings, code: str, table: Table[Any]
) -> None:
    for thing_id in connection.scalars(query):
        findings.add(code, table.name, str(thing_id))
