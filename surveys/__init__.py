"""CSAT, NPS and CES: scoring with intervals, sampling and fatigue, invitations, the closed loop. Sends nothing by itself.

Values in, decisions out: `now` and keys are arguments; no I/O, no clock, no randomness.
"""

from surveys.answers import Answer, accepted, asked, open_question
from surveys.asking import Asked, Asking, Case, Trigger, asking, sampled
from surveys.comparison import Row, compared
from surveys.errors import SurveyError
from surveys.follow_up import (
    RECORD,
    FollowUp,
    Loop,
    LoopFigures,
    Outcome,
    follow_up,
    is_low,
    loop_figures,
    may_reask,
    refuse_incomplete,
    refuse_rated,
    takers,
)
from surveys.invitation import Given, Invitation, answer, due, editable, stepped, withdrawn
from surveys.keypad import keyed, needs_end
from surveys.messages import MESSAGES
from surveys.questions import END, Branch, Question, Survey, checked, revised
from surveys.scales import SCALES, Scale
from surveys.scores import MINIMUM_ANSWERS, Figure, Score, score
from surveys.settings import Course, Fatigue, outside_quiet
from surveys.tally import Tally, tally, together

__all__ = [
    "END",
    "MESSAGES",
    "MINIMUM_ANSWERS",
    "RECORD",
    "SCALES",
    "Answer",
    "Asked",
    "Asking",
    "Branch",
    "Case",
    "Course",
    "Fatigue",
    "Figure",
    "FollowUp",
    "Given",
    "Invitation",
    "Loop",
    "LoopFigures",
    "Outcome",
    "Question",
    "Row",
    "Scale",
    "Score",
    "Survey",
    "SurveyError",
    "Tally",
    "Trigger",
    "accepted",
    "answer",
    "asked",
    "asking",
    "checked",
    "compared",
    "due",
    "editable",
    "follow_up",
    "is_low",
    "keyed",
    "loop_figures",
    "may_reask",
    "needs_end",
    "open_question",
    "outside_quiet",
    "refuse_incomplete",
    "refuse_rated",
    "revised",
    "sampled",
    "score",
    "stepped",
    "takers",
    "tally",
    "together",
    "withdrawn",
]
