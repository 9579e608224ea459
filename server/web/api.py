"""The HTTP interface below /api/v1, made from the registries: a POST for each verb, a GET for each reading. Nothing is listed by hand."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server.base.clock import MINUTE, SECOND
from server.desk.actors import Actor
from server.desk.readings.registry import READINGS, Question, Reading
from server.desk.trail import Note
from server.desk.verbs import VERBS, Verb
from server.web.bodies import body_of, idempotency_key, path_fields, question_of
from server.web.context import WebContext, context_of
from server.web.doors import Door, Handler, door
from server.web.senders import sender

BELOW = "/api/v1"
JSON = "application/json"


def doors() -> list[Door]:
    """Return a door for every verb and reading with a path; addresses with fewer open places come first."""
    posts = [
        door(BELOW + verb.path, _posting(verb), verb.policy, "POST")
        for verb in VERBS.values()
        if verb.path is not None
    ]
    gets = [door(BELOW + reading.path, _getting(reading), reading.policy) for reading in READINGS.values()]
    return sorted(posts + gets, key=_openness)


async def admit(request: Request) -> Actor:
    """Return who sends this to the API, once their calls of this minute are counted. Raises Unidentified, TooMany."""
    context, actor = context_of(request), await sender(request)
    context.limits.take("api", actor.name, context.settings.api_calls_per_minute, MINUTE // SECOND)
    return actor


async def look(
    context: WebContext, actor: Actor, reading: Reading, question: Question, subject: str
) -> object:
    """Return a reading's answer; a look that must be recorded is recorded before it is shown."""
    found: object = await context.look(actor, reading.name, question)
    if reading.audited is not None:
        await context.command("audit.note", actor, Note(act=reading.audited, subject=subject))
    return found


def _posting(verb: Verb) -> Handler:
    async def post(request: Request) -> Response:
        actor = await admit(request)
        key = idempotency_key(request)
        body = await body_of(request, verb.body)
        answer = await context_of(request).command(verb.name, actor, body, key)
        return Response(msgspec.json.encode(answer), media_type=JSON)

    return post


def _getting(reading: Reading) -> Handler:
    searches = "q" in reading.question.__struct_fields__

    async def get(request: Request) -> Response:
        context, actor = context_of(request), await admit(request)
        if searches:
            context.limits.take("search", actor.name, context.settings.search_per_minute, MINUTE // SECOND)
        question = question_of(request, reading.question)
        subject = next(iter(path_fields(request).values()), "")
        found = await look(context, actor, reading, question, subject)
        return Response(msgspec.json.encode(found), media_type=JSON)

    return get


def _openness(one: Door) -> list[tuple[bool, str]]:
    path: str = getattr(one.route, "path", "")
    return [(part.startswith("{"), part) for part in path.split("/")]
