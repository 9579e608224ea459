"""What the page of a survey is drawn from: the invitation a link leads to, with its survey and what was answered. Changes nothing."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

import surveys
from server.base.errors import Unknown
from server.desk import tokens
from server.desk.asking import planning, shapes
from server.desk.readings.look import Look
from server.desk.secrets import CustomerSecret, InvitationSecret
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import CONFIG_VERSIONS, TOKENS, USERS
from server.store.tables.surveys import FOLLOW_UPS, INVITATIONS, SURVEYS, FollowUp, Invitation, Survey
from server.store.tables.work import TICKETS


class OpenedSurvey(NamedTuple):
    """All about one invitation. `name` is the person's, `agent` who is rated, each empty when not known."""

    row: Invitation
    config: Survey
    survey: surveys.Survey
    invitation: surveys.Invitation
    number: int
    name: str
    agent: str
    follow_up: FollowUp | None
    case: int | None


def opened(look: Look, token_id: str) -> OpenedSurvey:
    """Return what a link leads to. Raises Unknown `surveys.link_invalid` for one that leads nowhere."""
    line = look.connection.execute(sa.select(TOKENS.sql).where(TOKENS.c.id == token_id)).first()
    token = TOKENS.read(line) if line is not None else None
    row = look.by_id(INVITATIONS, [token.subject]).get(token.subject) if token is not None else None
    secret = look.open_all([row.id], InvitationSecret).get(row.id) if row is not None else None
    if row is None or secret is None or not tokens.is_good(token, planning.PURPOSE, look.now):
        raise Unknown("surveys.link_invalid")
    return _whole(look, row, secret)


def survey_of(look: Look, survey_id: str, version: int) -> Survey:
    """Return a survey as it was in a version."""

    def older() -> dict[str, object] | None:
        kept = sa.and_(
            CONFIG_VERSIONS.c.kind == shapes.KIND,
            CONFIG_VERSIONS.c.id == survey_id,
            CONFIG_VERSIONS.c.version == version,
        )
        rows = look.rows(CONFIG_VERSIONS, kept)
        return rows[0].body if rows else None

    return shapes.read_version(survey_id, version, look.by_id(SURVEYS, [survey_id]).get(survey_id), older)


def _whole(look: Look, row: Invitation, secret: InvitationSecret) -> OpenedSurvey:
    config = survey_of(look, row.survey_id, row.survey_version)
    customer = look.by_id(CUSTOMERS, [row.customer_id])[row.customer_id]
    root = _root(look, customer.id)
    named = look.open_all([root], CustomerSecret).get(root)
    agents = look.by_id(USERS, row.agents)
    after = look.rows(FOLLOW_UPS, FOLLOW_UPS.c.invitation_id == row.id)
    tickets = look.by_id(TICKETS, [row.ticket_id, *(one.ticket_id for one in after)])
    answers = shapes.answers(row, secret.words) if row.answered_at else None
    return OpenedSurvey(
        row=row,
        config=config,
        survey=shapes.survey(config),
        invitation=shapes.invitation(row, answers),
        number=tickets[row.ticket_id].number,
        name=(named.name or "") if named else "",
        agent=next(iter(agents.values())).name if len(agents) == 1 else "",
        follow_up=after[0] if after else None,
        case=tickets[after[0].ticket_id].number if after else None,
    )


def _root(look: Look, customer_id: str) -> str:
    found = look.by_id(CUSTOMERS, [customer_id])[customer_id]
    while found.merged_into is not None:
        found = look.by_id(CUSTOMERS, [found.merged_into])[found.merged_into]
    return found.id
