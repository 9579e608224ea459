"""A survey as its editor wrote it: questions in both languages, branches that only lead forward, a version number.

Does not know who is asked or what was answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from surveys.errors import SurveyError
from surveys.scales import SCALES, Kind

END = "end"
COMMENT_CHARS = 4_000
"""Of one free text answer."""


@dataclass(frozen=True, slots=True)
class Branch:
    """After an answer among `values` go on at the question `to` (`end`: nothing more). Text answers do not branch."""

    values: frozenset[int]
    to: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `words` and `options` by language; options are answered by their place, counted from 0."""

    id: str
    kind: Kind
    words: Mapping[str, str]
    options: Mapping[str, tuple[str, ...]] | None = None
    required: bool = False
    branches: tuple[Branch, ...] = ()

    @property
    def values(self) -> range:
        """What may be answered; empty for free text."""
        if self.kind == "choice":
            return range(min((len(each) for each in (self.options or {}).values()), default=0))
        return SCALES[self.kind].values if self.kind in SCALES else range(0)


@dataclass(frozen=True, slots=True)
class Survey:
    """One saved version: an answer always names the version it was given to."""

    id: str
    version: int
    questions: tuple[Question, ...]
    languages: tuple[str, ...] = ("en", "zh")

    @property
    def rated(self) -> Question | None:
        """The first question with a scale: the one that is asked by one tap, and reported."""
        return next((each for each in self.questions if each.kind in SCALES), None)

    def question(self, name: str) -> Question:
        """The question of that id; SurveyError `surveys.answer_unknown` for another."""
        for each in self.questions:
            if each.id == name:
                return each
        raise SurveyError("surveys.answer_unknown", question=name)


def checked(survey: Survey) -> Survey:
    """`survey` if it can be sent; otherwise a SurveyError that names the first thing to repair."""
    if not survey.questions:
        raise SurveyError("surveys.no_questions")
    names = [each.id for each in survey.questions]
    for place, question in enumerate(survey.questions):
        if question.id in names[:place] or question.id == END:
            raise SurveyError("surveys.question_repeated", question=question.id)
        _refuse_words(question, survey.languages)
        _refuse_branches(question, names[place + 1 :])
    return survey


def _refuse_words(question: Question, languages: tuple[str, ...]) -> None:
    for language in languages:
        if not question.words.get(language, "").strip():
            raise SurveyError("surveys.words_missing", where=question.id, language=language)
    if question.kind == "choice":
        counts = {language: len(set((question.options or {}).get(language, ()))) for language in languages}
        if min(counts.values()) < 2 or len(set(counts.values())) > 1:
            raise SurveyError("surveys.options_invalid", question=question.id, got=min(counts.values()))


def _refuse_branches(question: Question, later: list[str]) -> None:
    for branch in question.branches:
        if branch.to not in (*later, END):
            raise SurveyError("surveys.branch_invalid", question=question.id, target=branch.to)
        if not branch.values or not branch.values <= set(question.values):
            raise SurveyError(
                "surveys.branch_values_invalid", question=question.id, got=sorted(branch.values)
            )


def revised(survey: Survey, questions: tuple[Question, ...]) -> Survey:
    """The next version with other questions, checked; the same version when nothing changed."""
    if questions == survey.questions:
        return survey
    return checked(replace(survey, version=survey.version + 1, questions=questions))
