"""Settings: surveys, their questions in both languages, when they go out, and the rules of asking."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages import Page
from console.settings_pages import Choice
from console.survey_pages import SurveyPage
from console.survey_settings import SurveyForm, SurveyLine, SurveyList, VersionLine
from server.base.errors import DeskError, Invalid, Unknown
from server.base.strict_json import shaped
from server.desk.asking import shapes
from server.desk.readings.surveys import Surveys, SurveyVersions
from server.desk.surveys.forms import EDITORS, Content, EditRules, EditSurvey, RemoveSurvey, RestoreSurvey
from server.store.tables.staff import QUEUES
from server.store.tables.surveys import Survey, SurveyRules
from server.web import survey_fields, surveys
from server.web.bodies import form_of
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.pages import Form, asked, form_page, notice_of, number, one, page, wished
from server.web.problems import language_of, said
from server.web.senders import SignedIn, member

RULES = [name for name in EditRules.__struct_fields__ if name not in ("version", "quiet_from", "quiet_to")]
SWITCHES = ("on_sad_comment", "digest")


def doors() -> list[Door]:
    """Return the doors of the surveys' settings."""
    return [
        door("/settings/surveys", form_page(EDITORS, _list, _list_done), EDITORS, "GET", "POST"),
        door("/settings/surveys/{survey_id}", survey, EDITORS, "GET", "POST"),
        door("/settings/surveys/{survey_id}/preview", preview, EDITORS),
    ]


async def survey(request: Request) -> Response:
    """One survey: shown; its form changed without being saved; or saved, restored, removed."""
    found = await member(request, EDITORS)
    if request.method != "POST":
        return page(request, found, await _shown(request, found, notice=notice_of(request)))
    form = await form_of(request)
    do = wished(form)
    if survey_fields.changes_form(do):
        changed = survey_fields.changed(await _shown(request, found), form, do)
        return page(request, found, replace(changed, unsaved=True))
    try:
        return await _done(request, found, form, do)
    except DeskError as error:
        kept = survey_fields.read(await _shown(request, found), form)
        drawn = replace(kept, error=said(request, error), unsaved=True)
        return page(request, found, drawn, error.status)


async def preview(request: Request) -> Response:
    """The page as a customer will see it; nothing can be sent from it."""
    found = await member(request, EDITORS)
    row, _ = await _survey(request, found)
    language = language_of(request)
    other = f"{request.url.path}?lang={'en' if language == 'zh' else 'zh'}"
    drawn = SurveyPage(
        name="",
        about=row.name,
        questions=surveys.form(shapes.survey(row), language, {}, {}),
        path=request.url.path,
        other=other,
        preview=True,
    )
    return page(request, None, drawn)


async def _list(request: Request, found: SignedIn, error: str, notice: str) -> Page:
    known = await asked(request, found.actor, "surveys")
    assert isinstance(known, Surveys)
    queues = {choice.id: choice.name for choice in await _queues(request)}
    rows = tuple(_line(one, known.counts.get(one.id, (0, 0)), queues) for one in known.surveys)
    return SurveyList(rows, _rules(known.rules), error, notice)


async def _list_done(request: Request, found: SignedIn, form: Form) -> str:
    context = context_of(request)
    if one(form, "do") == "create":
        body = shaped({"name": one(form, "name"), "questions": survey_fields.BEGINNING}, Content)
        await context.command("surveys.create", found.actor, body)
        return "settings.added"
    fields: dict[str, object] = {name: number(form, name) for name in RULES if name not in SWITCHES}
    fields |= {name: bool(one(form, name)) for name in SWITCHES}
    fields |= {name: _minutes(one(form, name)) for name in ("quiet_from", "quiet_to")}
    fields["version"] = number(form, "version")
    await context.command("surveys.set_rules", found.actor, shaped(fields, EditRules))
    return "settings.saved"


async def _done(request: Request, found: SignedIn, form: Form, do: str) -> Response:
    context, path = context_of(request), request.url.path
    seen = {"survey_id": request.path_params["survey_id"], "version": number(form, "version")}
    if do == "remove":
        await context.command("surveys.remove", found.actor, shaped(seen, RemoveSurvey))
        return RedirectResponse("/settings/surveys?done=settings.removed", 303)
    if do == "restore":
        again = shaped({**seen, "restored": number(form, "restored")}, RestoreSurvey)
        await context.command("surveys.restore", found.actor, again)
        return RedirectResponse(f"{path}?done=settings.survey_restored", 303)
    if do != "save":
        raise Invalid("form.malformed")
    edited = survey_fields.read(await _shown(request, found), form)
    body = shaped({**survey_fields.content(edited), **seen}, EditSurvey)
    await context.command("surveys.edit", found.actor, body)
    return RedirectResponse(f"{path}?done=settings.saved", 303)


async def _shown(request: Request, found: SignedIn, notice: str = "") -> SurveyForm:
    row, _ = await _survey(request, found)
    kept = await asked(request, found.actor, "survey.versions", survey_id=row.id)
    assert isinstance(kept, SurveyVersions)
    history = tuple(
        VersionLine(v.version, v.at, v.by, v.survey.name, len(v.survey.questions), v.survey.active)
        for v in kept.versions
    )
    return replace(survey_fields.shown(row, await _queues(request)), history=history, notice=notice)


async def _survey(request: Request, found: SignedIn) -> tuple[Survey, Surveys]:
    known = await asked(request, found.actor, "surveys")
    assert isinstance(known, Surveys)
    wanted = request.path_params["survey_id"]
    for row in known.surveys:
        if row.id == wanted:
            return row, known
    raise Unknown("survey.unknown", id=wanted)


async def _queues(request: Request) -> tuple[Choice, ...]:
    """Return the queues by name; editors choose among them without seeing what waits."""
    rows = await context_of(request).read(
        lambda connection: [
            QUEUES.read(line)
            for line in connection.execute(QUEUES.sql.select().where(QUEUES.c.removed_at.is_(None)))
        ]
    )
    return tuple(Choice(row.id, row.name) for row in sorted(rows, key=lambda each: each.name))


def _line(row: Survey, counts: tuple[int, int], queues: dict[str, str]) -> SurveyLine:
    return SurveyLine(
        row.id,
        row.name,
        row.active,
        len(row.questions),
        row.occasions,
        row.sample_percent,
        tuple(queues[queue] for queue in row.queue_ids if queue in queues),
        sum(len(survey_fields.missing(one)) for one in row.questions),
        *counts,
        row.version,
    )


def _rules(rules: SurveyRules) -> dict[str, int | bool | str]:
    plain: dict[str, int | bool | str] = {name: getattr(rules, name) for name in (*RULES, "version")}
    return {**plain, "quiet_from": _clock(rules.quiet_from), "quiet_to": _clock(rules.quiet_to)}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _minutes(clock: str) -> int | str:
    """Return HH:MM as minutes of the day; anything else as it came, which the body then refuses."""
    hours, colon, minutes = clock.partition(":")
    digits = hours.isascii() and hours.isdigit() and minutes.isascii() and minutes[:2].isdigit()
    return int(hours[:2]) * 60 + int(minutes[:2]) if colon and digits else clock
