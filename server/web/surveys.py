"""The survey as customers see it: a page without script or login. Opening it records nothing, whoever opens it; only the form does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel.dates import format_datetime
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import surveys
from console.pages import Page
from console.survey_pages import Asked, OverPage, StopPage, SurveyPage, ThanksPage
from server.base.clock import MINUTE, SECOND, as_datetime
from server.base.crypto import fingerprint
from server.base.errors import DeskError
from server.base.i18n import BABEL, LANGUAGES, error_text, translate
from server.base.strict_json import shaped
from server.desk.actors import SYSTEM
from server.desk.asking import shapes
from server.desk.readings.survey_pages import OpenedSurvey, opened
from server.desk.surveys.answering import AnswerByToken, ByToken
from server.web.address import address_of
from server.web.bodies import form_of
from server.web.context import context_of
from server.web.doors import OPEN, Door, door
from server.web.pages import page
from server.web.problems import language_of
from surveys.scales import SCALES

VIEWS_A_MINUTE = 120
SENDS_A_MINUTE = 30


def doors() -> list[Door]:
    """Return the doors of the survey's pages."""
    return [
        door("/s/{token}", survey, OPEN, "GET", "POST"),
        door("/s/{token}/thanks", thanks, OPEN),
        door("/s/{token}/stop", stop, OPEN, "GET", "POST"),
    ]


async def survey(request: Request) -> Response:
    """The form; a value in the address is chosen beforehand, as tapped in the mail. Sending it records the answer."""
    found = await _found(request)
    config = shapes.course(found.config)
    if request.method == "POST":
        return await _sent(request, found)
    if not surveys.editable(found.invitation, config, context_of(request).clock.now()):
        return _over(request, found)
    known = found.invitation.answers or _tapped(request, found)
    return page(request, None, _form(request, found, known))


async def thanks(request: Request) -> Response:
    """What becomes of the answer."""
    found = await _found(request)
    now = context_of(request).clock.now()
    editable = surveys.editable(found.invitation, shapes.course(found.config), now)
    if found.row.answered_at is None:
        return RedirectResponse(_path(request), 303)
    language = language_of(request)
    drawn = ThanksPage(
        name=_first(found.name),
        thanks=found.config.thanks.get(language, ""),
        other=_other(request),
        change=_path(request) if editable else "",
        case=found.case,
        by=found.follow_up.due_at if found.follow_up else None,
    )
    return page(request, None, drawn)


async def stop(request: Request) -> Response:
    """No more surveys: asked for by a person on this page, or by their mail program with one click (RFC 8058)."""
    await _found(request)
    if request.method != "POST":
        return page(request, None, StopPage(other=_other(request)))
    _limit(request, "survey send", SENDS_A_MINUTE)
    await context_of(request).command("survey.stop", SYSTEM, ByToken(token_id=_token_id(request)))
    return page(request, None, StopPage(other=_other(request), done=True))


def form(
    survey: surveys.Survey, language: str, known: Mapping[str, object], problems: Mapping[str, str]
) -> tuple[Asked, ...]:
    """Return the questions as drawn in a language, with what is chosen and what is missing."""
    branches = False
    drawn = []
    for one in survey.questions:
        ends = SCALES[one.kind].ends[language] if one.kind in SCALES else ("", "")
        drawn.append(
            Asked(
                id=one.id,
                kind=one.kind,
                words=_in(one.words, language),
                values=tuple(one.values),
                options=tuple((one.options or {}).get(language, ())),
                ends=ends,
                required=one.required and not branches,
                chosen=_value(known.get(one.id)),
                problem=problems.get(one.id, ""),
            )
        )
        branches = branches or bool(one.branches)
    return tuple(drawn)


async def _sent(request: Request, found: OpenedSurvey) -> Response:
    _limit(request, "survey send", SENDS_A_MINUTE)
    fields = await form_of(request)
    known = {one.id for one in found.survey.questions}
    sent: dict[str, Any] = {name: values[-1] for name, values in fields.items() if name in known}
    try:
        body = shaped({"token_id": _token_id(request), "answers": sent}, AnswerByToken)
        await context_of(request).command("survey.answer", SYSTEM, body)
    except DeskError as error:
        return _refused(request, found, sent, error)
    return RedirectResponse(f"{_path(request)}/thanks{_lang(request)}", 303)


