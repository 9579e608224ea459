"""The closed loop: a low answer becomes a ticket for somebody else, which closes with a record; then the person is asked once more."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

import surveys
from server.base.clock import DAY
from server.base.errors import Conflict
from server.base.i18n import translate
from server.desk import entries, identify, intake, notices, ownership, redaction
from server.desk.access import SYSTEM_ONLY, TICKET
from server.desk.asking import barred, planning, shapes
from server.desk.book import Book
from server.desk.events.surveys import FollowUpClosed, FollowUpOpened, Judged
from server.desk.fields import Id
from server.desk.secrets import FollowUpSecret, InvitationSecret
from server.desk.verbs import Answer, Body, verb
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import QUEUES, USERS
from server.store.tables.surveys import FOLLOW_UPS, INVITATIONS, SURVEYS, FollowUp, Invitation
from server.store.tables.work import TICKETS, Ticket
from surveys.follow_up import Mood

TAG = "follow-up"
FRESH = 7 * DAY
"""Words that are judged later than this are noted, but nobody is called about them any more."""
Words = Annotated[str, Meta(min_length=1, max_length=2_000)]
Cause = Literal["no_answer", "wrong_answer", "slow", "unsolved", "manner", "product", "policy", "other"]


class CloseFollowUp(Body, frozen=True, kw_only=True):
    """What was done about a low answer. `cause` counts in reports; `why` is it in words."""

    ticket_id: Id
    contact: Words
    cause: Cause
    why: Words
    remedy: Words
    told: Words


class JudgeComment(Body, frozen=True, kw_only=True):
    """How the words of an answer sound."""

    invitation_id: Id
    mood: Mood


def follow(book: Book, row: Invitation, survey: surveys.Survey) -> FollowUp | None:
    """Open the follow-up that this effective answer asks for, at most one for an invitation."""
    if book.find(FOLLOW_UPS, invitation_id=row.id) or row.reask_of is not None:
        return None
    secret = book.open(row.id, InvitationSecret) or InvitationSecret()
    mood: Mood | None = row.mood if row.mood in ("negative", "neutral", "positive") else None  # type: ignore[assignment]  # narrowed above
    found = shapes.rules(book)
    answers = shapes.answers(row, secret.words)
    wanted = surveys.follow_up(survey, answers, row.agents, shapes.loop(found), mood=mood, now=book.now)
    if wanted is None:
        return None
    return _open(book, row, survey, wanted, found.boost_s)


@verb("follow_up.close", CloseFollowUp, TICKET, path="/tickets/{ticket_id}/follow-up")
def close(book: Book, body: CloseFollowUp) -> Answer:
    """Put on record how the customer was reached, why it happened, what was done and what they were told; then solve the ticket."""
    ticket = book.must(TICKETS, body.ticket_id)
    row = book.must(FOLLOW_UPS, ticket.id)
    if row.closed_at is not None:
        raise Conflict("follow_up.closed")
    barred.refuse_rated(book, ticket, book.actor.id)
    words = {"contact": body.contact, "cause": body.why, "remedy": body.remedy, "told": body.told}
    record = {name: redaction.redact(text).strip() for name, text in words.items()}
    with shapes.refusals():
        surveys.refuse_incomplete(record)
    key_id = book.must(CUSTOMERS, ticket.customer_id).key_id
    book.seal(record_id(ticket.id), key_id, FollowUpSecret(**record))
    book.emit(FollowUpClosed(ticket_id=ticket.id, cause=body.cause))
    entries.note_event(
        book, ticket.id, ticket.customer_id, ticket.channel, "follow_up_closed", cause=body.cause
    )
    if ticket.status not in ownership.FINISHED:
        ownership.finish(book, ticket, "solved")
    _ask_again(book, book.must(FOLLOW_UPS, ticket.id))
    return Answer()


@verb("survey.judge", JudgeComment, SYSTEM_ONLY)
def judge(book: Book, body: JudgeComment) -> Answer:
    """Note the mood of an answer's words; a sad comment comes back as work however good the score."""
    row = book.must(INVITATIONS, body.invitation_id)
    if row.answered_at is None or not row.comment or row.mood == body.mood:
        return Answer()
    book.emit(Judged(invitation_id=row.id, ticket_id=row.ticket_id, mood=body.mood))
    if book.now - row.answered_at <= FRESH:
        survey = shapes.survey(shapes.version_of(book, row.survey_id, row.survey_version))
        follow(book, book.must(INVITATIONS, row.id), survey)
    return Answer()


def record_id(ticket_id: str) -> str:
    """Return the id under which the record of a follow-up is sealed."""
    return f"{ticket_id}:follow-up"


def _open(
    book: Book, row: Invitation, survey: surveys.Survey, wanted: surveys.FollowUp, boost_s: int
) -> FollowUp:
    about = book.must(TICKETS, row.ticket_id)
    customer = identify.root(book, row.customer_id)
    question = survey.question(wanted.question) if wanted.question else survey.rated
    first = row.numbers.get(question.id) if question else None
    ticket = intake.open_ticket(
        book,
        customer=customer,
        channel="desk",
        subject=_subject(customer.language or "en", about, question, first),
        queue_id=about.queue_id if _lives(book, about.queue_id) else None,
        priority="high",
        tags=(TAG, wanted.reason.replace("_", "-")),
    )
    book.emit(
        FollowUpOpened(
            ticket_id=ticket.id,
            about_id=about.id,
            invitation_id=row.id,
            reason=wanted.reason,
            question=wanted.question,
            kind=question.kind if question else "text",
            first=first,
            not_for=tuple(sorted(wanted.not_for)),
            due_at=wanted.due_at,
        )
    )
    if boost_s:
        ownership.boost(book, ticket.id, "low_score", boost_s)
    entries.note_event(book, ticket.id, customer.id, "desk", "follow_up_opened", about=about.number)
    _tell(book, ticket, row, first)
    return book.must(FOLLOW_UPS, ticket.id)


def _subject(language: str, about: Ticket, question: surveys.Question | None, first: int | None) -> str:
    tongue = "zh" if language.startswith("zh") else "en"
    if question is None or first is None or question.kind not in surveys.SCALES:
        return translate(tongue, "survey.follow_up.comment", number=about.number)
    best = surveys.SCALES[question.kind].highest
    return translate(tongue, "survey.follow_up.score", number=about.number, score=first, best=best)


def _lives(book: Book, queue_id: str) -> bool:
    queue = book.get(QUEUES, queue_id)
    return queue is not None and queue.removed_at is None


def _tell(book: Book, ticket: Ticket, row: Invitation, first: int | None) -> None:
    """Tell the supervisors of the queue's team."""
    queue = book.must(QUEUES, ticket.queue_id)
    leads = [
        one.id
        for one in book.find(USERS, role="supervisor")
        if queue.team_id in one.team_ids and one.deactivated_at is None
    ]
    facts = {"score": first} if first is not None else {}
    notices.tell(book, leads, "low_score", ticket_id=ticket.id, key=f"low_score:{row.id}", facts=facts)


def _ask_again(book: Book, row: FollowUp) -> None:
    """Ask the person once more, with the same survey; who is left alone now is not asked later."""
    before = book.must(INVITATIONS, row.invitation_id)
    survey = book.get(SURVEYS, before.survey_id)
    if (
        survey is None
        or not survey.active
        or not surveys.may_reask(row.closed_at, row.reasked_id is not None)
    ):
        return
    wish = planning.Wish(book.must(TICKETS, row.ticket_id), survey, "by_hand", None, before)
    planning.ask_if_free(book, wish)
