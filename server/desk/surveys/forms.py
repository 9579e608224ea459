"""Surveys as people edit them: questions in both languages, when they go out, to whom. Sends nothing.

A survey that is not active may be half written; one that is, is checked whole. Each saved change is a new version.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

import surveys
from server.base.errors import Conflict, Invalid
from server.desk import access
from server.desk.asking import shapes
from server.desk.book import Book
from server.desk.configuration import RESTORES, ConfigAnswer, keep, restores, seen, told
from server.desk.fields import Id, Name, Version, check_version, tidy
from server.desk.surveys import digest
from server.desk.verbs import Body, verb
from server.store.tables.staff import QUEUES
from server.store.tables.surveys import SURVEY_RULES, SURVEYS, Survey, SurveyRules

EDITORS = access.Policy("surveys", frozenset(("editor", "administrator")), "admin")
READERS = access.Policy("surveys read", frozenset(("editor", "supervisor", "administrator")), "read")
Language = Literal["en", "zh"]
Words = Annotated[str, Meta(max_length=500)]
Occasion = Literal["solved", "call_ended"]
Days = Annotated[int, Meta(ge=1, le=365)]
QUESTIONS_LIMIT = 20


class BranchBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """After one of these values go on at question `to` (`end`: nothing more)."""

    values: Annotated[tuple[Annotated[int, Meta(ge=0, le=100)], ...], Meta(min_length=1, max_length=101)]
    to: Annotated[str, Meta(min_length=1, max_length=40)]


class QuestionBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question; `options` of a choice by language, answered by their place."""

    id: Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,19}$")]
    kind: Literal["csat", "nps", "ces", "choice", "text"]
    words: dict[Language, Words]
    options: dict[Language, Annotated[tuple[Words, ...], Meta(max_length=20)]] | None = None
    required: bool = False
    branches: Annotated[tuple[BranchBody, ...], Meta(max_length=20)] = ()


class Content(Body, frozen=True, kw_only=True):
    """The whole of a survey. `occasions`: when it goes out by itself; `sample_percent` to what share of them."""

    name: Name
    active: bool = False
    questions: Annotated[tuple[QuestionBody, ...], Meta(max_length=QUESTIONS_LIMIT)] = ()
    thanks: dict[Language, Words] = {}
    occasions: tuple[Occasion, ...] = ()
    queue_ids: Annotated[tuple[Id, ...], Meta(max_length=100)] = ()
    sample_percent: Annotated[int, Meta(ge=0, le=100)] = 100
    delay_minutes: Annotated[int, Meta(ge=0, le=43_200)] = 30
    open_days: Days = 14
    remind_days: Days | None = 3
    edit_hours: Annotated[int, Meta(ge=0, le=720)] = 24


class EditSurvey(Content, frozen=True, kw_only=True):
    """The whole of a survey as it shall be. `version` is the one that was seen."""

    survey_id: Id
    version: Version


