"""Every registered route x twelve malformations: a 4xx with a code and a clear message in both languages, and nothing changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from msgspec import inspect

from server.base.i18n import LANGUAGES, error_text
from server.desk.readings.registry import Reading
from server.desk.verbs import Verb
from server.store.mapping import METADATA
from tests.server.web.examples import PLACE, Known, furnished, gets, posts, senders, split
from tests.server.web.opened import OpenDesk

PLENTY = {"api_calls_per_minute": 100_000, "search_per_minute": 100_000, "body_limit_bytes": 20_000}
# What remembers that somebody asked, whatever came of it.
ASKED = ("receipts", "audit", "counters", "sessions", "log")
DEEP = b'{"x":' + b"[" * 30 + b"]" * 30 + b"}"
RAW = {
    "size": b'{"x": "' + b"y" * 20_001 + b'"}',
    "depth": DEEP,
    "type of all": b"[1, 2]",
    "NaN": b'{"x": NaN}',
    "NUL": b'{"x": "a\\u0000b"}',
    "lone surrogate": b'{"x": "\\ud800"}',
    "64-bit overflow": b'{"x": 9223372036854775808}',
    "invalid UTF-8": b'{"x": "\xff"}',
    "duplicate key": b'{"x": 1, "x": 2}',
    "not JSON": b'{"x": ',
}


@pytest.fixture
def open_desk(database_url: str) -> Iterator[OpenDesk]:
    """A desk that counts no calls."""
    opened = OpenDesk(database_url, **PLENTY)
    yield opened
    opened.close()


def test_no_malformed_command_passes_or_changes_anything(open_desk: OpenDesk) -> None:
    known, wrong = furnished(open_desk), []
    admitted = [(verb, ways) for verb in posts() if (ways := senders(verb.policy, known))]
    assert len(admitted) > 40
    open_desk.session("usr_ada")
    before = _contents(open_desk)
    for verb, ways in admitted:
        for malformation, address, raw, header in _commands(verb, known):
            headers = open_desk.headers(content_type="application/json", **ways[0]) | header
            answer = open_desk.client.post(f"/api/v1{address}", content=raw, headers=headers)
            if fault := _fault(answer):
                wrong.append((verb.name, malformation, fault))
    assert wrong == []
    assert _contents(open_desk) == before


def test_no_malformed_question_is_answered(open_desk: OpenDesk) -> None:
    known, wrong = furnished(open_desk), []
    for reading in gets():
        for malformation, address in _questions(reading, known):
            way = senders(reading.policy, known)[0]
            answer = open_desk.client.get(f"/api/v1{address}", headers=open_desk.headers(**way))
            if fault := _fault(answer):
                wrong.append((reading.name, malformation, fault))
    assert wrong == []


def _commands(verb: Verb, known: Known) -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
    """Yield malformation, address, body and headers for each way a command of this verb can be broken."""
    path = verb.path or ""
    address, body = split(verb.body, path, known.fields)
    for malformation, raw in RAW.items():
        yield malformation, address, raw, {}
    yield "extra field", address, json.dumps({**body, "unheard_of": 1}).encode(), {}
    yield "no key", address, json.dumps(body).encode(), {"idempotency-key": ""}
    for name in body:
        left = {other: value for other, value in body.items() if other != name}
        yield f"missing {name}", address, json.dumps(left).encode(), {}
    for name in (one for one in _names(verb.body) if one not in PLACE.findall(path)):
        yield f"type of {name}", address, json.dumps({**body, name: {"x": [1]}}).encode(), {}
    if places := PLACE.findall(path):
        foreign = {**known.fields, places[0]: f"{places[0][:3]}_00000000000000000000"}
        yield "foreign id", split(verb.body, path, foreign)[0], json.dumps(body).encode(), {}
    if "version" in body:
        yield "stale version", address, json.dumps({**body, "version": 999}).encode(), {}


def _questions(reading: Reading, known: Known) -> Iterator[tuple[str, str]]:
    """Yield malformation and address for each way a question of this reading can be broken."""
    address, query = split(reading.question, reading.path, known.fields)
    given = "&".join(f"{name}={value}" for name, value in query.items())
    yield "extra field", f"{address}?{given}&unheard_of=1"
    yield "invalid UTF-8", f"{address}?{given}&unheard_of=%ff"
    yield "NUL", f"{address}?{given}&unheard_of=%00"
    yield "size", f"{address}?{given}&unheard_of={'y' * 20_000}"
    for name in query:
        yield f"missing {name}", f"{address}?" + "&".join(f"{k}={v}" for k, v in query.items() if k != name)
    for name in _numbers(reading.question):
        yield f"type of {name}", f"{address}?{given}&{name}=many"
        yield f"64-bit overflow of {name}", f"{address}?{given}&{name}=9223372036854775808"
    if places := PLACE.findall(reading.path):
        foreign = {**known.fields, places[0]: f"{places[0][:3]}_00000000000000000000"}
        if reading.name != "config_versions":  # a list of the versions of nothing is an empty list
            yield "foreign id", f"{split(reading.question, reading.path, foreign)[0]}?{given}"


def _names(shape: Any) -> list[str]:
    info = inspect.type_info(shape)
    assert isinstance(info, inspect.StructType)
    return [field.encode_name for field in info.fields]


def _numbers(shape: Any) -> list[str]:
    info = inspect.type_info(shape)
    assert isinstance(info, inspect.StructType)
    return [field.encode_name for field in info.fields if _is_number(field.type)]


def _is_number(kind: inspect.Type) -> bool:
    arms = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    return any(isinstance(arm, inspect.IntType) for arm in arms)


def _fault(answer: httpx2.Response) -> str:
    """Return what is wrong with the answer to a malformed request, empty when nothing is."""
    if not 400 <= answer.status_code < 500 or answer.status_code in (401, 403):
        return f"answered {answer.status_code} {answer.text[:200]}"
    code, detail = answer.json()["code"], answer.json()["detail"]
    for language in LANGUAGES:
        if error_text(language, code, detail) == error_text(language, "nobody.wrote.this", {}):
            return f"no message for {code} in {language}"
    return "" if answer.json()["message"] else "no message"


def _contents(web: OpenDesk) -> dict[str, list[str]]:
    """Return every row of every table, but those that remember that somebody asked."""
    with web.desk.database.reading() as connection:
        return {
            table.name: sorted(str(line) for line in connection.execute(table.select()))
            for table in METADATA.sorted_tables
            if table.name not in ASKED
        }
