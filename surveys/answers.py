"""Which question comes next, and which of what was sent counts as answers. Knows nothing of invitations or time."""

from collections.abc import Mapping

from surveys.errors import SurveyError
from surveys.questions import COMMENT_CHARS, END, Question, Survey

Answer = int | str
Answers = Mapping[str, Answer]


def accepted(survey: Survey, sent: Mapping[str, object]) -> dict[str, Answer]:
    """The answers on the path that they themselves lead along, in the order of the questions.

    What was answered on a branch left again is dropped: a page without script sends it along. Empty text and None are
    no answer. SurveyError for an unknown question, a value off the scale, a required one on the path left open.
    """
    given = {
        name: _valid(survey.question(name), value)
        for name, value in sent.items()
        if value is not None and value != ""
    }
    path = asked(survey, given)
    for question in path:
        if question.required and question.id not in given:
            raise SurveyError("surveys.answer_missing", question=question.id)
    return {question.id: given[question.id] for question in path if question.id in given}


def _valid(question: Question, value: object) -> Answer:
    if question.kind == "text":
        if not isinstance(value, str):
            raise SurveyError(
                "surveys.answer_invalid", question=question.id, expected="text", got=repr(value)
            )
        if len(value) > COMMENT_CHARS:
            raise SurveyError("surveys.text_too_long", got=len(value), limit=COMMENT_CHARS)
        return value.strip()
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() else value
    if isinstance(number, bool) or not isinstance(number, int) or number not in question.values:
        expected = f"{question.values.start} - {question.values.stop - 1}"
        raise SurveyError("surveys.answer_invalid", question=question.id, expected=expected, got=repr(value))
    return number


def asked(survey: Survey, given: Answers) -> list[Question]:
    """The questions on the path of these answers, in order. An open question leads to the next one."""
    path: list[Question] = []
    wanted: str | None = None
    for question in survey.questions:
        if wanted not in (None, question.id):
            continue
        path.append(question)
        wanted = _leads_to(question, given.get(question.id))
        if wanted == END:
            break
    return path


def _leads_to(question: Question, answer: Answer | None) -> str | None:
    """The question an answer jumps to; none: simply the next."""
    return next((branch.to for branch in question.branches if answer in branch.values), None)


def open_question(survey: Survey, given: Answers) -> Question | None:
    """The next question to ask one at a time (chat, telephone); none when the path is at its end."""
    return next((question for question in asked(survey, given) if question.id not in given), None)
