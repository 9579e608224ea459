"""The web application: every door with its policy, the guard around them, one mapper for refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from server.base.errors import DeskError
from server.desk.access import Policy
from server.desk.verbs import VERBS
from server.web import (
    api,
    article_read,
    doors,
    files,
    health,
    help_pages,
    knowledge_pages,
    knowledge_work,
    links,
    login,
    notices,
    openapi,
    problems,
    recordings,
    second_factor,
    settings_calendars,
    settings_codes,
    settings_history,
    settings_keys,
    settings_macros,
    settings_mood,
    settings_people,
    settings_policies,
    settings_queues,
    settings_record,
    settings_rules,
    settings_skills,
    settings_surveys,
    settings_try,
    settings_widget,
    static,
    survey_reports,
    surveys,
    work_pages,
)
from server.web.context import WebContext
from server.web.doors import Door
from server.web.guard import Guard

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def build(
    context: WebContext, more: Iterable[tuple[BaseRoute, Policy]] = (), lifespan: Lifespan | None = None
) -> Starlette:
    """Return the application. `more` are the doors of the live path and the channels; each names its policy.

    Raises Undeclared, so that the start fails, for a verb or a route without a policy that admits somebody.
    """
    for verb in VERBS.values():
        if not (verb.policy.roles or verb.policy.scope or verb.policy.kinds):
            raise doors.Undeclared("route.undeclared", path=verb.name)
    app = Starlette(
        routes=doors.check([*all_doors(), *more]),
        middleware=[Middleware(Guard, context=context)],
        exception_handlers={DeskError: problems.refused, HTTPException: problems.not_routed},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.context = context
    health.add_gauges(context)
    return app


def all_doors() -> list[Door]:
    """Return the doors of this package."""
    return [
        *health.doors(),
        *static.doors(),
        *openapi.doors(),
        *files.doors(),
        *api.doors(),
        *login.doors(),
        *second_factor.doors(),
        *links.doors(),
        *surveys.doors(),
        *survey_reports.doors(),
        *work_pages.doors(),
        *recordings.doors(),
        *help_pages.doors(),
        *article_read.doors(),
        *knowledge_work.doors(),
        *knowledge_pages.doors(),
        *settings_people.doors(),
        *settings_queues.doors(),
        *settings_skills.doors(),
        *settings_surveys.doors(),
        *settings_calendars.doors(),
        *settings_policies.doors(),
        *settings_codes.doors(),
        *settings_macros.doors(),
        *settings_history.doors(),
        *settings_try.doors(),
        *settings_rules.doors(),
        *settings_widget.doors(),
        *settings_keys.doors(),
        *settings_mood.doors(),
        *notices.doors(),
        *settings_record.doors(),
    ]
