"""Between the rows of the desk and the values the rules of `surveys` decide on. Decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import surveys
from server.base.errors import Conflict, DeskError, Invalid, Unknown
from server.desk.book import Book
from server.desk.configuration import as_row
from server.store.tables.staff import CONFIG_VERSIONS
from server.store.tables.surveys import (
    SURVEY_RULES,
    SURVEY_RULES_ID,
    SURVEYS,
    Invitation,
    Survey,
    SurveyRules,
)
from surveys.questions import Branch, Question

KIND = "survey"
_GONE = {"surveys.link_expired", "surveys.link_withdrawn", "surveys.answer_final", "surveys.follow_up_own"}


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a refusal of the rules into one of the desk, with the same code and values."""
    try:
        yield
    except surveys.SurveyError as error:
        raise refusal(error) from error


def refusal(error: surveys.SurveyError) -> DeskError:
    """Return the desk's refusal for one of the rules."""
    plain: dict[str, Any] = {
        name: value if isinstance(value, str | int | float) else str(value)
        for name, value in error.params.items()
    }
    if error.code == "surveys.link_invalid":
        return Unknown(error.code, **plain)
    return (Conflict if error.code in _GONE else Invalid)(error.code, **plain)


def rules(book: Book) -> SurveyRules:
    """Return the desk's survey rules as the command sees them."""
    return book.get(SURVEY_RULES, SURVEY_RULES_ID) or SurveyRules()


def fatigue(found: SurveyRules) -> surveys.Fatigue:
    """Return how often a person may be asked."""
    return surveys.Fatigue(
        found.budget, found.window_days, found.cool_down_days, found.quiet_from, found.quiet_to
    )


def loop(found: SurveyRules) -> surveys.Loop:
    """Return what counts as low and how fast it is answered."""
    low = {"csat": found.low_csat, "nps": found.low_nps, "ces": found.low_ces}
    return surveys.Loop(found.respond_within_hours, low, found.on_sad_comment)


def course(row: Survey, *, at_once: bool = False) -> surveys.Course:
    """Return how an invitation of this survey goes; `at_once` without its delay."""
    return surveys.Course(0 if at_once else row.delay_minutes, row.open_days, row.remind_days, row.edit_hours)


def survey(row: Survey) -> surveys.Survey:
    """Return a survey as its row has it, unchecked."""
    return surveys.Survey(row.id, row.version, tuple(question(one) for one in row.questions))


def question(plain: Mapping[str, Any]) -> Question:
    """Return one question of its plain form."""
    options = plain.get("options")
    return Question(
        plain["id"],
        plain["kind"],
        plain["words"],
        {language: tuple(words) for language, words in options.items()} if options else None,
        bool(plain.get("required", False)),
        tuple(Branch(frozenset(one["values"]), one["to"]) for one in plain.get("branches", ())),
    )


def version_of(book: Book, survey_id: str, version: int) -> Survey:
    """Return the survey as it was in a version. Raises Unknown for one that was never kept."""
    return read_version(
        survey_id,
        version,
        book.get(SURVEYS, survey_id),
        lambda: _body(book, survey_id, version),
    )


def read_version(
    survey_id: str, version: int, now: Survey | None, older: Callable[[], dict[str, Any] | None]
) -> Survey:
    """Return a version of a survey: the present row when it is that one, else what was kept of it."""
    if now is not None and now.version == version:
        return now
    body = older()
    if body is None:
        raise Unknown("survey.unknown", id=survey_id)
    return kept(body)


def kept(body: dict[str, Any]) -> Survey:
    """Return a kept version as a row of today."""
    return as_row(SURVEYS, body)


def invitation(row: Invitation, answers: Mapping[str, surveys.Answer] | None) -> surveys.Invitation:
    """Return an invitation for the rules, with its effective answers."""
    return surveys.Invitation(
        row.id,
        row.survey_id,
        row.survey_version,
        row.ticket_id,
        row.cycle,
        row.customer_id,
        row.channel,
        row.language,
        row.zone,
        row.agents,
        row.planned_for,
        row.sent_at,
        row.reminded_at,
        row.answered_at,
        row.edited_at,
        row.expired_at,
        row.withdrawn_at or row.undelivered_at,
        answers,
    )


def answers(row: Invitation, words: Mapping[str, str]) -> dict[str, surveys.Answer]:
    """Return the effective answers: the numbers of the row and the words that are sealed."""
    return {**dict[str, surveys.Answer](row.numbers), **words}


def _body(book: Book, survey_id: str, version: int) -> dict[str, Any] | None:
    kept = book.get(CONFIG_VERSIONS, KIND, survey_id, version)
    return kept.body if kept else None
