"""Asking somebody because a person or a program wants to: past the trigger and the sample, past nothing else."""

from __future__ import annotations

from server.base.errors import Conflict
from server.desk.access import TICKET
from server.desk.asking import planning
from server.desk.book import Book
from server.desk.fields import Id
from server.desk.verbs import Answer, Body, verb
from server.store.tables.surveys import SURVEYS
from server.store.tables.work import TICKETS


class AskNow(Body, frozen=True, kw_only=True):
    """The ticket to ask about, and with which survey; the one that fits when none is named."""

    ticket_id: Id
    survey_id: Id | None = None


class AskedNow(Answer, frozen=True, kw_only=True):
    """The invitation, how it goes and when: not before the person's quiet hours are over."""

    invitation_id: str
    via: str
    planned_for: int


@verb("survey.ask", AskNow, TICKET, path="/tickets/{ticket_id}/survey", answer=AskedNow)
def ask_now(book: Book, body: AskNow) -> AskedNow:
    """Ask the customer about a ticket now, unless they are to be left alone."""
    ticket = book.must(TICKETS, body.ticket_id)
    occasion = planning.by_hand(book)
    survey = book.must(SURVEYS, body.survey_id) if body.survey_id else planning.chosen(book, ticket, occasion)
    if survey is None or not survey.active:
        raise Conflict("survey.none_active")
    row = planning.asked(book, planning.Wish(ticket, survey, occasion))
    book.audit("survey.asked", ticket.id, survey_id=survey.id)
    return AskedNow(invitation_id=row.id, via=row.via, planned_for=row.planned_for)
