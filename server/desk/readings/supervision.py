"""Supervisors in conversations as screens hold them: who is there, and whispers for the two they concern."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from console.protocol import Gone, SupervisionRecord, WhisperRecord
from server.desk.readings.look import Look
from server.desk.secrets import EntrySecret
from server.store.tables.staff import USERS
from server.store.tables.supervision import SUPERVISIONS, WHISPERS, Supervision, Whisper

MOST_WHISPERS = 200


def stay_id(ticket_id: str, user_id: str) -> str:
    """Return the id of a stay's record."""
    return f"{ticket_id}:{user_id}"


def stays(look: Look, ticket_ids: Collection[str]) -> list[SupervisionRecord]:
    """Return who is in these conversations now."""
    there = sa.and_(SUPERVISIONS.c.ticket_id.in_(sorted(ticket_ids)), SUPERVISIONS.c.ended_at.is_(None))
    return [stay_record(one) for one in look.rows(SUPERVISIONS, there, SUPERVISIONS.c.user_id)]


def stays_of(look: Look, ids: Collection[str]) -> dict[str, SupervisionRecord | Gone]:
    """Return record id -> the stay as it is now; the word that it is gone when it has ended."""
    tickets = sorted({one.split(":")[0] for one in ids})
    found: dict[str, SupervisionRecord | Gone] = {}
    for stay in look.rows(SUPERVISIONS, SUPERVISIONS.c.ticket_id.in_(tickets)) if tickets else ():
        name = stay_id(stay.ticket_id, stay.user_id)
        over = Gone(of="supervision", id=name, version=stay.version)
        found[name] = stay_record(stay) if stay.ended_at is None else over
    return found


def stay_record(stay: Supervision) -> SupervisionRecord:
    """Return a stay as screens hold it."""
    return SupervisionRecord(
        id=stay_id(stay.ticket_id, stay.user_id),
        version=stay.version,
        ticket_id=stay.ticket_id,
        user_id=stay.user_id,
        mode=stay.mode,
        since=stay.since,
    )


def whispers_for(look: Look, ticket_id: str) -> list[WhisperRecord]:
    """Return the whispers of a ticket from or to the viewer; a program has none."""
    if look.user is None:
        return []
    mine = sa.or_(WHISPERS.c.from_id == look.user.id, WHISPERS.c.to_id == look.user.id)
    query = (
        sa.select(WHISPERS.sql)
        .where(WHISPERS.c.ticket_id == ticket_id, mine)
        .order_by(WHISPERS.c.seq.desc())
        .limit(MOST_WHISPERS)
    )
    return whisper_records(look, [WHISPERS.read(line) for line in look.connection.execute(query)])


def whisper_records(look: Look, whispers: list[Whisper]) -> list[WhisperRecord]:
    """Return these whispers with their words, but for those whose customer was erased. Whom they may be told to: from and to."""
    words = look.open_all([one.id for one in whispers], EntrySecret)
    return [
        WhisperRecord(
            id=one.id,
            version=one.version,
            ticket_id=one.ticket_id,
            from_id=one.from_id,
            to_id=one.to_id,
            at=one.at,
            seq=one.seq,
            body=words[one.id].body,
        )
        for one in whispers
        if one.id in words
    ]


def joined_names(look: Look, ticket_id: str) -> list[str]:
    """Return the names of the supervisors who have joined the conversation, for its customer. Who only watches is not named."""
    here = sa.and_(
        SUPERVISIONS.c.ticket_id == ticket_id,
        SUPERVISIONS.c.ended_at.is_(None),
        SUPERVISIONS.c.mode == "join",
    )
    people = look.by_id(USERS, [one.user_id for one in look.rows(SUPERVISIONS, here)])
    return sorted(user.name for user in people.values())


def joined_version(look: Look, ticket_id: str) -> int:
    """Return the seq of the last join or end of one: the only thing of supervision a customer's chat changes by."""
    newest = sa.select(sa.func.max(SUPERVISIONS.c.joined_seq)).where(SUPERVISIONS.c.ticket_id == ticket_id)
    return look.connection.execute(newest).scalar() or 0
