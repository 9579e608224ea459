"""Settings: how customers feel, how often agents disagree, and where the language model stands."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from console.mood_pages import EngineRow, ModelView, MoodPage
from server.base.i18n import error_text
from server.desk.access import FLOOR_READ
from server.desk.readings.moods import Engine, MoodReport
from server.models.feelings import Feelings
from server.models.state import State
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.pages import asked, page
from server.web.problems import language_of
from server.web.senders import member

DAYS = (7, 30, 90)


def doors() -> list[Door]:
    """Return the door of the page."""
    return [door("/settings/mood", mood, FLOOR_READ)]


async def mood(request: Request) -> Response:
    """Moods and the model."""
    found = await member(request, FLOOR_READ)
    days = next((one for one in DAYS if request.query_params.get("days") == str(one)), 30)
    report = await asked(request, found.actor, "moods.report", days=days)
    assert isinstance(report, MoodReport)
    models = context_of(request).models
    told = report.judged - report.unsure
    return page(
        request,
        found,
        MoodPage(
            model=_view(models.state, language_of(request)),
            feeling=Feelings(models).at_work,
            days=days,
            choices=DAYS,
            judged=report.judged,
            labels=tuple((name, count, _share(count, told)) for name, count in report.labels.items()),
            engines=tuple(_row(one) for one in report.engines),
            consented=report.consented,
        ),
    )


def _view(state: State, language: str) -> ModelView:
    return ModelView(
        stage=state.stage,
        name=state.name,
        share=round(100 * state.share),
        why=error_text(language, state.code, state.detail) if state.code else "",
        dimensions=state.dimensions,
        memory_mb=state.memory_mb,
        restarts=state.restarts,
    )


def _row(one: Engine) -> EngineRow:
    wrong = round(100 * one.corrected / one.judged, 1) if one.judged else 0.0
    return EngineRow(one.engine, one.judged, one.unsure, _share(one.unsure, one.judged), one.corrected, wrong)


def _share(count: int, of: int) -> int:
    return round(100 * count / of) if of else 0
