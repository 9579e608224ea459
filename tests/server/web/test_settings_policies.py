"""The policies' pages: a policy typed as a form and read back the same, its order, warnings, and what is refused beside its field."""

from __future__ import annotations

import re
from typing import Any

import pytest

from server.base.errors import Invalid
from server.web.spans_text import typed_span, written_span
from tests.server.live.staffed import ADA, KOFI, LIN, ORDERS
from tests.server.web.opened import OpenDesk

NEW = "/settings/policies/new"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30", 1800), ("45 s", 45), ("30 min", 1800), ("4h", 14_400), ("1 h 30 min", 5400), ("90分钟", 5400),
     ("1.5小时", 5400), ("20 秒", 20), ("0", 0), ("", None), ("–", None)],
)  # fmt: skip
def test_lengths_of_time_are_read_as_people_write_them(text: str, seconds: int | None) -> None:
    assert typed_span(text) == seconds


@pytest.mark.parametrize("text", ["soon", "4 days", "-3", "1 h and", "99999999 h"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        typed_span(text)
    assert refusal.value.code == "span.form"


@pytest.mark.parametrize("seconds", [0, 20, 60, 90, 300, 3600, 5400, 7200, 9000, 86_400, 86_461])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_written_is_read_back_the_same(seconds: int, language: str) -> None:
    assert typed_span(written_span(seconds, language)) == seconds


def _typed(**more: Any) -> dict[str, Any]:
    return {
        "do": "save",
        "name": "VIP",
        "calendar_id": "",
        "cond.queue": [ORDERS],
        "cond.channel": ["chat", "voice"],
        "cond.segment": "vip，trade",
        "cond.tag": "",
        "goal.first_response": "30 min",
        "goal.urgent.first_response": "5 min",
        "goal.resolution": "8 h",
        "goal.answer": "20 s",
        "share": "80",
        "around": ["resolution"],
        "pause": ["waiting_others"],
        "count": ["bot"],
        "reopen_days": "14",
        "step.0.clock": "first_response",
        "step.0.when": "percent",
        "step.0.amount": "75 %",
        "step.0.act": "notify:assignee",
        "step.1.clock": "first_response",
        "step.1.when": "percent",
        "step.1.amount": "75",
        "step.1.act": "raise_priority",
        "step.2.clock": "resolution",
        "step.2.when": "before",
        "step.2.amount": "30 min",
        "step.2.act": "tag",
        "step.2.text": "late",
        "step.3.clock": "",
        **more,
    }


def _policies(web: OpenDesk) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = web.get("/api/v1/policies", ADA).json()["policies"]
    return lines


def _made(web: OpenDesk, **more: Any) -> str:
    answer = web.form(NEW, _typed(**more), ADA)
    assert answer.status_code == 303, re.findall(r'class="err"[^>]*>.*?</p>', answer.text)
    return str(answer.headers["location"]).partition("?")[0]


def test_a_policy_typed_as_a_form_is_one_of_the_engine(web: OpenDesk) -> None:
    assert "No policy yet" in web.get("/settings/policies", ADA).text
    _made(web)
    body = _policies(web)[0]["policy"]["body"]
    assert body["targets"]["first_response"] == {"seconds": 1800, "around_the_clock": False, "share": None}
    assert body["targets"]["resolution"]["around_the_clock"] and body["targets"]["answer"]["share"] == 0.8
    assert body["by_priority"]["urgent"]["first_response"]["seconds"] == 300
    assert {one["field"]: one["any_of"] for one in body["conditions"]}["segment"] == ["trade", "vip"]
    assert [
        (step["id"], step["percent"], step["offset_s"], len(step["actions"])) for step in body["steps"]
    ] == [
        ("s1", 75, None, 2),
        ("s2", None, -1800, 1),
    ]
    assert (body["pause_also"], body["replies_by"], body["reopen_days"]) == (
        ["waiting_others"],
        ["bot", "human"],
        14,
    )


def test_a_form_as_it_is_shown_saves_the_same_policy(web: OpenDesk) -> None:
    path = _made(web)
    before = _policies(web)[0]["policy"]["body"]
    fields = _fields(web.get(path, ADA).text)
    assert web.form(path, {**fields, "do": ["save"]}, ADA).status_code == 303
    after = _policies(web)[0]["policy"]
    assert after["version"] == 2 and {**after["body"], "version": 1} == before


def _fields(page: str) -> dict[str, list[str]]:
    """What a browser would send of the page's last form, as far as these tests need it."""
    form = page.rpartition("<form")[2]
    fields: dict[str, list[str]] = {}
    pairs: list[tuple[str, str]] = []
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (("checkbox" not in tag) or " checked" in tag):
            pairs.append((name[1], value[1] if value else ""))
    for name, inside in re.findall(r'<select [^>]*name="([^"]+)">(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        pairs.append((name, chosen[1] if chosen else ""))
    for field, sent in pairs:
        fields.setdefault(field, []).append(sent)
    return fields


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ({"goal.urgent.next_reply": "soon"}, "goal.urgent.next_reply"),
        ({"share": "most"}, "share"),
        ({"reopen_days": "two"}, "reopen_days"),
        ({"name": "  "}, "name"),
        ({"step.2.text": ""}, "step.2"),
        ({"step.1.act": ""}, "step.1"),
        ({"step.0.amount": "half"}, "step.0"),
    ],
)
def test_a_refused_policy_keeps_all_that_was_typed(web: OpenDesk, typed: dict[str, str], marked: str) -> None:
    answer = web.form(NEW, _typed(**typed), ADA)
    assert answer.status_code == 422 and f'id="e-{marked}"' in answer.text
    for kept in ('value="vip，trade"', 'value="8 h"', 'value="30 min"', f'value="{ORDERS}" checked'):
        assert kept in answer.text
    assert _policies(web) == []


def test_policies_are_moved_and_one_that_never_gets_work_is_warned_of(web: OpenDesk) -> None:
    vip = _made(web).rpartition("/")[2]
    rest = _made(
        web, **{"name": "Rest", "cond.queue": [], "cond.channel": [], "cond.segment": ""}
    ).rpartition("/")[2]
    page = web.get("/settings/policies", ADA).text
    assert "Takes all work" in page and "Queue is que_orders" in page and "Never gets any work" not in page
    up = {"do": "up", "policy_id": rest, "order": [vip, rest]}
    assert web.form("/settings/policies", up, ADA).status_code == 303
    assert [line["policy"]["id"] for line in _policies(web)] == [rest, vip]
    assert "Never gets any work: “Rest”" in web.get("/settings/policies", ADA).text
    stale = web.form("/settings/policies", {**up, "order": [rest]}, ADA)
    assert stale.status_code == 409


def test_a_policy_is_removed_and_a_strange_one_is_not_there(web: OpenDesk) -> None:
    path = _made(web)
    gone = {"do": ["save", "remove"], "version": "1"}
    assert web.form(path, gone, ADA).headers["location"] == "/settings/policies?done=settings.removed"
    assert web.get(path, ADA).status_code == 404
    assert web.get(NEW, LIN).status_code == 403 and KOFI
