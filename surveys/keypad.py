"""Answers by the keys of a telephone after a call. Reads keys of one question; does not speak or call."""

from surveys.errors import SurveyError
from surveys.questions import Question

SKIP = "*"
ENDED = "#"


def keyed(question: Question, keys: str) -> int | None:
    """The answer the keys `0-9 * #` give to a question, `None` where it was skipped with `*`.

    Scales below ten take one key; on longer ones `#` ends the number (`1 0 #`), so that 1 and 10 stay apart. A choice
    is counted from 1. SurveyError for anything else, and for text: nobody types a comment on a telephone.
    """
    if keys == SKIP and not question.required:
        return None
    number = keys.removesuffix(ENDED)
    first = 1 if question.kind == "choice" else 0
    values = [value + first for value in question.values]
    whole = number.isascii() and number.isdecimal() and (keys.endswith(ENDED) or not needs_end(question))
    if not whole or int(number) not in values:
        expected = f"{values[0]} - {values[-1]}" if values else "-"
        raise SurveyError("surveys.keys_invalid", question=question.id, got=repr(keys), expected=expected)
    return int(number) - first


def needs_end(question: Question) -> bool:
    """Whether the caller must be told to end the number with `#`."""
    return len(question.values) + (question.kind == "choice") > 10
