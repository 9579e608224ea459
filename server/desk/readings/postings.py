"""Intersections of long lists of hashes, read from the rarest and cut off early, so that a common word does not make a search slow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from server.desk.readings.look import Look
from server.store.tables.infra import WORDS
from server.store.tables.people import LOOKUPS

COMMON = 1_000
"""Counting stops here: which of two words is the more common does not matter beyond."""
TERMS = 12


def subjects_of(look: Look, kind: str, hashes: Sequence[str], limit: int) -> list[str]:
    """Return the subjects of up to `limit` look-ups that have every one of these hashes of one kind."""
    chosen = _rarest(look, LOOKUPS.c.hash, hashes)
    if not chosen:
        return []
    first = LOOKUPS.sql.alias()
    query = sa.select(first.c.subject).where(first.c.hash == chosen[0], first.c.kind == kind)
    for one in chosen[1:]:
        also = LOOKUPS.sql.alias()
        same = sa.and_(also.c.subject == first.c.subject, also.c.kind == kind, also.c.hash == one)
        query = query.where(sa.select(1).where(same).exists())
    return list(look.connection.scalars(query.limit(limit)))


def newest_with(
    look: Look, words: Sequence[str], seen: sa.ColumnElement[bool], limit: int
) -> list[sa.Row[Any]]:
    """Return (subject, at) of the newest texts that have every one of these words and that the viewer may see."""
    chosen = _rarest(look, WORDS.c.word, words)
    if not chosen:
        return []
    query = sa.select(WORDS.c.subject, WORDS.c.at).where(WORDS.c.word == chosen[0])
    for one in chosen[1:]:
        also = WORDS.sql.alias()
        same = sa.and_(also.c.word == one, also.c.subject == WORDS.c.subject)
        query = query.where(sa.select(1).where(same).exists())
    # Last, so that it is asked only of texts that have every word.
    newest = query.where(seen).order_by(WORDS.c.at.desc(), WORDS.c.subject.desc()).limit(limit)
    return list(look.connection.execute(newest))


def _rarest(look: Look, column: sa.ColumnElement[str], hashes: Sequence[str]) -> list[str]:
    """Return the hashes, the rarest first, at most TERMS; none at all when one of them leads nowhere."""
    counted: list[tuple[int, str]] = []
    for one in hashes:
        some = sa.select(sa.literal(1)).where(column == one).limit(COMMON).subquery()
        found = look.connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()
        if not found:
            return []
        counted.append((int(found), one))
    return [one for _, one in sorted(counted)[:TERMS]]
