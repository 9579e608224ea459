"""The surveys as they are set up, for those who write and those who read them: each with how often it was sent and answered."""

from __future__ import annotations

from typing import Annotated

import msgspec
import sqlalchemy as sa
from msgspec import Meta

from server.base.clock import Ms
from server.base.errors import Unknown
from server.desk.asking import shapes
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.desk.surveys.forms import READERS
from server.store.tables.staff import CONFIG_VERSIONS, USERS
from server.store.tables.surveys import (
    INVITATIONS,
    SURVEY_RULES,
    SURVEY_RULES_ID,
    SURVEYS,
    Survey,
    SurveyRules,
)

VERSIONS = 50


class Nothing(Question, frozen=True, kw_only=True):
    """No fields."""


class OfSurvey(Question, frozen=True, kw_only=True):
    """Which survey."""

    survey_id: Annotated[str, Meta(max_length=64)]


class Surveys(msgspec.Struct, frozen=True, kw_only=True):
    """The surveys in use, by name, the desk's rules (version 0: as a new desk has them), and by survey (sent, answered)."""

    surveys: list[Survey]
    rules: SurveyRules
    counts: dict[str, tuple[int, int]]


class SurveyVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version as it was kept, and who made it so."""

    version: int
    at: Ms
    by: str
    survey: Survey


class SurveyVersions(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first."""

    versions: list[SurveyVersion]


@reading("surveys", Nothing, READERS, path="/surveys", answer=Surveys)
def surveys(look: Look, _asked: Nothing) -> Surveys:
    """Every survey, the rules of asking, and how often each was sent and answered."""
    rows = look.rows(SURVEYS, SURVEYS.c.removed_at.is_(None), SURVEYS.c.name, SURVEYS.c.id)
    query = (
        sa.select(
            INVITATIONS.c.survey_id,
            sa.func.count(INVITATIONS.c.sent_at),
            sa.func.count(INVITATIONS.c.answered_at),
        )
        .where(INVITATIONS.c.undelivered_at.is_(None))
        .group_by(INVITATIONS.c.survey_id)
    )
    counts = {survey_id: (sent, answered) for survey_id, sent, answered in look.connection.execute(query)}
    return Surveys(surveys=rows, rules=rules_of(look), counts=counts)


@reading("survey.versions", OfSurvey, READERS, path="/surveys/{survey_id}/versions", answer=SurveyVersions)
def versions(look: Look, asked: OfSurvey) -> SurveyVersions:
    """What a survey looked like, newest first, and who changed it."""
    this = sa.and_(CONFIG_VERSIONS.c.kind == shapes.KIND, CONFIG_VERSIONS.c.id == asked.survey_id)
    rows = look.rows(CONFIG_VERSIONS, this, CONFIG_VERSIONS.c.version.desc())[:VERSIONS]
    if not rows:
        raise Unknown("survey.unknown", id=asked.survey_id)
    people = look.by_id(USERS, [one.actor.partition(":")[2] for one in rows])
    return SurveyVersions(
        versions=[
            SurveyVersion(
                version=one.version,
                at=one.at,
                by=people[who].name if (who := one.actor.partition(":")[2]) in people else "",
                survey=shapes.kept(one.body),
            )
            for one in rows
        ]
    )


def rules_of(look: Look) -> SurveyRules:
    """Return the rules as stored; version 0 when nobody has set any."""
    found = look.rows(SURVEY_RULES, SURVEY_RULES.c.id == SURVEY_RULES_ID)
    return found[0] if found else SurveyRules(version=0)
