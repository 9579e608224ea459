"""Codes, fields, rules, queues and people on their pages; the history of each with its differences, and the way back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from console.catalog import catalog
from console.service_pages import ChangeRow
from server.desk.rules import Rules
from server.web.differences import differences, told_body
from server.web.rule_form import SECTIONS, kinds, sections
from tests.server.live.staffed import ADA, EAST, LIN, ORDERS, RETURNS
from tests.server.web.opened import OpenDesk

CODES = "/settings/codes"


def _version(web: OpenDesk, path: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', web.get(path, ADA).text)
    assert found
    return found[1]


def _codes(web: OpenDesk) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = web.get("/api/v1/wrap-up-codes", ADA).json()["codes"]
    return rows


def test_codes_are_added_changed_moved_and_removed_on_their_line(web: OpenDesk) -> None:
    assert "No codes yet" in web.get(CODES, ADA).text
    for name in ("Refund", "Delivery"):
        web.form(CODES, {"do": "code", "name": name, "queue": [ORDERS]}, ADA)
    refund, delivery = (row["id"] for row in _codes(web))
    web.form(CODES, {"do": ["code_save", "up"], "id": delivery, "order": [refund, delivery]}, ADA)
    edit = {"do": "code_save", "id": refund, "version": "2", "name": "Money back", "queue": []}
    assert web.form(CODES, edit, ADA).status_code == 303
    assert [(row["name"], row["queue_ids"]) for row in _codes(web)] == [
        ("Delivery", [ORDERS]),
        ("Money back", []),
    ]
    refused = web.form(CODES, {**edit, "version": "3", "name": "  "}, ADA)
    assert refused.status_code == 422 and 'id="e-name"' in refused.text
    web.form(CODES, {"do": ["code_save", "code_remove"], "id": refund, "version": "3"}, ADA)
    assert [row["name"] for row in _codes(web)] == ["Delivery"]


def test_a_choice_without_choices_is_refused_with_its_line_as_it_was_typed(web: OpenDesk) -> None:
    typed = {"do": "field", "name": "Cause", "kind": "choice", "choices": "worn"}
    refused = web.form(CODES, typed, ADA)
    assert refused.status_code == 422 and 'id="e-choices"' in refused.text
    assert 'value="Cause"' in refused.text and ">worn</textarea>" in refused.text
    web.form(CODES, {**typed, "choices": "worn\r\nbroken\r\n"}, ADA)
    field = web.get("/api/v1/ticket-fields", ADA).json()["fields"][0]
    assert field["choices"] == ["worn", "broken"]
    change = {
        "do": "field_save",
        "id": field["id"],
        "version": "1",
        "name": "Cause",
        "kind": "text",
        "choices": "",
    }
    web.form(CODES, change, ADA)
    gone = {"do": ["field_save", "field_remove"], "id": field["id"], "version": "2"}
    assert "settings.removed" in web.form(CODES, gone, ADA).headers["location"]


def test_every_rule_has_a_place_on_the_page_and_words_in_both_languages() -> None:
    assert sorted(name for _, names in sections() for name in names) == sorted(Rules.__struct_fields__)
    assert {name for names in SECTIONS.values() for name in names} <= set(kinds())
    for language in ("en", "zh"):
        words = catalog(language)
        assert [name for name in kinds() if not words.has(f"settings.rule.{name}")] == []


def _rules(web: OpenDesk) -> dict[str, list[str]]:
    """The rules' form as a browser would send it."""
    page = web.get("/settings/rules", ADA).text.rpartition("<form")[2]
    pairs = []
    for tag in re.findall(r"<input [^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and ("checkbox" not in tag or " checked" in tag):
            pairs.append((name[1], value[1]))
    for name_, inside in re.findall(r'<select [^>]*name="([^"]+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        pairs.append((name_, chosen[1] if chosen else ""))
    pairs += re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page)
    fields: dict[str, list[str]] = {}
    for field, sent in pairs:
        fields.setdefault(field, []).append(sent)
    return fields


def test_rules_as_they_are_shown_are_saved_the_same_and_changed_ones_differ(web: OpenDesk) -> None:
    before = web.get("/api/v1/rules", ADA).json()["rules"]
    assert web.form("/settings/rules", _rules(web), ADA).status_code == 303
    same = web.get("/api/v1/rules", ADA).json()["rules"]
    assert {name: value for name, value in same.items() if value != before[name]} in (
        {},
        {name: same[name] for name in ("interrupts", "blocked_by")},
    )
    changed = {
        **_rules(web),
        "order": ["oldest"],
        "segment_boosts": ["vip: 10 min\ntrade：-1 min"],
        "affinity_s": ["1 min"],
    }
    assert web.form("/settings/rules", changed, ADA).status_code == 303
    rules = web.get("/api/v1/rules", ADA).json()["rules"]
    assert (rules["order"], rules["affinity_s"]) == ("oldest", 60)
    assert rules["segment_boosts"] == {"vip": 600, "trade": -60}


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ({"affinity_s": ["soon"]}, "affinity_s"),
        ({"segment_boosts": ["vip"]}, "segment_boosts"),
        ({"callback_tries": ["many"]}, "callback_tries"),
        ({"wrap_up_s.voice": ["x"]}, "wrap_up_s.voice"),
        ({"chat_idle_warn_s": ["20 min"]}, "chat_idle_warn_s"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_beside_its_field(
    web: OpenDesk, typed: dict[str, list[str]], marked: str
) -> None:
    answer = web.form("/settings/rules", {**_rules(web), **typed, "max_hops": ["7"]}, ADA)
    assert answer.status_code == 422 and f'id="e-{marked}"' in answer.text and 'value="7"' in answer.text


def test_a_queue_gets_hours_overflow_and_steps_and_shows_them_again(web: OpenDesk) -> None:
    made = web.form("/settings/calendars", {"do": "create", "name": "East", "zone": "Asia/Shanghai"}, ADA)
    calendar_id = made.headers["location"].partition("?")[0].rpartition("/")[2]
    path = f"/settings/queues/{ORDERS}"
    fields = {
        "do": "save", "version": _version(web, path), "name": "Orders", "team_id": EAST, "channel": ["chat"],
        "offer_timeout_s": "20 s", "target_s": "2 min", "calendar_id": calendar_id, "overflow_queue_id": RETURNS,
        "ratio": "2", "handle_s": "5 min", "skill.ski_refunds": "3",
        "step.0.after": "60 s", "step.0.lower": "ski_refunds:1", "step.0.any_team": "yes",
        "step.1.after": "60 s", "step.1.widen": RETURNS, "step.2.after": "", "step.2.drop": "",
    }  # fmt: skip
    assert web.form(path, fields, ADA).status_code == 303
    queue = next(one for one in web.get("/api/v1/queues", ADA).json()["queues"] if one["id"] == ORDERS)
    assert (queue["calendar_id"], queue["overflow_queue_id"], queue["ratio"], queue["handle_s"]) == (
        calendar_id,
        RETURNS,
        2,
        300,
    )
    assert queue["steps"] == [
        {
            "after_s": 60,
            "drop": [],
            "lower": [["ski_refunds", 1]],
            "any_team": True,
            "widen": [RETURNS],
            "overflow": "",
        }
    ]
    assert 'value="ski_refunds:1" selected' in web.get(path, ADA).text
    refused = web.form(
        path, {**fields, "version": "2", "target_s": "later", "step.1.after": "x", "name": "Kept"}, ADA
    )
    assert refused.status_code == 422 and 'value="Kept"' in refused.text
    assert 'id="e-target_s"' in refused.text and 'id="e-step.1.after"' in refused.text


def test_somebody_gets_own_hours_and_is_on_call(web: OpenDesk) -> None:
    made = web.form("/settings/calendars", {"do": "create", "name": "East", "zone": "Asia/Shanghai"}, ADA)
    calendar_id = made.headers["location"].partition("?")[0].rpartition("/")[2]
    path = f"/settings/people/{LIN}"
    edit = {"do": "save", "version": _version(web, path), "name": "Lin", "role": "agent", "team_id": [EAST],
            "calendar_id": calendar_id, "on_call": "yes", "capacity.chat": "2"}  # fmt: skip
    assert web.form(path, edit, ADA).status_code == 303
    lin = next(one for one in web.get("/api/v1/users", ADA).json()["people"] if one["id"] == LIN)
    assert (lin["calendar_id"], lin["on_call"]) == (calendar_id, True)
    refused = web.form(path, {**edit, "version": "2", "name": " ", "capacity.chat": "4"}, ADA)
    assert refused.status_code == 422 and 'id="e-name"' in refused.text and 'value="4"' in refused.text


def test_the_history_says_what_each_version_changed_and_what_going_back_would(web: OpenDesk) -> None:
    web.form(CODES, {"do": "code", "name": "Refund", "queue": [ORDERS]}, ADA)
    code = _codes(web)[0]["id"]
    web.form(
        CODES,
        {"do": "code_save", "id": code, "version": "1", "name": "Money back", "queue": [ORDERS, RETURNS]},
        ADA,
    )
    path = f"/settings/history/wrap_up_code/{code}"
    page = web.get(path, ADA).text
    assert "Money back" in page and "Go back to version 1" in page and "Ada" in page
    undo = {"do": "undo", "to": "1", "version": "2"}
    assert web.form(path, undo, ADA).headers["location"] == f"{path}?done=settings.undone"
    assert (_codes(web)[0]["name"], _codes(web)[0]["version"]) == ("Refund", 3)
    assert web.form(path, undo, ADA).status_code == 409
    assert path in web.get("/settings/history", ADA).text
    assert web.get("/settings/history/wrap_up_code/none", ADA).status_code == 404
    assert web.get(path, LIN).status_code == 403


def test_what_was_removed_comes_back_from_the_history(web: OpenDesk) -> None:
    web.form("/settings/teams", {"do": "create", "name": "North"}, ADA)
    team = next(one for one in web.get("/api/v1/teams", ADA).json()["teams"] if one["name"] == "North")
    web.form("/settings/teams", {"do": ["rename", "remove"], "team_id": team["id"], "version": "1"}, ADA)
    path = f"/settings/history/team/{team['id']}"
    assert "Removed" in web.get(path, ADA).text
    web.form(path, {"do": "undo", "to": "1", "version": "2"}, ADA)
    assert "North" in web.get("/settings/teams", ADA).text


def test_differences_name_fields_and_values_in_words() -> None:
    def words(key: str) -> str | None:
        return catalog("en").or_plain(key, "") or None

    before = {
        "name": "Shanghai",
        "body": {"time_zone": "UTC", "weekly": {"mon": [["09:00", "18:00"]]}, "holidays": ["a", "b"]},
    }
    after = {"name": "Shanghai", "body": {"time_zone": "UTC", "weekly": {"mon": [["09:00", "12:00"], ["13:00", "18:00"]]},
             "holidays": ["b", "c"]}, "removed_at": 5}  # fmt: skip
    found = differences(told_body("calendar", before), told_body("calendar", after), "en", {}, words)
    assert found == (
        ChangeRow("Week → Monday", "09:00–18:00", "09:00–12:00, 13:00–18:00"),
        ChangeRow("Days off", "a", "c"),
        ChangeRow("Removed", "–", "Yes"),
    )
    policy = {"body": {"targets": {"first_response": {"seconds": 60}}, "steps": []}, "calendar_id": None}
    step = {
        "id": "s1",
        "clock": "update",
        "percent": 75,
        "offset_s": None,
        "actions": [{"kind": "notify", "to": "team"}],
    }
    other = {
        "body": {"targets": {"first_response": {"seconds": 7200}}, "steps": [step]},
        "calendar_id": "cal_1",
    }
    changes = differences(
        told_body("policy", policy), told_body("policy", other), "en", {"cal_1": "London"}, words
    )
    assert changes[0] == ChangeRow("Targets → First response → Time", "1 min", "2 h")
    assert "Update" in changes[1].now and changes[2].now == "London"