class RemoveSurvey(Body, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    survey_id: Id
    version: Version


class RestoreSurvey(RemoveSurvey, frozen=True, kw_only=True):
    """The version whose content counts again, as a new version."""

    restored: Version


class EditRules(Body, frozen=True, kw_only=True):
    """How often people may be asked, and what counts as low. Quiet hours in minutes of the person's own day."""

    version: Annotated[int, Meta(ge=0)]
    budget: Annotated[int, Meta(ge=0, le=100)]
    window_days: Annotated[int, Meta(ge=1, le=730)]
    cool_down_days: Annotated[int, Meta(ge=0, le=730)]
    quiet_from: Annotated[int, Meta(ge=0, le=1_439)]
    quiet_to: Annotated[int, Meta(ge=0, le=1_439)]
    minimum_answers: Annotated[int, Meta(ge=1, le=1_000)]
    respond_within_hours: Annotated[int, Meta(ge=1, le=720)]
    low_csat: Annotated[int, Meta(ge=1, le=4)]
    low_nps: Annotated[int, Meta(ge=0, le=8)]
    low_ces: Annotated[int, Meta(ge=1, le=5)]
    on_sad_comment: bool
    boost_s: Annotated[int, Meta(ge=0, le=86_400)]
    digest: bool


@verb("surveys.create", Content, EDITORS, path="/surveys", answer=ConfigAnswer)
def create(book: Book, body: Content) -> ConfigAnswer:
    """Add a survey. With the first one begins the weekly digest."""
    if not book.find(SURVEYS, removed_at=None):
        digest.begin(book)
    return _kept(book, Survey(id=book.new_id("sur"), name="", version=0), body)


@verb("surveys.edit", EditSurvey, EDITORS, path="/surveys/{survey_id}", answer=ConfigAnswer)
def edit(book: Book, body: EditSurvey) -> ConfigAnswer:
    """Change a survey; what is on its way keeps the version it was sent in."""
    return _kept(book, seen(book, shapes.KIND, SURVEYS, body.survey_id, body.version), body)


@verb("surveys.remove", RemoveSurvey, EDITORS, path="/surveys/{survey_id}/remove", answer=ConfigAnswer)
def remove(book: Book, body: RemoveSurvey) -> ConfigAnswer:
    """Take a survey away; what was answered stays, and what is on its way may still be answered."""
    survey = seen(book, shapes.KIND, SURVEYS, body.survey_id, body.version)
    return keep(book, shapes.KIND, SURVEYS, replace(survey, active=False, removed_at=book.now))


@verb("surveys.restore", RestoreSurvey, EDITORS, path="/surveys/{survey_id}/restore", answer=ConfigAnswer)
def restore(book: Book, body: RestoreSurvey) -> ConfigAnswer:
    """Let an earlier version count again, as a new one."""
    seen(book, shapes.KIND, SURVEYS, body.survey_id, body.version)
    older = shapes.version_of(book, body.survey_id, body.restored)
    return RESTORES[shapes.KIND](book, body.survey_id, body.version, msgspec.to_builtins(older))


@verb("surveys.set_rules", EditRules, EDITORS, path="/survey-rules", answer=ConfigAnswer)
def set_rules(book: Book, body: EditRules) -> ConfigAnswer:
    """Set how often people may be asked and what counts as low."""
    before = shapes.rules(book)
    check_version("survey_rules", before.id, before.version if _stored(book) else 0, body.version)
    fields = {name: getattr(body, name) for name in body.__struct_fields__ if name != "version"}
    rules = book.put(SURVEY_RULES, replace(before, **fields, version=body.version + 1))
    return told(book, "survey_rules", rules.id, rules.version, msgspec.to_builtins(rules))


def _stored(book: Book) -> bool:
    return book.get(SURVEY_RULES, SurveyRules().id) is not None


def _kept(book: Book, before: Survey, body: Content) -> ConfigAnswer:
    _check_queues(book, body)
    plain: list[dict[str, Any]] = msgspec.to_builtins(body.questions)
    fields = {name: getattr(body, name) for name in Content.__struct_fields__}
    fields |= {"name": tidy(body.name), "questions": tuple(plain)}
    changed = replace(before, **fields)
    _check(changed)
    return keep(book, shapes.KIND, SURVEYS, changed)


def _check(survey: Survey) -> None:
    """Raise for what cannot be sent; one that is not active may lack words and questions."""
    if survey.remind_days is not None and survey.remind_days >= survey.open_days:
        raise Invalid("survey.reminder_too_late", open=survey.open_days, remind=survey.remind_days)
    if len({one["id"] for one in survey.questions}) != len(survey.questions):
        raise Conflict("survey.question_repeated")
    if survey.active:
        with shapes.refusals():
            surveys.checked(shapes.survey(survey))


def _check_queues(book: Book, body: Content) -> None:
    for queue_id in body.queue_ids:
        if (queue := book.get(QUEUES, queue_id)) is None or queue.removed_at is not None:
            raise Invalid("queue.unknown", id=queue_id)


def _fitting(book: Book, past: Survey, _present: Survey) -> Survey:
    """An earlier version may name queues that are gone."""
    there = tuple(one for one in past.queue_ids if (row := book.get(QUEUES, one)) and row.removed_at is None)
    fitting = replace(past, queue_ids=there, active=past.active and (bool(there) or not past.queue_ids))
    _check(fitting)
    return fitting


restores(shapes.KIND, SURVEYS, _fitting)
