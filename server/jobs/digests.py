"""Makes the week's survey figures of one supervisor, as that person sees them, and has them mailed."""

from __future__ import annotations

from server.desk.actors import SYSTEM, Actor
from server.desk.core import Core
from server.desk.readings.registry import ask
from server.desk.readings.survey_report import Report, ReportQuestion, ScoreLine
from server.desk.surveys.digest import JOB, Digest, Figure
from server.desk.verbs import Command
from server.store.tables.infra import Job
from server.store.tables.staff import USERS

__all__ = ["JOB", "write_digest"]
WEEK = 7


def write_digest(core: Core, job: Job) -> None:
    """Handle `survey.digest`: the same week is mailed once, however often the job is run."""
    with core.looking(SYSTEM) as look:
        user = look.by_id(USERS, [job.subject]).get(job.subject)
    if user is None or user.deactivated_at is not None:
        return
    with core.looking(Actor("user", user.id, user.epoch)) as look:
        found = ask(look, "surveys.report", ReportQuestion(days=WEEK, by="agent"))
    assert isinstance(found, Report)
    if not any(one.asked for one in found.kinds):
        return
    body = Digest(
        user_id=user.id,
        scores=tuple(_figure(one.kind, one) for one in found.kinds if one.asked),
        people=tuple(_figure(one.name, one.score) for one in found.groups),
        open_follow_ups=found.loop.opened - found.loop.closed,
    )
    core.executor.ask(Command("survey.digest", SYSTEM, body, key=f"digest-{job.id}"))


def _figure(name: str, score: ScoreLine) -> Figure:
    return Figure(name=name, value=_value(score), answered=score.answered, asked=score.asked)


def _value(score: ScoreLine) -> str:
    if score.score is None:
        return ""
    value, low, high = score.score.value, score.score.low, score.score.high
    if score.kind == "ces":
        return f"{value:.1f} ({low:.1f} – {high:.1f})"
    unit = "" if score.kind == "nps" else " %"
    return f"{value:.0f}{unit} ({low:.0f} – {high:.0f})"
