"""The description of the interface: whole, valid against its own references, and true."""

from __future__ import annotations

import json
import re
from typing import Any

from server.desk.readings.registry import READINGS
from server.desk.verbs import VERBS
from server.web.openapi import description
from tests.server.web.opened import OpenDesk


def _operations() -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: operation
        for path in description()["paths"].values()
        for operation in path.values()
    }


def test_every_verb_and_reading_with_a_path_is_described(web: OpenDesk) -> None:
    answer = web.get("/api/openapi.json")
    assert answer.status_code == 200 and answer.json()["openapi"] == "3.1.0"
    expected = {verb.name for verb in VERBS.values() if verb.path} | set(READINGS)
    assert set(_operations()) == expected


def test_every_reference_leads_somewhere() -> None:
    document = description()
    references = set(re.findall(r'"#/components/(\w+)/([^"]+)"', json.dumps(document)))
    assert len(references) > 50
    assert [pair for pair in references if pair[1] not in document["components"][pair[0]]] == []


def test_a_command_says_its_key_its_policy_and_its_fields() -> None:
    edit = _operations()["users.edit"]
    assert [(one["name"], one["in"]) for one in edit["parameters"]] == [
        ("Idempotency-Key", "header"),
        ("user_id", "path"),
    ]
    body = edit["requestBody"]["content"]["application/json"]["schema"]
    assert "user_id" not in body["properties"] and "version" in body["required"]
    assert edit["x-policy"] == "administration" and edit["x-roles"] == ["administrator"]
    assert {"key": ["admin"]} in edit["security"]
    assert set(edit["responses"]) >= {"200", "401", "403", "409", "422"}


def test_every_operation_says_in_words_what_it_does() -> None:
    assert [name for name, one in _operations().items() if not one["summary"].endswith(".")] == []
