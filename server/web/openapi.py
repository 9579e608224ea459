"""The description of the HTTP interface (OpenAPI 3.1), made from the same types the routes are made from."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server.desk.access import Policy
from server.desk.readings.registry import READINGS, Reading
from server.desk.verbs import VERBS, Verb
from server.web.api import BELOW, JSON
from server.web.doors import OPEN, Door, door
from server.web.problems import MEDIA_TYPE, Problem

PLACE = re.compile(r"\{(\w+)\}")
REF = "#/components/schemas/{name}"
PROBLEMS = {
    "400": "Cannot be read",
    "401": "Nobody is signed in, or the key is not good",
    "403": "Not for this role, scope or origin",
    "404": "Not there, or not for this sender",
    "409": "The thing has moved on, or the key was used for another command",
    "413": "Too large",
    "415": "Another media type",
    "422": "Not of the expected form or value",
    "429": "Too often; Retry-After says when to come back",
    "503": "Not just now; the same key may be sent again",
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "The same key from the same sender is the same command and gets the same answer.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$"},
}


def doors() -> list[Door]:
    """Return the door of the description itself."""
    made: list[bytes] = []

    async def openapi(_request: Request) -> Response:
        if not made:
            made.append(msgspec.json.encode(description()))
        return Response(made[0], media_type=JSON)

    return [door("/api/openapi.json", openapi, OPEN)]


def description() -> dict[str, Any]:
    """Return the document: every verb and reading with a path, with policy, scope and errors."""
    verbs = [verb for verb in VERBS.values() if verb.path is not None]
    readings = list(READINGS.values())
    types = [*(verb.body for verb in verbs), *(verb.answer for verb in verbs), Problem]
    types += [kind for reading in readings for kind in (reading.question, reading.answer)]
    schemas, components = msgspec.json.schema_components(types, ref_template=REF)
    by_type = {id(kind): schema for kind, schema in zip(types, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for verb in verbs:
        shape = _open(by_type[id(verb.body)], components)
        paths.setdefault(f"{BELOW}{verb.path}", {})["post"] = _post(verb, shape, by_type[id(verb.answer)])
    for reading in readings:
        shape = _open(by_type[id(reading.question)], components)
        paths.setdefault(BELOW + reading.path, {})["get"] = _get(reading, shape, by_type[id(reading.answer)])
    return {
        "openapi": "3.1.0",
        "info": {"title": "Switchboard", "version": "1"},
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": components, "securitySchemes": _schemes(), "responses": _problems()},
    }


def _post(verb: Verb, shape: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    path = verb.path or ""
    body = {
        **shape,
        "properties": {k: v for k, v in shape.get("properties", {}).items() if k not in PLACE.findall(path)},
        "required": [name for name in shape.get("required", ()) if name not in PLACE.findall(path)],
    }
    return {
        **_common(verb.name, verb.summary, verb.policy),
        "parameters": [KEY, *_parameters(path, shape, queries=False)],
        "requestBody": {"content": {JSON: {"schema": body}}},
        "responses": _responses(answer),
    }


def _get(reading: Reading, shape: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    return {
        **_common(reading.name, reading.summary, reading.policy),
        "parameters": _parameters(reading.path, shape, queries=True),
        "responses": _responses(answer),
    }


def _common(name: str, summary: str, policy: Policy) -> dict[str, Any]:
    security: list[dict[str, list[str]]] = []
    if policy.roles:
        security.append({"session": []})
    if policy.scope is not None:
        security.append({"key": [policy.scope]})
    return {
        "operationId": name,
        "summary": summary,
        "security": security,
        "x-policy": policy.name,
        "x-roles": sorted(policy.roles),
    }


def _parameters(path: str, shape: dict[str, Any], *, queries: bool) -> list[dict[str, Any]]:
    places = PLACE.findall(path)
    properties = shape.get("properties", {})
    required = shape.get("required", ())
    found = [{"name": p, "in": "path", "required": True, "schema": properties.get(p, {})} for p in places]
    if queries:
        found += [
            {"name": name, "in": "query", "required": name in required, "schema": schema}
            for name, schema in properties.items()
            if name not in places
        ]
    return found


def _responses(answer: dict[str, Any]) -> dict[str, Any]:
    refusals = {status: {"$ref": f"#/components/responses/P{status}"} for status in PROBLEMS}
    return {"200": {"description": "Done", "content": {JSON: {"schema": answer}}}, **refusals}


def _problems() -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": REF.format(name=Problem.__name__)}}}
    return {f"P{status}": {"description": said, "content": content} for status, said in PROBLEMS.items()}


def _schemes() -> dict[str, Any]:
    return {
        "session": {"type": "apiKey", "in": "cookie", "name": "__Host-desk"},
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "<id>.<secret>, made under Settings, API keys",
        },
    }


def _open(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """Return the schema a reference stands for."""
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = components[name] if name else schema
    return found
