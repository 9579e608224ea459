"""A survey by the keys of the telephone, right after a call: the desk says what to ask next, the provider what was pressed."""

from __future__ import annotations

import msgspec

import surveys
from server.desk.asking import planning, shapes
from server.desk.book import Book
from server.desk.surveys import answering
from server.store.tables.surveys import INVITATIONS, Invitation
from server.store.tables.work import Call

OVER = ("ended", "failed")
HUNG_UP = "caller_hung_up"


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask on the line: the words, the keys that answer (`lowest` to `highest`), whether `#` must end the number."""

    question: str
    words: str
    language: str
    lowest: int
    highest: int
    end_key: bool
    may_skip: bool


def after(book: Book, before: Call, now: Call) -> Prompt | None:
    """Return the first question when a call that was answered has just ended and its caller may be asked: not one who hung up first."""
    if (
        now.end_reason == HUNG_UP
        or before.state in OVER
        or now.state not in OVER
        or now.direction != "in"
        or now.answered_at is None
    ):
        return None
    row = planning.call_over(book, now)
    return _prompt(book, row, after_question=None) if row is not None else None


def pressed(book: Book, call: Call, question: str, keys: str) -> Prompt | None:
    """Take the keys pressed for a question and return the next one; the same again when the keys are no answer."""
    row = next(iter(book.find(INVITATIONS, call_id=call.id)), None)
    survey = _survey(book, row) if row is not None else None
    if row is None or survey is None or question not in {one.id for one in survey.questions}:
        return None
    try:
        value = surveys.keyed(survey.question(question), keys)
    except surveys.SurveyError:
        return _question(row, survey.question(question))
    if value is not None:
        answering.keyed(book, row, {**row.numbers, question: value})
    return _prompt(book, book.must(INVITATIONS, row.id), after_question=question)


def _survey(book: Book, row: Invitation) -> surveys.Survey:
    return shapes.survey(shapes.version_of(book, row.survey_id, row.survey_version))


def _prompt(book: Book, row: Invitation, after_question: str | None) -> Prompt | None:
    """Return the next question on the path that keys can answer."""
    path = surveys.asked(_survey(book, row), row.numbers)
    names = [one.id for one in path]
    later = path[names.index(after_question) + 1 :] if after_question in names else path
    for one in later:
        if one.kind != "text" and one.id not in row.numbers:
            return _question(row, one)
    return None


def _question(row: Invitation, question: surveys.Question) -> Prompt:
    first = 1 if question.kind == "choice" else 0
    words = question.words.get(row.language) or next(iter(question.words.values()), "")
    if question.options:
        options = question.options.get(row.language, ())
        words = " ".join([words, *(f"{place}: {text}" for place, text in enumerate(options, 1))])
    return Prompt(
        question=question.id,
        words=words,
        language=row.language,
        lowest=question.values.start + first,
        highest=question.values.stop - 1 + first,
        end_key=surveys.needs_end(question),
        may_skip=not question.required,
    )
