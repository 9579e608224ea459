"""Timing facts collected from other products, run against our calendar; ours where we decide otherwise."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sla.calendar import Calendar
from sla.errors import SlaError
from sla.instants import parsed, written_instant

DATA = json.loads((Path(__file__).parent / "data" / "sla_cases.json").read_text(encoding="utf-8"))
CALENDARS = {name: Calendar.from_dict(d) for name, d in DATA["calendars"].items()}
CASES = [case for case in DATA["cases"] if case["kind"] != "timeline"]
DECIDED = {
    "bt-005": {"due": "2016-01-30T12:33:00Z"},  # adding or subtracting zero returns the instant itself
    "mom-036": "sla.duration_not_whole",  # durations are whole seconds
    "mom-057": "sla.duration_not_whole",
}


def pauses(i: dict[str, Any]) -> list[tuple[datetime, datetime]]:
    return [(parsed(start), parsed(end)) for start, end in i["pauses"]]


def periods(calendar: Calendar, i: dict[str, Any]) -> list[list[str | None]]:
    found = calendar.open_periods(parsed(i["origin"]), i["direction"], i["count"])
    return [[written_instant(opens), written_instant(closes)] for opens, closes in found]


ANSWERS: dict[str, Callable[[Calendar, dict[str, Any]], Any]] = {
    "add": lambda c, i: {"due": written_instant(c.add(parsed(i["start"]), i["seconds"]))},
    "subtract": lambda c, i: {"due": written_instant(c.subtract(parsed(i["start"]), i["seconds"]))},
    "elapsed": lambda c, i: {"seconds": c.elapsed(parsed(i["start"]), parsed(i["end"]))},
    "add_with_pauses": lambda c, i: {
        "due": written_instant(c.add_with_pauses(parsed(i["start"]), i["seconds"], pauses(i)))
    },
    "elapsed_with_pauses": lambda c, i: {
        "seconds": c.elapsed_with_pauses(parsed(i["start"]), parsed(i["end"]), pauses(i))
    },
    "is_open": lambda c, i: {"open": c.is_open(parsed(i["at"]))},
    "next_open": lambda c, i: {"at": written_instant(c.next_open(parsed(i["at"])))},
    "last_open": lambda c, i: {"at": written_instant(c.last_open(parsed(i["at"])))},
    "open_periods": lambda c, i: {"periods": periods(c, i)},
    "local_to_instant": lambda c, i: {"at": written_instant(c.local_to_instant(i["date"], i["time"]))},
}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_calendar_answers_every_collected_case(case: dict[str, Any]) -> None:
    calendar, answer = CALENDARS[case["calendar"]], ANSWERS[case["kind"]]
    expected = case.get("alt_expected", case["expected"])
    if "policy" in case or "disputed" in case:
        expected = DECIDED[case["id"]]
    if isinstance(expected, str):
        with pytest.raises(SlaError) as refusal:
            answer(calendar, case["input"])
        assert refusal.value.code == expected
    else:
        assert answer(calendar, case["input"]) == expected


@pytest.mark.parametrize("name", sorted(CALENDARS))
def test_every_collected_calendar_survives_being_stored(name: str) -> None:
    stored = json.loads(json.dumps(CALENDARS[name].to_dict()))
    assert Calendar.from_dict(stored).to_dict() == stored
    assert stored["weekly"] == DATA["calendars"][name]["weekly"]
