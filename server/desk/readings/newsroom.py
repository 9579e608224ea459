"""Who may own, write and read articles, by name; and whether somebody else must approve them."""

from __future__ import annotations

import sqlalchemy as sa

from console.protocol import Wire
from server.desk import access
from server.desk.access import EDITORS
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.desk.rules import read_rules
from server.store.tables.staff import TEAMS, USERS


class Nothing(Question, frozen=True, kw_only=True):
    """No fields."""


class Newsroom(Wire, frozen=True, kw_only=True):
    """Id -> name of everybody; those who edit; the teams; whether an article needs somebody else's approval."""

    people: dict[str, str]
    editors: list[str]
    teams: dict[str, str]
    review_wanted: bool


@reading("knowledge.people", Nothing, access.ARTICLES_EDIT_READ, path="/knowledge/people", answer=Newsroom)
def newsroom(look: Look, _asked: Nothing) -> Newsroom:
    """Who may own, write and read articles."""
    rows = look.rows(USERS, sa.true(), USERS.c.name, USERS.c.id)
    teams = look.rows(TEAMS, TEAMS.c.removed_at.is_(None), TEAMS.c.name, TEAMS.c.id)
    return Newsroom(
        people={row.id: row.name for row in rows},
        editors=[row.id for row in rows if row.role in EDITORS and row.deactivated_at is None],
        teams={row.id: row.name for row in teams},
        review_wanted=read_rules(look.connection).article_review,
    )
