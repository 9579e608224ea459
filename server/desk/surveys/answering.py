"""What a person answers, on the page, in the chat or by the keys of a telephone: one effective answer, replaced whole within its time.

Only a command leads here, never the opening of a link: scanners of mail follow links.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

import surveys
from server.base.errors import Unknown
from server.desk import entries, redaction, tokens
from server.desk.access import SYSTEM_ONLY, VISITOR_CHAT
from server.desk.asking import persons, planning, shapes
from server.desk.book import Book
from server.desk.events.surveys import Answered, Sent
from server.desk.fields import Id
from server.desk.secrets import InvitationSecret
from server.desk.surveys import closing
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import TOKENS
from server.store.tables.surveys import INVITATIONS, Invitation
from server.store.tables.work import CONVERSATIONS, TICKETS

Name = Annotated[str, Meta(max_length=40)]
Value = (
    Annotated[int, Meta(ge=0, le=1_000)] | Annotated[str, Meta(max_length=surveys.questions.COMMENT_CHARS)]
)
Values = Annotated[dict[Name, Value], Meta(max_length=40)]


class ByToken(Body, frozen=True, kw_only=True):
    """The fingerprint of the link's secret."""

    token_id: Annotated[str, Meta(max_length=128)]


class AnswerByToken(ByToken, frozen=True, kw_only=True):
    """What the page sent: question to value or words."""

    answers: Values


class AnswerInChat(Body, frozen=True, kw_only=True):
    """What the widget sent at the end of a chat."""

    conversation_id: Id
    answers: Values


class GivenAnswer(Answer, frozen=True, kw_only=True):
    """Whether it was the first answer, a change, or the same again; and the follow-up it opened, if any."""

    kind: Literal["first", "changed", "repeated"]
    low: bool


def token_rows(book: Book, body: ByToken) -> Iterable[Need]:
    """Name the link, and what it leads to once it is known."""
    yield Need(TOKENS, ("id",), (body.token_id,))
    if token := book.peek(TOKENS, body.token_id):
        yield Need(INVITATIONS, ("id",), (token.subject,))


@verb("survey.answer", AnswerByToken, SYSTEM_ONLY, answer=GivenAnswer, reads=token_rows)
def answer_by_token(book: Book, body: AnswerByToken) -> GivenAnswer:
    """Record what somebody answered on the survey's page."""
    return _answered(book, by_token(book, body.token_id), body.answers, "email")


@verb("survey.stop", ByToken, SYSTEM_ONLY, reads=token_rows)
def stop(book: Book, body: ByToken) -> Answer:
    """Ask this person nothing more, by the link of any survey they were sent."""
    row = by_token(book, body.token_id)
    customer = book.must(CUSTOMERS, row.customer_id)
    persons.opt_out(book, customer)
    for other in book.find(INVITATIONS, customer_id=customer.id):
        planning.withdraw(book, other, "opted_out")
    return Answer()


@verb("survey.answer_chat", AnswerInChat, VISITOR_CHAT, answer=GivenAnswer)
def answer_in_chat(book: Book, body: AnswerInChat) -> GivenAnswer:
    """Record what the customer answered in the widget at the end of their chat."""
    ticket_id = book.must(CONVERSATIONS, body.conversation_id).ticket_id
    row = newest(book.find(INVITATIONS, ticket_id=ticket_id))
    if row is None:
        raise Unknown("surveys.link_invalid")
    if row.sent_at is None and row.withdrawn_at is None:
        # Nobody needs a mail who answers before it has left.
        book.emit(Sent(invitation_id=row.id, ticket_id=ticket_id, via="chat"))
    return _answered(book, book.must(INVITATIONS, row.id), body.answers, "chat")


def by_token(book: Book, token_id: str) -> Invitation:
    """Return the invitation a link leads to. Raises Unknown for a link that was never made or is long over."""
    token = book.get(TOKENS, token_id)
    if not tokens.is_good(token, planning.PURPOSE, book.now) or token is None:
        raise Unknown("surveys.link_invalid")
    return book.must(INVITATIONS, token.subject)