def _refused(request: Request, found: OpenedSurvey, sent: Mapping[str, object], error: DeskError) -> Response:
    """Show the form again with what was sent, and beside its question what is wrong."""
    if error.status == 409:
        return _over(request, found, error)
    language = language_of(request)
    missing = str(error.detail.get("question", ""))
    known = {one.id: one for one in found.survey.questions}
    if missing in known:
        key = "survey.missing" if error.code == "surveys.answer_missing" else "survey.unfit"
        problems = {missing: translate(language, key)}
        told = translate(language, "survey.look_at", question=_in(known[missing].words, language))
    else:
        problems, told = {}, error_text(language, error.code, error.detail)
    return page(request, None, _form(request, found, sent, problems, told), error.status)


def _form(
    request: Request,
    found: OpenedSurvey,
    known: Mapping[str, object],
    problems: Mapping[str, str] | None = None,
    told: str = "",
) -> Page:
    language = language_of(request)
    return SurveyPage(
        name=_first(found.name),
        about=_about(language, found),
        questions=form(found.survey, language, known, problems or {}),
        path=_path(request),
        other=_other(request),
        changing=found.row.answered_at is not None,
        problem=told,
    )


def _over(request: Request, found: OpenedSurvey, error: DeskError | None = None) -> Response:
    """Say why it cannot be answered (any more)."""
    if error is None and found.row.answered_at is not None:
        return RedirectResponse(f"{_path(request)}/thanks{_lang(request)}", 303)
    code = (
        error.code
        if error
        else "surveys.link_withdrawn"
        if found.row.withdrawn_at
        else "surveys.link_expired"
    )
    detail = error.detail if error else {}
    return page(
        request, None, OverPage(error_text(language_of(request), code, detail)), 409 if error else 410
    )


def _tapped(request: Request, found: OpenedSurvey) -> dict[str, object]:
    """Return the value that a link of the mail names; anything else in the address is passed over."""
    known = {one.id: one for one in found.survey.questions}
    tapped: dict[str, object] = {}
    for name, value in request.query_params.items():
        number = _value(value)
        if name in known and isinstance(number, int) and number in known[name].values:
            tapped[name] = number
    return tapped


async def _found(request: Request) -> OpenedSurvey:
    """Return what the link leads to; the page speaks the language of the conversation, whatever the browser prefers."""
    context = context_of(request)
    _limit(request, "survey view", VIEWS_A_MINUTE)
    token_id = _token_id(request)
    found = await context.read(lambda connection: opened(context.looking(connection, SYSTEM), token_id))
    request.state.language = found.row.language if found.row.language in LANGUAGES else "en"
    return found


def _limit(request: Request, what: str, most: int) -> None:
    context_of(request).limits.take(what, address_of(request), most, MINUTE // SECOND)


def _about(language: str, found: OpenedSurvey) -> str:
    day = _day(language, found.row.planned_for)
    key = (
        f"survey.about.{found.row.channel}"
        if found.row.channel in ("chat", "voice")
        else "survey.about.other"
    )
    if found.agent:
        return translate(language, f"{key}_with", name=_first(found.agent), day=day, number=found.number)
    return translate(language, key, day=day, number=found.number)


def _day(language: str, at: int) -> str:
    written = "d MMM" if language == "en" else "M 月 d 日"
    return format_datetime(as_datetime(at), written, locale=BABEL[language])


def _first(name: str) -> str:
    """Return the name to speak to somebody: the first of a name in Latin letters, the whole of a Chinese one."""
    return name.split(maxsplit=1)[0] if name.isascii() and name.split() else name


def _value(value: object) -> int | str | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 4:
        return int(value)
    return value if isinstance(value, int | str) else None


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or next(iter(words.values()), "")


def _token_id(request: Request) -> str:
    return fingerprint(request.path_params["token"][:128])


def _path(request: Request) -> str:
    return f"/s/{request.path_params['token']}"


def _lang(request: Request) -> str:
    asked = request.query_params.get("lang", "")
    return f"?lang={asked}" if asked in LANGUAGES else ""


def _other(request: Request) -> str:
    """Return this page in the other language, with what is chosen by the address."""
    other = "en" if language_of(request) == "zh" else "zh"
    kept = [
        f"{name}={value}"
        for name, value in request.query_params.items()
        if name != "lang" and value.isdecimal()
    ]
    return f"{request.url.path}?{'&'.join([*kept, f'lang={other}'])}"
