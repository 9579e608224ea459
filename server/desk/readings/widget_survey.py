"""The question a customer finds in the widget when their chat is solved or over: the first one on a scale, and the first for words."""

from __future__ import annotations

import surveys
from console import protocol
from server.desk.asking import shapes
from server.desk.readings.look import Look
from server.desk.readings.survey_pages import survey_of
from server.desk.surveys.answering import newest
from server.store.tables.surveys import INVITATIONS
from server.store.tables.work import Conversation, Ticket

DONE = ("solved", "closed")


def widget_survey(look: Look, conversation: Conversation, ticket: Ticket) -> protocol.WidgetSurvey | None:
    """Return what to ask, or that it was answered; None when nobody is to be asked here (any more)."""
    if ticket.status not in DONE and conversation.ended_at is None:
        return None
    row = newest(look.rows(INVITATIONS, INVITATIONS.c.ticket_id == ticket.id))
    if row is None or row.reask_of is not None:
        return None
    config = survey_of(look, row.survey_id, row.survey_version)
    found = shapes.invitation(row, None)
    waits = found.state == "planned" or surveys.editable(found, shapes.course(config), look.now)
    rated = shapes.survey(config).rated
    if rated is None or not waits:
        return None
    words = next((one for one in shapes.survey(config).questions if one.kind == "text"), None)
    scale = surveys.SCALES[rated.kind]
    return protocol.WidgetSurvey(
        question=rated.id,
        kind=rated.kind,
        words=_in(rated, row.language),
        ends=list(scale.ends[row.language]),
        value=row.numbers.get(rated.id),
        comment=words.id if words else None,
        comment_words=_in(words, row.language) if words else "",
        answered=row.answered_at is not None,
    )


def _in(question: surveys.Question, language: str) -> str:
    return question.words.get(language) or next(iter(question.words.values()), "")
