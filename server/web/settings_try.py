"""Settings: try it. A made-up contact in the address, what would become of it in sentences; nothing is changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from console.service_pages import Answer, TriedClockRow, TryPage
from console.settings_pages import Choice
from server.base.clock import Ms
from server.base.errors import DeskError, Invalid
from server.base.i18n import translate
from server.base.strict_json import shaped
from server.desk.access import ADMIN
from server.desk.clocks import Tried
from server.desk.policies import PRIORITIES
from server.desk.readings.config import Queues
from server.desk.readings.trying import Trial, TryContact
from server.web.doors import Door, door
from server.web.pages import asked, page
from server.web.policy_form import says_one
from server.web.problems import language_of, said
from server.web.senders import SignedIn, member
from server.web.spans_text import written_span

FIELDS = ("queue", "channel", "priority", "speaks", "segment", "tags", "at")
CHANNELS = ("chat", "voice", "email", "wechat", "desk", "api")


def doors() -> list[Door]:
    """Return the door of trying out."""
    return [door("/settings/try", trying, ADMIN)]


async def trying(request: Request) -> Response:
    """The form, and the answer where one was asked for."""
    found = await member(request, ADMIN)
    queues = await asked(request, found.actor, "queues")
    assert isinstance(queues, Queues)
    wish = {name: request.query_params.get(name, "")[:400] for name in FIELDS}
    names = {queue.id: queue.name for queue in queues.queues}
    answer, errors = None, {}
    if wish["queue"]:
        try:
            answer = await _answer(request, found, wish, names)
        except DeskError as error:
            errors = {"at" if error.code == "calendar.moment" else "": said(request, error)}
    choices = tuple(Choice(queue.id, queue.name) for queue in queues.queues)
    shown = {"channel": "chat", "priority": "normal", **{name: text for name, text in wish.items() if text}}
    drawn = TryPage(choices, CHANNELS, PRIORITIES[::-1], shown, answer, errors)
    return page(request, found, drawn, 422 if errors else 200)


async def _answer(request: Request, found: SignedIn, wish: dict[str, str], names: dict[str, str]) -> Answer:
    body: dict[str, Any] = {
        "queue_id": wish["queue"],
        "channel": wish["channel"] or "chat",
        "priority": wish["priority"] or "normal",
        "customer_language": wish["speaks"].strip(),
        "segment": wish["segment"].strip(),
        "tags": wish["tags"].replace("，", ",").replace("、", ","),
        "at": _moment(wish["at"], found.user.time_zone),
        "language": language_of(request),
    }
    question = shaped(body, TryContact)
    fields = {name: getattr(question, name) for name in question.__struct_fields__}
    trial = await asked(request, found.actor, "contact.try", **fields)
    assert isinstance(trial, Trial)
    return _told(trial, language_of(request), names)


def _moment(text: str, zone: str) -> Ms | None:
    if not text:
        return None
    try:
        return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1_000)
    except ValueError as error:
        raise Invalid("calendar.moment", came=text[:20]) from error


def _told(trial: Trial, language: str, names: dict[str, str]) -> Answer:
    promise, routed = trial.promise, trial.routed
    return Answer(
        trial.at,
        promise.policy_name or "",
        f"/settings/policies/{promise.policy_id}" if promise.policy_id else "",
        _passed_over(promise, language, names),
        tuple(
            TriedClockRow(
                one.clock, written_span(one.target_s, language), one.warn_at, one.due_at, len(one.steps)
            )
            for one in promise.clocks
        ),
        tuple(line.text for line in routed.way),
        tuple(routed.skills),
        routed.agent or "",
        routed.agent_id or "",
        tuple(line.text for line in (*routed.why, *routed.relaxed)),
        tuple(line.text for line in routed.terms),
        routed.nobody.text if routed.nobody else "",
        tuple((one.name, tuple(line.text for line in one.reasons)) for one in routed.others),
    )


def _passed_over(promise: Tried, language: str, names: dict[str, str]) -> tuple[str, ...]:
    """Return why each policy above did not take it."""
    return tuple(
        translate(
            language,
            "settings.try_missed",
            name=one.name,
            wanted=says_one(one.missed, one.wanted, language, names),
        )
        for one in promise.considered
        if one.missed is not None
    )
