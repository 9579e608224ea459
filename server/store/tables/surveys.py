"""Surveys as configured, and what became of asking: invitations, refusals, follow-ups. The last three are folds of the log."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa

from server.base.clock import Ms
from server.store.mapping import Row, Table

SURVEY_RULES_ID = "desk"
Via = Literal["email", "chat", "keypad"]


class Survey(Row, frozen=True, kw_only=True):
    """A survey: its questions in their plain form, when it goes out and how. An answer names the `version` it was given to.

    `queue_ids` empty: for every queue. One that is not `active` is never sent by itself, by hand or by API.
    """

    id: str
    name: str
    active: bool = False
    questions: tuple[dict[str, Any], ...] = ()
    thanks: dict[str, str] = {}
    occasions: tuple[str, ...] = ()
    queue_ids: tuple[str, ...] = ()
    sample_percent: int = 100
    delay_minutes: int = 30
    open_days: int = 14
    remind_days: int | None = 3
    edit_hours: int = 24
    version: int = 1
    removed_at: Ms | None = None


class SurveyRules(Row, frozen=True, kw_only=True):
    """How often people may be asked, what counts as low and how fast somebody answers it. One row; quiet hours in minutes of the day."""

    id: str = SURVEY_RULES_ID
    budget: int = 2
    window_days: int = 90
    cool_down_days: int = 14
    quiet_from: int = 21 * 60
    quiet_to: int = 9 * 60
    minimum_answers: int = 5
    respond_within_hours: int = 24
    low_csat: int = 2
    low_nps: int = 6
    low_ces: int = 3
    on_sad_comment: bool = True
    boost_s: int = 600
    digest: bool = True
    version: int = 1


class Invitation(Row, frozen=True, kw_only=True):
    """One person asked about one solution (`cycle`) of a ticket. `channel` is the ticket's, `via` how the question or the answer went.

    `numbers` are the answers on scales and choices, `score` the first on a scale of that `kind`; words are sealed under the id, with
    the link and the address.
    """

    id: str
    survey_id: str
    survey_version: int
    ticket_id: str
    customer_id: str
    cycle: int
    occasion: str
    channel: str
    via: str
    language: str
    zone: str
    queue_id: str
    agents: tuple[str, ...]
    reask_of: str | None = None
    call_id: str | None = None
    planned_for: Ms
    sent_at: Ms | None = None
    reminded_at: Ms | None = None
    answered_at: Ms | None = None
    edited_at: Ms | None = None
    expired_at: Ms | None = None
    withdrawn_at: Ms | None = None
    undelivered_at: Ms | None = None
    reason: str | None = None
    numbers: dict[str, int] = {}
    kind: str | None = None
    score: int | None = None
    comment: bool = False
    low: bool = False
    mood: str | None = None
    version: int


class NotAsked(Row, frozen=True, kw_only=True):
    """Why nobody was asked about a solution; `free_at` from when it would be allowed, where time heals it."""

    ticket_id: str
    cycle: int
    survey_id: str
    occasion: str
    queue_id: str
    reason: str
    free_at: Ms | None = None
    at: Ms
    version: int


class FollowUp(Row, frozen=True, kw_only=True):
    """A low answer that came back as a ticket (`ticket_id`). What was done is sealed under the id; `cause` is a code."""

    ticket_id: str
    about_id: str
    invitation_id: str
    reason: str
    question: str | None
    kind: str
    first: int | None
    not_for: tuple[str, ...]
    opened_at: Ms
    due_at: Ms
    closed_at: Ms | None = None
    closed_by: str | None = None
    cause: str | None = None
    reasked_id: str | None = None
    version: int


SURVEYS = Table("surveys", Survey, key=("id",))
SURVEY_RULES = Table("survey_rules", SurveyRules, key=("id",))
INVITATIONS = Table(
    "invitations",
    Invitation,
    sa.UniqueConstraint("ticket_id", "cycle", name="invitations_once"),
    sa.Index("invitations_customer", "customer_id"),
    sa.Index("invitations_call", "call_id"),
    sa.Index("invitations_sent", "sent_at"),
    key=("id",),
)
NOT_ASKED = Table(
    "not_asked", NotAsked, sa.Index("not_asked_at", "at"), key=("ticket_id", "cycle", "survey_id")
)
FOLLOW_UPS = Table(
    "follow_ups",
    FollowUp,
    sa.UniqueConstraint("invitation_id", name="follow_ups_once"),
    sa.Index("follow_ups_about", "about_id"),
    sa.Index("follow_ups_opened", "opened_at"),
    key=("ticket_id",),
)
