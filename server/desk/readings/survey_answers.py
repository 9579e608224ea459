"""The answers a figure was made from, newest first, with their words: a figure nobody can open is a figure nobody trusts."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from server.base.clock import Ms
from server.desk.access import FLOOR_READ
from server.desk.readings import survey_rows
from server.desk.readings.look import IN_LIMIT, Look
from server.desk.readings.registry import Question, reading
from server.desk.readings.survey_report import Days
from server.desk.readings.survey_rows import Asked, By, Kind
from server.desk.secrets import CustomerSecret, InvitationSecret
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import QUEUES, USERS
from server.store.tables.surveys import FOLLOW_UPS, FollowUp
from server.store.tables.work import TICKETS, Ticket

PAGE = 100
Which = Literal["answered", "low", "comment", "unanswered"]


class AnswersQuestion(Question, frozen=True, kw_only=True):
    """Which answers: of a figure, in the last days, of one group (`by`, `key`) and of some sort; from `skip` on."""

    kind: Kind = "csat"
    days: Days = 30
    by: By | None = None
    key: Annotated[str, Meta(max_length=80)] = ""
    which: Which = "answered"
    skip: Annotated[int, Meta(ge=0, le=50_000)] = 0


class AnswerLine(msgspec.Struct, frozen=True, kw_only=True):
    """One answer. `value` None: not answered. `words` are the customer's; `follow_up`: the ticket it became, and whether it is closed."""

    invitation_id: str
    ticket_id: str
    number: int
    customer: str | None
    at: Ms
    channel: str
    via: str
    language: str
    queue: str
    agents: list[str]
    value: int | None
    numbers: dict[str, int]
    words: list[str]
    low: bool
    follow_up_id: str | None
    follow_up_number: int | None
    follow_up_closed: bool


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """A page of answers, newest first; `total` of all that fit."""

    answers: list[AnswerLine]
    total: int
    more: bool


@reading(
    "surveys.answers",
    AnswersQuestion,
    FLOOR_READ,
    path="/survey-answers",
    answer=Answers,
    audited="surveys.answers",
)
def answers(look: Look, question: AnswersQuestion) -> Answers:
    """The answers behind a figure, of the tickets the viewer sees."""
    rows = fitting(look, question)
    shown = rows[question.skip : question.skip + PAGE]
    return Answers(answers=lines(look, shown), total=len(rows), more=len(rows) > question.skip + PAGE)


@reading(
    "surveys.export",
    AnswersQuestion,
    FLOOR_READ,
    path="/survey-answers/export",
    answer=Answers,
    audited="surveys.exported",
)
def export(look: Look, question: AnswersQuestion) -> Answers:
    """The answers behind a figure, all of them, without customers' words and names."""
    rows = fitting(look, question)
    return Answers(
        answers=[replace(one, words=[], customer=None) for one in lines(look, rows)],
        total=len(rows),
        more=False,
    )


def fitting(look: Look, question: AnswersQuestion) -> list[Asked]:
    """Return the asked that belong to the question, newest first."""
    span, _ = survey_rows.spans(look.now, question.days)
    rows = survey_rows.asked(look, question.kind, span)
    if question.by is not None and question.key:
        keys = survey_rows.keys(question.by, look.user.time_zone if look.user else "UTC")
        rows = [one for one in rows if question.key in keys(one)]
    return [one for one in rows if _is(one, question.which)]


def lines(look: Look, rows: list[Asked]) -> list[AnswerLine]:
    """Return these as they are shown, in a few queries."""
    words = look.open_all([one.row.id for one in rows], InvitationSecret)
    work = {
        one.invitation_id: one
        for start in range(0, len(rows), IN_LIMIT)
        for one in look.rows(
            FOLLOW_UPS,
            FOLLOW_UPS.c.invitation_id.in_([each.row.id for each in rows[start : start + IN_LIMIT]]),
        )
    }
    tickets = look.by_id(
        TICKETS, [*(one.row.ticket_id for one in rows), *(one.ticket_id for one in work.values())]
    )
    people = look.by_id(CUSTOMERS, [one.row.customer_id for one in rows])
    roots = look.by_id(CUSTOMERS, [one.merged_into or one.id for one in people.values()])
    called = look.open_all(roots, CustomerSecret)
    users = look.by_id(USERS, [agent for one in rows for agent in one.row.agents])
    queues = look.by_id(QUEUES, [one.row.queue_id for one in rows])
    return [
        AnswerLine(
            invitation_id=one.row.id,
            ticket_id=one.row.ticket_id,
            number=tickets[one.row.ticket_id].number,
            customer=_name(called, people[one.row.customer_id].merged_into or one.row.customer_id),
            at=one.row.answered_at or one.row.sent_at or 0,
            channel=one.row.channel,
            via=one.row.via,
            language=one.row.language,
            queue=queues[one.row.queue_id].name if one.row.queue_id in queues else "",
            agents=[users[agent].name for agent in one.row.agents if agent in users],
            value=one.value,
            numbers=one.row.numbers,
            words=list(words[one.row.id].words.values()) if one.row.id in words else [],
            low=one.row.low,
            follow_up_id=found.ticket_id if (found := work.get(one.row.id)) else None,
            follow_up_number=_number(tickets, found),
            follow_up_closed=found is not None and found.closed_at is not None,
        )
        for one in rows
    ]


def _is(one: Asked, which: Which) -> bool:
    if which == "unanswered":
        return one.row.answered_at is None
    if which == "comment":
        return one.row.comment
    return one.value is not None and (which == "answered" or one.row.low)


def _name(called: dict[str, CustomerSecret], customer_id: str) -> str | None:
    secret = called.get(customer_id)
    return secret.name if secret else None


def _number(tickets: dict[str, Ticket], found: FollowUp | None) -> int | None:
    return tickets[found.ticket_id].number if found is not None and found.ticket_id in tickets else None
