"""Who looks, as a reader of articles: customers and strangers, colleagues with their teams, editors of everything."""

from __future__ import annotations

from typing import NamedTuple

from kb.audience import Reader, allowed
from server.desk.access import EDITORS
from server.desk.readings.look import Look


class Audiences(NamedTuple):
    """A reader and the audiences they belong to (None: all)."""

    reader: Reader
    audiences: frozenset[str] | None


CUSTOMER = Audiences(Reader(), allowed(Reader()))


def reader_of(look: Look) -> Audiences:
    """Return who looks as a reader. Programs with a key read what the whole staff reads; visitors what customers read."""
    if look.user is None:
        if look.actor.kind not in ("key", "system"):
            return CUSTOMER
        reader = Reader(staff=True, all_teams=True)
    else:
        reader = Reader(staff=True, teams=frozenset(look.user.team_ids), all_teams=look.user.role in EDITORS)
    return Audiences(reader, allowed(reader))
