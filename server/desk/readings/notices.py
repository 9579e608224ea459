"""What one was told: the newest notices for a screen, and all of them by page. Nobody sees another's."""

from __future__ import annotations

from typing import Annotated

import msgspec
import sqlalchemy as sa

from console.protocol import NoticeRecord
from server.base.errors import Forbidden
from server.desk.access import STAFF
from server.desk.readings import cursors
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.store.tables.notices import NOTICES, Notice

SCREEN_LIMIT = 100


class OfNotices(Question, frozen=True, kw_only=True):
    """One's own notices, and where their list goes on."""

    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class Notices(msgspec.Struct, frozen=True, kw_only=True):
    """Notices, the newest first. `cursor` continues; None: that was all."""

    records: list[NoticeRecord]
    unseen: int
    cursor: str | None


@reading("notices", OfNotices, STAFF, path="/notices", answer=Notices)
def notices(look: Look, question: OfNotices) -> Notices:
    """Return what one was told, the newest first."""
    if look.user is None:
        raise Forbidden("access.people_only")
    query = _shown(look.user.id).limit(question.limit + 1)
    if question.cursor is not None:
        at, name = cursors.place(question.cursor)
        here = sa.tuple_(NOTICES.c.shown_at, NOTICES.c.id)
        query = query.where(here < sa.tuple_(sa.literal(at), sa.literal(name)))
    found = [NOTICES.read(line) for line in look.connection.execute(query)]
    shown = found[: question.limit]
    last = shown[-1] if len(found) > question.limit else None
    return Notices(
        records=[record(one) for one in shown],
        unseen=_unseen(look, look.user.id),
        cursor=cursors.written(last.shown_at or 0, last.id) if last else None,
    )


def newest(look: Look, user_id: str) -> list[NoticeRecord]:
    """Return the newest notices of a person, for their screen."""
    return [
        record(NOTICES.read(line)) for line in look.connection.execute(_shown(user_id).limit(SCREEN_LIMIT))
    ]


def by_person(look: Look, notice_ids: set[str]) -> dict[str, tuple[str, NoticeRecord]]:
    """Return those of the notices that are shown, each with whose it is."""
    rows = look.by_id(NOTICES, notice_ids).values()
    return {row.id: (row.user_id, record(row)) for row in rows if row.shown_at is not None}


def record(notice: Notice) -> NoticeRecord:
    """Return a notice as its person's screen holds it."""
    return NoticeRecord(
        id=notice.id,
        version=notice.version,
        kind=notice.kind,
        ticket_id=notice.about_id,
        facts=notice.facts,
        urgent=notice.urgent,
        at=notice.shown_at or notice.given_at,
        seen=notice.seen_at is not None,
        read=notice.read_at is not None,
    )


def _shown(user_id: str) -> sa.Select[tuple[object, ...]]:
    return (
        sa.select(NOTICES.sql)
        .where(NOTICES.c.user_id == user_id, NOTICES.c.shown_at.is_not(None))
        .order_by(NOTICES.c.shown_at.desc(), NOTICES.c.id.desc())
    )


def _unseen(look: Look, user_id: str) -> int:
    query = sa.select(sa.func.count()).where(
        NOTICES.c.user_id == user_id, NOTICES.c.shown_at.is_not(None), NOTICES.c.seen_at.is_(None)
    )
    return look.connection.execute(query).scalar_one()
