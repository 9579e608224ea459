"""What falls due for an invitation: it leaves, the person is reminded once, it ends. Each step by its timer, decided anew."""

from __future__ import annotations

from typing import Literal

import surveys
from server.desk import mails
from server.desk.access import SYSTEM_ONLY
from server.desk.asking import planning, shapes
from server.desk.book import Book
from server.desk.events.surveys import Ended, Reminded, Sent
from server.desk.surveys import letters
from server.desk.timers import Fire, claim, fires
from server.desk.verbs import Answer, verb
from server.store.tables.surveys import INVITATIONS, SURVEYS, Invitation
from server.store.tables.work import TICKETS

fires(planning.TIMER, "survey.step")


@verb("survey.step", Fire, SYSTEM_ONLY)
def step(book: Book, body: Fire) -> Answer:
    """Send, remind or end an invitation when its time has come."""
    timer = claim(book, body)
    if timer is None:
        return Answer()
    row = book.must(INVITATIONS, timer.subject)
    config = shapes.version_of(book, row.survey_id, row.survey_version)
    course, fatigue = shapes.course(config), shapes.fatigue(shapes.rules(book))
    _, due = surveys.stepped(shapes.invitation(row, None), course, fatigue, book.now)
    if due == "send":
        _send(book, row)
    elif due == "remind":
        _remind(book, row)
    elif due == "expire":
        book.emit(Ended(invitation_id=row.id, ticket_id=row.ticket_id, outcome="expired"))
    later = surveys.due(shapes.invitation(book.must(INVITATIONS, row.id), None), course, fatigue, book.now)
    if later is not None:
        book.timer(planning.TIMER, row.id, max(later[0], book.now + 1))
    return Answer()


def _send(book: Book, row: Invitation) -> None:
    """Ask, unless another survey, an opt-out or the end of the survey itself came between."""
    survey = book.get(SURVEYS, row.survey_id)
    if survey is None or not survey.active:
        planning.withdraw(book, row, "off")
        return
    occasion: Literal["solved", "by_hand"] = "solved" if row.occasion == "solved" else "by_hand"
    before = book.get(INVITATIONS, row.reask_of) if row.reask_of else None
    wish = planning.Wish(book.must(TICKETS, row.ticket_id), survey, occasion, None, before)
    decision = planning.decide(book, wish, leaving=row)
    if decision.refusal is not None:
        planning.withdraw(book, row, decision.refusal)
        return
    book.emit(Sent(invitation_id=row.id, ticket_id=row.ticket_id, via=row.via))
    letters.write(book, row)


def _remind(book: Book, row: Invitation) -> None:
    book.emit(Reminded(invitation_id=row.id, ticket_id=row.ticket_id))
    if row.via == "email":
        letters.write(book, row, again=True)


def undelivered(book: Book, invitation_id: str) -> None:
    """A mail that nobody takes asked nobody: it does not count."""
    row = book.must(INVITATIONS, invitation_id)
    if row.answered_at is None and row.reminded_at is None and row.undelivered_at is None:
        book.stop_timer(planning.TIMER, row.id)
        book.emit(Ended(invitation_id=row.id, ticket_id=row.ticket_id, outcome="undelivered", reason="mail"))


mails.DEAD[letters.KIND] = undelivered