def newest(rows: Iterable[Invitation]) -> Invitation | None:
    """Return the invitation about the newest solution."""
    return max(rows, key=lambda one: one.cycle, default=None)


def keyed(book: Book, row: Invitation, numbers: Mapping[str, int]) -> GivenAnswer:
    """Record the numbers keyed so far: who hangs up after the first question has answered it."""
    return _answered(book, row, dict(numbers), "keypad")


def _answered(book: Book, row: Invitation, sent: Mapping[str, Any], via: str) -> GivenAnswer:
    config = shapes.version_of(book, row.survey_id, row.survey_version)
    survey = shapes.survey(config)
    if via == "keypad":
        survey = eased(survey)
    secret = book.open(row.id, InvitationSecret)
    if secret is None:
        raise Unknown("surveys.link_invalid")
    before = shapes.invitation(row, shapes.answers(row, secret.words) if row.answered_at else None)
    with shapes.refusals():
        given = surveys.answer(before, survey, sent, shapes.course(config), book.now)
    low = _low(book, survey, given.invitation.answers or {})
    if given.kind == "repeated":
        return GivenAnswer(kind="repeated", low=row.low)
    _write(book, row, secret, given, _scored(survey, given), low, via)
    closing.follow(book, book.must(INVITATIONS, row.id), survey)
    return GivenAnswer(kind=given.kind, low=low)


def eased(survey: surveys.Survey) -> surveys.Survey:
    """Return the survey as the telephone asks it: each question may be the last one answered."""
    questions = tuple(
        surveys.Question(one.id, one.kind, one.words, one.options, False, one.branches)
        for one in survey.questions
    )
    return surveys.Survey(survey.id, survey.version, questions, survey.languages)


def _low(book: Book, survey: surveys.Survey, answers: Mapping[str, surveys.Answer]) -> bool:
    loop = shapes.loop(shapes.rules(book))
    return any(
        isinstance(value, int) and surveys.is_low(survey.question(name).kind, value, loop)
        for name, value in answers.items()
    )


def _scored(survey: surveys.Survey, given: surveys.Given) -> tuple[str, int] | None:
    """Return the kind and value of the first answer on a scale."""
    answers = given.invitation.answers or {}
    for one in survey.questions:
        value = answers.get(one.id)
        if one.kind in surveys.SCALES and isinstance(value, int):
            return one.kind, value
    return None


def _write(
    book: Book,
    row: Invitation,
    secret: InvitationSecret,
    given: surveys.Given,
    scored: tuple[str, int] | None,
    low: bool,
    via: str,
) -> None:
    answers = given.invitation.answers or {}
    words = {
        name: redaction.redact(value).strip() for name, value in answers.items() if isinstance(value, str)
    }
    book.seal(row.id, book.must(CUSTOMERS, row.customer_id).key_id, replace(secret, words=words))
    fact = Answered(
        invitation_id=row.id,
        ticket_id=row.ticket_id,
        customer_id=row.customer_id,
        numbers={name: value for name, value in answers.items() if isinstance(value, int)},
        kind=scored[0] if scored else None,
        score=scored[1] if scored else None,
        comment=bool(words),
        low=low,
        via=via,
        first=given.kind == "first",
    )
    if fact.first:
        book.stop_timer(planning.TIMER, row.id)
    book.emit(fact)
    _line(book, fact, "\n\n".join(words.values()))


def _line(book: Book, fact: Answered, words: str) -> None:
    """Write the answer into the timeline: the first value on a scale, with its best; the comment sealed."""
    facts: dict[str, Any] = {"code": "survey_commented", "invitation_id": fact.invitation_id}
    if fact.kind is not None:
        code = "survey_answered" if fact.first else "survey_changed"
        best = surveys.SCALES[fact.kind].highest
        facts |= {"code": code, "kind": fact.kind, "score": fact.score, "best": best, "low": fact.low}
    entries.write(
        book,
        customer_id=fact.customer_id,
        kind="survey",
        channel=book.must(TICKETS, fact.ticket_id).channel,
        author_kind="customer",
        author_id=fact.customer_id,
        ticket_id=fact.ticket_id,
        body=words,
        facts=facts,
    )
