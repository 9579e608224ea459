"""The closed loop: which answers come back as work, for whom, until when, and what must be on record to close it.

Opens no ticket and judges no mood by itself: the mood of the comment comes as a value, or as unknown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from surveys.answers import Answer
from surveys.errors import SurveyError
from surveys.questions import Survey
from surveys.scales import SCALES
from surveys.settings import HOUR, Ms

Reason = Literal["low_score", "sad_comment"]
Mood = Literal["negative", "neutral", "positive"]
RECORD = ("contact", "cause", "remedy", "told")


@dataclass(frozen=True, slots=True)
class Loop:
    """When an answer asks for a follow-up and how fast. `low_to` by kind replaces the scale's own limit (2, 6, 3)."""

    respond_within_hours: int = 24
    low_to: Mapping[str, int] | None = None
    on_sad_comment: bool = True


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up to open: why, the question with the lowest answer, due when, and who must not take it."""

    reason: Reason
    question: str | None
    due_at: Ms
    not_for: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is on record of one follow-up. `reasked` is the answer to the one survey sent after it, on the first's scale."""

    opened_at: Ms
    closed_at: Ms | None
    first: int | None
    kind: str
    reasked: int | None = None


@dataclass(frozen=True, slots=True)
class LoopFigures:
    """Opened, closed and closed in time of all; recovered of those asked again. Shares come with their numbers, or none."""

    opened: int
    closed: int
    closed_in_time: int
    reasked: int
    recovered: int

    @property
    def closed_rate(self) -> float | None:
        """Closed of opened, 0 to 1."""
        return self.closed / self.opened if self.opened else None

    @property
    def recovered_share(self) -> float | None:
        """Of the low answers that were asked again, those that now are no longer low, 0 to 1."""
        return self.recovered / self.reasked if self.reasked else None


def follow_up(
    survey: Survey,
    answers: Mapping[str, Answer],
    agents: Iterable[str],
    loop: Loop,
    *,
    mood: Mood | None,
    now: Ms,
) -> FollowUp | None:
    """Whether this effective answer comes back as work. A good score with a sad comment does; a comment of unknown mood
    (`None`) does not. Decided anew when the answer is changed: whoever stores it keeps at most one per invitation."""
    due_at, not_for = now + loop.respond_within_hours * HOUR, frozenset(agents)
    low = _lowest(survey, answers, loop)
    if low is not None:
        return FollowUp("low_score", low, due_at, not_for)
    if loop.on_sad_comment and mood == "negative" and has_comment(survey, answers):
        return FollowUp("sad_comment", None, due_at, not_for)
    return None


def _lowest(survey: Survey, answers: Mapping[str, Answer], loop: Loop) -> str | None:
    """The low question whose answer is lowest on its own scale; of equal ones the first."""
    found = [
        (answer / SCALES[question.kind].highest, place, question.id)
        for place, question in enumerate(survey.questions)
        if isinstance(answer := answers.get(question.id), int) and is_low(question.kind, answer, loop)
    ]
    return min(found)[2] if found else None


def is_low(kind: str, answer: int, loop: Loop) -> bool:
    """Whether an answer on that scale counts as low; never on a choice."""
    if kind not in SCALES:
        return False
    return answer <= (loop.low_to or {}).get(kind, SCALES[kind].low_to)


def has_comment(survey: Survey, answers: Mapping[str, Answer]) -> bool:
    """Whether a free text question has an answer."""
    return any(question.kind == "text" and answers.get(question.id) for question in survey.questions)


def takers(wanted: FollowUp, candidates: Iterable[str]) -> list[str]:
    """Those of the candidates who may take it, in their order. Empty: it goes to a supervisor, never to the rated agent."""
    return [each for each in candidates if each not in wanted.not_for]


def refuse_rated(wanted: FollowUp, agent: str) -> None:
    """Raises SurveyError when a rated agent would take the follow-up on their own work, by reassignment too."""
    if agent in wanted.not_for:
        raise SurveyError("surveys.follow_up_own", agent=agent)


def refuse_incomplete(record: Mapping[str, str]) -> None:
    """Raises SurveyError unless contact, cause, remedy and what the customer was told are all on record."""
    missing = [name for name in RECORD if not record.get(name, "").strip()]
    if missing:
        raise SurveyError("surveys.follow_up_incomplete", missing=", ".join(missing))


def may_reask(closed_at: Ms | None, reasked_before: bool) -> bool:
    """Whether the person is asked once more: after the follow-up was closed, and never a second time."""
    return closed_at is not None and not reasked_before


def loop_figures(outcomes: Iterable[Outcome], loop: Loop) -> LoopFigures:
    """The counts over outcomes; follow-ups after a sad comment on a good score cannot recover a score and do not count there."""
    all_of_them = list(outcomes)
    closed = [one for one in all_of_them if one.closed_at is not None]
    within = loop.respond_within_hours * HOUR
    in_time = [one for one in closed if one.closed_at is not None and one.closed_at - one.opened_at <= within]
    again = [
        one
        for one in closed
        if one.first is not None and one.reasked is not None and is_low(one.kind, one.first, loop)
    ]
    recovered = [one for one in again if one.reasked is not None and not is_low(one.kind, one.reasked, loop)]
    return LoopFigures(len(all_of_them), len(closed), len(in_time), len(again), len(recovered))
