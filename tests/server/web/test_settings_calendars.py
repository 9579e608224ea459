"""The calendars' pages: a week typed as people write it, exceptions of a year, a country's holidays looked at and taken."""

from __future__ import annotations

import re
from typing import Any

import pytest

from server.base.errors import Invalid
from server.web.hours_text import typed_hours, typed_week, written_hours
from sla.rules import WEEKDAYS
from tests.server.live.staffed import ADA, LIN
from tests.server.web.opened import OpenDesk


@pytest.mark.parametrize(
    ("text", "own", "over"),
    [
        ("09:00-12:30, 13:30-18:00", [("09:00", "12:30"), ("13:30", "18:00")], []),
        ("9–12:30；13：30至18", [("09:00", "12:30"), ("13:30", "18:00")], []),
        ("9 to 17", [("09:00", "17:00")], []),
        ("22:00-06:00", [("22:00", "24:00")], [("00:00", "06:00")]),
        ("18-0", [("18:00", "24:00")], []),
        ("0-24", [("00:00", "24:00")], []),
        ("全天", [("00:00", "24:00")], []),
        ("", [], []),
        ("休息", [], []),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, own: Any, over: Any) -> None:
    assert typed_hours(text) == (own, over)


@pytest.mark.parametrize("text", ["nine to five", "9", "9-9", "9-25", "9:75-10", "24:30-2", "9-10-11"])
def test_what_cannot_be_read_as_hours_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        typed_hours(text)
    assert refusal.value.code == "hours.form"


def test_a_night_runs_on_into_the_next_day_also_from_sunday_to_monday() -> None:
    week, wrong = typed_week({"mon": "9-17", "fri": "22-6", "sun": "20:00–02:00", "tue": "soon"})
    assert (week["sat"], week["mon"]) == ([("00:00", "06:00")], [("09:00", "17:00"), ("00:00", "02:00")])
    assert list(wrong) == ["tue"] and set(week) == set(WEEKDAYS)
    assert written_hours(week["fri"]) == "22:00–24:00"


def _calendar(web: OpenDesk) -> str:
    made = web.form("/settings/calendars", {"do": "create", "name": "Shanghai", "zone": "Asia/Shanghai"}, ADA)
    assert made.status_code == 303, made.text
    return str(made.headers["location"]).partition("?")[0]


def _seen(web: OpenDesk, path: str) -> dict[str, str]:
    found = re.search(r'name="version" value="(\d+)"', web.get(path, ADA).text)
    assert found
    return {"version": found[1]}


def _stored(web: OpenDesk) -> dict[str, Any]:
    body: dict[str, Any] = web.get("/api/v1/calendars", ADA).json()["calendars"][0]["body"]
    return body["versions"][-1] if body["versions"] else body


def _week(**days: str) -> dict[str, str]:
    return {f"hours.{day}": days.get(day, "") for day in WEEKDAYS}


def test_no_calendar_yet_is_said_and_a_new_one_begins_with_office_hours(web: OpenDesk) -> None:
    assert "No calendar yet" in web.get("/settings/calendars", ADA).text
    path = _calendar(web)
    assert 'value="09:00–18:00"' in web.get(path, ADA).text
    assert web.get(path, LIN).status_code == 403
    assert web.get("/settings/calendars/cal_nowhere", ADA).status_code == 404


def test_a_split_day_is_saved_and_drawn_to_scale(web: OpenDesk) -> None:
    path = _calendar(web)
    fields = {"do": "save", **_seen(web, path), "name": "East", "zone": "Asia/Shanghai", "effective": ""}
    assert web.form(path, {**fields, **_week(mon="9-12:30, 13:30-18", fri="22-6")}, ADA).status_code == 303
    stored = _stored(web)["weekly"]
    assert stored["mon"] == [["09:00", "12:30"], ["13:30", "18:00"]]
    assert stored["sat"] == [["00:00", "06:00"]]
    page = web.get(path, ADA).text
    assert '<rect class="on" x="9.0" width="3.5"' in page and '<rect class="on" x="13.5" width="4.5"' in page


def test_a_refused_week_keeps_what_was_typed_and_says_what_is_wrong_beside_the_day(web: OpenDesk) -> None:
    path = _calendar(web)
    fields = {"do": "save", **_seen(web, path), "name": "Far east", "zone": "Moon/Crater", "effective": ""}
    answer = web.form(path, {**fields, **_week(mon="9-17", tue="whenever")}, ADA)
    assert answer.status_code == 422
    for kept in ('value="Far east"', 'value="Moon/Crater"', 'value="whenever"', 'value="9-17"'):
        assert kept in answer.text
    assert 'id="e-hours.tue"' in answer.text and 'id="e-zone"' in answer.text
    never = web.form(path, {**fields, "zone": "UTC", **_week()}, ADA)
    assert never.status_code == 422 and "never opens" in never.text


def test_days_are_added_for_a_range_and_for_every_year_and_taken_away_again(web: OpenDesk) -> None:
    path = _calendar(web)
    range_ = {"from": "2027-02-06", "until": "2027-02-09", "kind": "closed", "label": "春节"}
    web.form(path, {"do": "except", **_seen(web, path), **range_}, ADA)
    yearly = {"from": "2027-12-25", "kind": "closed", "yearly": "yes", "label": "Christmas"}
    web.form(path, {"do": "except", **_seen(web, path), **yearly}, ADA)
    made = {"from": "2027-02-14", "kind": "open", "hours": "9-18", "label": "Make-up Sunday"}
    web.form(path, {"do": "except", **_seen(web, path), **made}, ADA)
    part = {"from": "2027-03-01", "kind": "break", "hours": "12-14"}
    web.form(path, {"do": "except", **_seen(web, path), **part}, ADA)
    stored = _stored(web)
    assert stored["holidays"] == [f"2027-02-0{n}" for n in range(6, 10)]
    assert stored["recurring_holidays"] == ["12-25"] and stored["overrides"] == {
        "2027-02-14": [["09:00", "18:00"]]
    }
    page = web.get(f"{path}?year=2027", ADA).text
    assert (
        "6 Feb – 9 Feb" in page and "春节" in page and 'class="y-made"' in page and 'class="y-other"' in page
    )
    assert "Christmas" in web.get(f"{path}?year=2031", ADA).text
    gone = {"do": ["drop"], **_seen(web, path), "from": "2027-02-06", "until": "2027-02-09"}
    web.form(path, gone, ADA)
    assert _stored(web)["holidays"] == [] and "春节" not in web.get(f"{path}?year=2027", ADA).text


@pytest.mark.parametrize(
    ("fields", "marked"),
    [
        ({"from": "soon", "kind": "closed"}, "from"),
        ({"from": "2027-02-06", "until": "2027-02-01", "kind": "closed"}, "until"),
        ({"from": "2027-02-06", "kind": "open", "hours": "late"}, "hours"),
        ({"from": "2027-02-06", "kind": "open", "hours": ""}, "hours"),
        ({"from": "2027-02-06", "kind": "open", "hours": "9-18", "yearly": "yes"}, "kind"),
    ],
)
def test_a_day_that_cannot_be_is_refused_beside_its_field(
    web: OpenDesk, fields: dict[str, str], marked: str
) -> None:
    path = _calendar(web)
    answer = web.form(path, {"do": "except", **_seen(web, path), "label": "Kept", **fields}, ADA)
    assert answer.status_code == 422 and f'id="e-{marked}"' in answer.text and 'value="Kept"' in answer.text


def test_chinas_holidays_are_shown_before_they_are_taken(web: OpenDesk) -> None:
    path = _calendar(web)
    shown = web.get(f"{path}?country=CN&year=2026&lang=zh", ADA).text
    assert "国庆节" in shown and "2026-10-01" in shown and "上班" in shown
    assert _stored(web)["holidays"] == []
    take = {"do": "import", **_seen(web, path), "country": "CN", "year": "2026", "region": ""}
    assert "settings.imported" in web.form(path, take, ADA).headers["location"]
    assert "2026-10-01" in _stored(web)["holidays"] and _stored(web)["overrides"]
    later = web.get(f"{path}?country=CN&year=2031", ADA).text
    assert "not announced yet" in later
    assert 'id="e-region"' in web.get(f"{path}?country=GB&year=2026&region=Narnia", ADA).text


def test_a_calendar_is_removed_unless_it_is_used(web: OpenDesk) -> None:
    path = _calendar(web)
    policy = {"name": "All", "calendar_id": path.rpartition("/")[2]}
    assert web.post("/policies", policy, ADA).status_code < 300
    used = web.form(path, {"do": "remove", **_seen(web, path)}, ADA)
    assert used.status_code == 409 and "Something still counts by this calendar (1)" in used.text
