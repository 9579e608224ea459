"""The audit trail, newest first, and whether its chain holds."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
from msgspec import Meta

from server.base.clock import Ms
from server.desk import access
from server.desk.book import chain
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.store.tables.infra import AUDIT, Audit
from server.store.tables.staff import USERS

PAGE = 100


class AuditQuestion(Question, frozen=True, kw_only=True):
    """`before`: the number to go on below, from the page before."""

    before: Annotated[int, Meta(ge=1)] | None = None


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the audit trail; `who` is the name of a member of staff, or the sender as it was kept."""

    seq: int
    at: Ms
    actor: str
    who: str
    act: str
    subject: str
    detail: dict[str, Any]


class AuditPage(msgspec.Struct, frozen=True, kw_only=True):
    """Rows newest first. `older` continues; `verified`: whether the chain of this page holds together."""

    rows: list[AuditLine]
    older: int | None
    verified: bool


@reading("audit", AuditQuestion, access.ADMIN_READ, path="/audit", answer=AuditPage)
def audit(look: Look, asked: AuditQuestion) -> AuditPage:
    """The audit trail, newest first."""
    below = sa.true() if asked.before is None else AUDIT.c.seq < asked.before
    query = sa.select(AUDIT.sql).where(below).order_by(AUDIT.c.seq.desc()).limit(PAGE + 1)
    shown = (rows := [AUDIT.read(line) for line in look.connection.execute(query)])[:PAGE]
    people = look.by_id(USERS, [row.actor.removeprefix("user:") for row in shown])
    lines = [
        AuditLine(
            seq=row.seq,
            at=row.at,
            actor=row.actor,
            who=person.name if (person := people.get(row.actor.removeprefix("user:"))) else row.actor,
            act=row.act,
            subject=row.subject,
            detail=row.detail,
        )
        for row in shown
    ]
    older = shown[-1].seq if len(rows) > PAGE else None
    return AuditPage(rows=lines, older=older, verified=holds(rows))


def holds(rows: list[Audit]) -> bool:
    """Return whether each row's digest follows from the row below it (rows newest first; the first of all follows from nothing)."""
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        if before is None and row.seq != 1:
            return True
        earlier = before.digest if before is not None else ""
        expected = chain(earlier, row.seq, row.at, row.actor, row.act, row.subject, row.detail)
        if row.digest != expected or (before is not None and before.seq != row.seq - 1):
            return False
    return True
