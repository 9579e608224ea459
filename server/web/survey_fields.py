"""A survey between its row and the fields of its form: shown, read back, questions added, moved and dropped. Saves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from console.settings_pages import Choice
from console.survey_settings import KINDS, BranchFields, QuestionFields, SurveyForm
from server.base.errors import Invalid
from server.store.tables.surveys import Survey
from server.web.pages import Form, number, one

BRANCHES = 2
MOST_QUESTIONS = 20
NUMBERS = ("sample_percent", "delay_minutes", "remind_days", "open_days", "edit_hours")
BEGINNING: list[dict[str, Any]] = [
    {
        "id": "csat",
        "kind": "csat",
        "required": True,
        "words": {"en": "Overall, how was this conversation?", "zh": "总体而言，您对这次服务满意吗？"},
    },
    {
        "id": "comment",
        "kind": "text",
        "words": {"en": "Anything we should know?", "zh": "还有什么想告诉我们的吗？"},
    },
]
"""What a new survey begins with, so that it can be switched on at once."""


def shown(row: Survey, queues: tuple[Choice, ...]) -> SurveyForm:
    """Return the form of a stored survey."""
    numbers: dict[str, int | str] = {name: getattr(row, name) for name in NUMBERS}
    if row.remind_days is None:
        numbers["remind_days"] = ""
    return SurveyForm(
        id=row.id,
        version=row.version,
        name=row.name,
        active=row.active,
        questions=tuple(_fields(each) for each in row.questions),
        thanks_en=row.thanks.get("en", ""),
        thanks_zh=row.thanks.get("zh", ""),
        occasions=row.occasions,
        queue_ids=row.queue_ids,
        queues=queues,
        numbers=numbers,
    )


def read(before: SurveyForm, form: Form) -> SurveyForm:
    """Return the form with what was typed into it."""
    return replace(
        before,
        name=one(form, "name"),
        active=bool(one(form, "active")),
        questions=tuple(_read(form, place) for place in range(MOST_QUESTIONS) if f"q{place}.id" in form),
        thanks_en=one(form, "thanks_en"),
        thanks_zh=one(form, "thanks_zh"),
        occasions=tuple(form.get("occasion", ())),
        queue_ids=tuple(form.get("queue_id", ())),
        numbers={name: number(form, name) for name in NUMBERS},
    )


def changes_form(do: str) -> bool:
    """Return whether a wish changes the form only."""
    return do == "add" or do.partition(":")[0] in ("up", "down", "drop")


def changed(before: SurveyForm, form: Form, do: str) -> SurveyForm:
    """Return the form with a question added, moved or dropped. Raises Invalid for a place that is none."""
    typed = read(before, form)
    questions = list(typed.questions)
    if do == "add":
        questions.append(_new(one(form, "new_kind"), {each.id for each in questions}))
        return replace(typed, questions=tuple(questions))
    wish, _, place = do.partition(":")
    at = int(place) if place.isascii() and place.isdigit() else -1
    to = {"up": at - 1, "down": at + 1}.get(wish, at)
    if not (0 <= at < len(questions) and 0 <= to < len(questions)):
        raise Invalid("form.malformed")
    moved = questions.pop(at)
    if wish != "drop":
        questions.insert(to, moved)
    return replace(typed, questions=tuple(questions))


def content(form: SurveyForm) -> dict[str, Any]:
    """Return the form as the body of a command, unchecked."""
    return {
        "name": form.name,
        "active": form.active,
        "questions": [_plain(each) for each in form.questions],
        "thanks": {
            language: words
            for language, words in (("en", form.thanks_en.strip()), ("zh", form.thanks_zh.strip()))
            if words
        },
        "occasions": list(form.occasions),
        "queue_ids": list(form.queue_ids),
        **form.numbers,
        "remind_days": form.numbers["remind_days"] or None,
    }


def missing(question: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the languages a question lacks words in."""
    words = question.get("words", {})
    return tuple(language for language in ("en", "zh") if not words.get(language, "").strip())


def _fields(question: Mapping[str, Any]) -> QuestionFields:
    options = question.get("options") or {}
    branches = [
        BranchFields(", ".join(str(value) for value in each["values"]), each["to"])
        for each in question.get("branches", ())
    ]
    while len(branches) < BRANCHES:
        branches.append(BranchFields())
    return QuestionFields(
        id=question["id"],
        kind=question["kind"],
        en=question["words"].get("en", ""),
        zh=question["words"].get("zh", ""),
        options_en="\n".join(options.get("en", ())),
        options_zh="\n".join(options.get("zh", ())),
        required=bool(question.get("required")),
        branches=tuple(branches),
        missing=missing(question),
    )


def _read(form: Form, place: int) -> QuestionFields:
    def field(name: str) -> str:
        return one(form, f"q{place}.{name}")

    branches = tuple(
        BranchFields(field(f"if{each}"), field(f"to{each}"))
        for each in range(max(BRANCHES, sum(name.startswith(f"q{place}.if") for name in form)))
    )
    found = QuestionFields(
        id=field("id"),
        kind=field("kind"),
        en=field("en").strip(),
        zh=field("zh").strip(),
        options_en=field("options_en"),
        options_zh=field("options_zh"),
        required=bool(field("required")),
        branches=branches,
    )
    return replace(found, missing=missing({"words": {"en": found.en, "zh": found.zh}}))


def _new(kind: str, taken: set[str]) -> QuestionFields:
    if kind not in KINDS:
        raise Invalid("form.malformed")
    names = [kind, *(f"{kind}_{count}" for count in range(2, MOST_QUESTIONS + 2))]
    name = next(each for each in names if each not in taken)
    return QuestionFields(id=name, kind=kind, branches=(BranchFields(),) * BRANCHES, missing=("en", "zh"))


def _plain(question: QuestionFields) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "id": question.id,
        "kind": question.kind,
        "words": {language: words for language, words in (("en", question.en), ("zh", question.zh)) if words},
        "required": question.required,
    }
    if question.kind == "choice":
        plain["options"] = {
            "en": _lines(question.options_en),
            "zh": _lines(question.options_zh),
        }
    branches = [
        {"values": _numbers(each.values), "to": each.to} for each in question.branches if each.values.strip()
    ]
    if branches and question.kind != "text":
        plain["branches"] = branches
    return plain


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _numbers(text: str) -> list[int | str]:
    """Return numbers written with commas or spaces between; what is no number stays text, which the body then refuses."""
    parts = text.replace("，", ",").replace(",", " ").split()
    return [int(part) if part.isascii() and part.isdigit() and len(part) < 4 else part for part in parts]
