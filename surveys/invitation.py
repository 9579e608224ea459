"""An invitation from planned to answered, expired or withdrawn: values in, decisions out. Sends, stores and draws nothing.

One invitation belongs to one solution (cycle) of one ticket; whoever stores it applies a decision only if nothing changed since.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from surveys.answers import Answer, accepted
from surveys.errors import SurveyError
from surveys.questions import Survey
from surveys.settings import DAY, HOUR, Course, Fatigue, Ms, outside_quiet

State = Literal["planned", "sent", "answered", "expired", "withdrawn"]
Due = Literal["send", "remind", "expire"]


@dataclass(frozen=True, slots=True)
class Invitation:
    """What is known of one: each step with its instant. `answers` are the effective ones, the latest accepted."""

    id: str
    survey: str
    version: int
    ticket: str
    cycle: int
    person: str
    channel: str
    language: str
    zone: str
    agents: tuple[str, ...]
    """Who is rated: everybody who wrote or spoke in this cycle."""
    planned_for: Ms
    sent_at: Ms | None = None
    reminded_at: Ms | None = None
    answered_at: Ms | None = None
    edited_at: Ms | None = None
    expired_at: Ms | None = None
    withdrawn_at: Ms | None = None
    answers: Mapping[str, Answer] | None = None

    @property
    def state(self) -> State:
        """Where it stands. An answer stays an answer whatever comes after it."""
        if self.answered_at is not None:
            return "answered"
        if self.withdrawn_at is not None:
            return "withdrawn"
        if self.expired_at is not None:
            return "expired"
        return "planned" if self.sent_at is None else "sent"


@dataclass(frozen=True, slots=True)
class Given:
    """The decision on an answer: the invitation as it is now, and whether this was the first, a change, or a repetition."""

    invitation: Invitation
    kind: Literal["first", "changed", "repeated"]


def due(invitation: Invitation, course: Course, fatigue: Fatigue, now: Ms) -> tuple[Ms, Due] | None:
    """The next thing to do by itself and when, never in quiet hours; none for what is over.

    What an outage held back is due now, or when the quiet hours that it is now end. A reminder that would come after
    the end is not made up for: the end is due.
    """
    if invitation.state == "planned":
        return outside_quiet(fatigue, invitation.zone, max(invitation.planned_for, now)), "send"
    if invitation.state != "sent" or invitation.sent_at is None:
        return None
    ends = invitation.sent_at + course.open_days * DAY
    if invitation.reminded_at is None and course.remind_days is not None:
        wanted = max(invitation.sent_at + course.remind_days * DAY, now)
        remind_at = outside_quiet(fatigue, invitation.zone, wanted)
        if remind_at < ends:
            return remind_at, "remind"
    return ends, "expire"


def stepped(
    invitation: Invitation, course: Course, fatigue: Fatigue, now: Ms
) -> tuple[Invitation, Due | None]:
    """The invitation after its next due step, and which one to carry out; unchanged and None when nothing is due."""
    step = due(invitation, course, fatigue, now)
    if step is None or step[0] > now:
        return invitation, None
    if step[1] == "send":
        return replace(invitation, sent_at=now), "send"
    if step[1] == "remind":
        return replace(invitation, reminded_at=now), "remind"
    return replace(invitation, expired_at=now), "expire"


def answer(
    invitation: Invitation, survey: Survey, sent: Mapping[str, object], course: Course, now: Ms
) -> Given:
    """The effective answer after this one. Only a POST may lead here: scanners of mail follow links.

    The first answer counts; for `edit_hours` from it a later one replaces it whole; the same again changes nothing, at
    any time. SurveyError `surveys.link_expired`, `surveys.link_withdrawn` or `surveys.answer_final` otherwise.
    """
    answers = accepted(survey, sent)
    if not answers:
        first = survey.rated or survey.questions[0]
        raise SurveyError("surveys.answer_missing", question=first.id)
    if invitation.answered_at is None:
        _refuse_closed(invitation, course, now)
        return Given(replace(invitation, answered_at=now, answers=answers), "first")
    if answers == invitation.answers:
        return Given(invitation, "repeated")
    if not editable(invitation, course, now):
        raise SurveyError("surveys.answer_final", hours=course.edit_hours)
    return Given(replace(invitation, edited_at=now, answers=answers), "changed")


def _refuse_closed(invitation: Invitation, course: Course, now: Ms) -> None:
    if invitation.state == "withdrawn":
        raise SurveyError("surveys.link_withdrawn")
    if invitation.state == "expired" or _over(invitation, course, now):
        raise SurveyError("surveys.link_expired")
    if invitation.state == "planned":
        raise SurveyError("surveys.link_invalid")


def _over(invitation: Invitation, course: Course, now: Ms) -> bool:
    return invitation.sent_at is not None and now >= invitation.sent_at + course.open_days * DAY


def editable(invitation: Invitation, course: Course, now: Ms) -> bool:
    """Whether the page still shows a form: open and unanswered, or answered and still to be changed."""
    if invitation.answered_at is not None:
        return now < invitation.answered_at + course.edit_hours * HOUR
    return invitation.state == "sent" and not _over(invitation, course, now)


def withdrawn(invitation: Invitation, now: Ms) -> Invitation:
    """The invitation after the ticket was reopened, merged or marked as spam, or the person opted out or was erased.

    What was answered or is over already stays as it is.
    """
    return replace(invitation, withdrawn_at=now) if invitation.state in ("planned", "sent") else invitation
