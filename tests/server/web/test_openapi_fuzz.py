"""The description held against the desk: invented requests that fit it are answered as it says, and never break the desk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Err

from server.web.openapi import description
from tests.server.web.opened import OpenDesk

DOCUMENT = json.loads(json.dumps(description()))
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations() if not isinstance(found, Err)]
PLENTY = {"api_calls_per_minute": 100_000, "search_per_minute": 100_000}
EXAMPLES = 3


@pytest.fixture
def open_desk(database_url: str) -> Iterator[OpenDesk]:
    """A desk that counts no calls."""
    opened = OpenDesk(database_url, **PLENTY)
    yield opened
    opened.close()


def test_every_operation_answers_invented_requests_as_described(open_desk: OpenDesk) -> None:
    assert len(OPERATIONS) > 60
    answers = [(one, _answer(open_desk, case)) for one in OPERATIONS for case in _invented(one)]
    faults = [
        (f"{one.method} {one.path}", fault) for one, answer in answers if (fault := _fault(one, answer))
    ]
    assert faults == []
    assert sum(answer.status_code == 200 for _, answer in answers) > 30


@pytest.mark.parametrize(
    ("status", "media_type", "body", "fault"),
    [
        (418, "application/json", b"{}", "418 is not described"),
        (404, "text/html", b"<p>", "404 as text/html, expected application/problem+json"),
        (200, "application/json", b"[]", "200 []: [] is not of type"),
    ],
)
def test_an_answer_that_is_not_as_described_would_be_found(
    status: int, media_type: str, body: bytes, fault: str
) -> None:
    posted = next(one for one in OPERATIONS if one.method == "post")
    answer = httpx2.Response(status, headers={"content-type": media_type}, content=body)
    assert _fault(posted, answer).startswith(fault)


def _invented(operation: Any) -> list[Any]:
    """Return a few requests that fit the description of an operation, the same ones every time."""
    cases: list[Any] = []

    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def collect(case: Any) -> None:
        cases.append(case)

    collect()
    return cases


def _answer(desk: OpenDesk, case: Any) -> httpx2.Response:
    asked = case.as_transport_kwargs(base_url=desk.desk.settings.address)
    body = json.dumps(asked["json"]).encode() if "json" in asked else b""
    headers = desk.headers("usr_ada", content_type="application/json")
    return desk.client.request(
        asked["method"], asked["url"], params=asked.get("params"), content=body, headers=headers
    )


def _fault(operation: Any, answer: httpx2.Response) -> str:
    """Return what is wrong with an answer, nothing when the description foresees it."""
    described = DOCUMENT["paths"][operation.path][operation.method]["responses"].get(str(answer.status_code))
    if described is None:
        return f"{answer.status_code} is not described: {answer.text[:200]}"
    if "$ref" in described:
        described = DOCUMENT["components"]["responses"][described["$ref"].rpartition("/")[2]]
    ((media_type, content),) = described["content"].items()
    if not answer.headers["content-type"].startswith(media_type):
        return f"{answer.status_code} as {answer.headers['content-type']}, expected {media_type}"
    shape = {**content["schema"], "components": DOCUMENT["components"]}
    faults = list(jsonschema_rs.validator_for(shape).iter_errors(answer.json()))
    return f"{answer.status_code} {answer.text[:200]}: {faults[0].message[:200]}" if faults else ""
