"""Ticket lives collected from other products, run through our clocks. Where a product means something else by a clock,
our answer stands here beside the reason.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sla.calendar import Calendar
from sla.engine import evaluate
from sla.events import Created, CustomerWrote, Event, Replied, StatusChanged
from sla.facts import Kind, Status
from sla.instants import parsed, written_instant
from sla.policy import Policy
from sla.reading import Reading
from sla.targets import Target

DATA = json.loads((Path(__file__).parent / "data" / "sla_cases.json").read_text(encoding="utf-8"))
CALENDARS = {name: Calendar.from_dict(d) for name, d in DATA["calendars"].items()}
CASES = [case for case in DATA["cases"] if case["kind"] == "timeline"]
STATUS: Mapping[str, Status] = {
    "open": "open",
    "paused": "waiting_customer",
    "resolved": "solved",
    "closed": "closed",
}
FIRST_COVERS = (
    "messages before the first response are covered by that clock; ours hides next reply until then"
)
FIRST_IS_FIRST = (
    f"{FIRST_COVERS}, and the earliest public reply is the first response, whatever a later stamp says"
)
OURS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "za-002": (FIRST_COVERS, {"next_reply_due": None}),
    "za-003": (FIRST_COVERS, {"next_reply_due": None}),
    "za-034": (FIRST_COVERS, {"next_reply_due": None}),
    "za-004": (
        FIRST_IS_FIRST,
        {"first_response_elapsed": 5400, "next_reply_elapsed": None, "next_reply_late": None},
    ),
    "za-005": (FIRST_IS_FIRST, {"next_reply_elapsed": None, "next_reply_late": None}),
}


def lived(events: list[dict[str, Any]]) -> list[Event]:
    return [event_of(event) for event in events]


def event_of(event: dict[str, Any]) -> Event:
    at = parsed(event["at"])
    if event["type"] == "created":
        return Created(at, status=STATUS[event["state"]])
    if event["type"] == "state":
        return StatusChanged(at, STATUS[event["state"]])
    return CustomerWrote(at) if event["type"] == "customer_reply" else Replied(at)


def clocks(case: dict[str, Any], now: str | None = None) -> dict[Kind, Reading]:
    """Our clocks as of the last event, or of `now`."""
    targets = {kind: Target(seconds) for kind, seconds in case["input"]["targets"].items()}
    events = lived(case["input"]["events"])
    at = parsed(now) if now else max(event.at for event in events)
    return evaluate(Policy("p", targets), CALENDARS[case["calendar"]], events, at).current


def answer(found: dict[Kind, Reading], key: str) -> Any:
    if key == "paused_seconds":
        return found["resolution"].paused_s
    kind, _, what = key.rpartition("_")
    reading = next((each for name, each in found.items() if name == kind), None)
    if reading is None:
        return None
    if what == "due":
        running = reading.state in ("running", "paused")
        return written_instant(reading.due_at) if running or reading.breached_at else None
    return reading.elapsed_s if what == "elapsed" else reading.elapsed_s - (reading.target_s or 0)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_our_clocks_tell_the_collected_lives(case: dict[str, Any]) -> None:
    _, ours = OURS.get(case["id"], ("", {}))
    expected = {**case["expected"], **ours}
    statuses = expected.pop("status_at", {})
    assert {key: answer(clocks(case), key) for key in expected} == expected
    for now, status in statuses.items():
        assert status == "fulfilled"
        assert {reading.outcome for reading in clocks(case, now).values()} == {"met"}


def test_every_life_marked_as_a_products_own_semantics_is_decided_here() -> None:
    marked = {case["id"] for case in CASES if "policy" in case or "disputed" in case}
    assert marked <= set(OURS)
    assert set(OURS) - marked == {"za-005"}, (
        "the one unmarked life that counts a reply wait before a first response"
    )
    for case in CASES:
        if case["id"] in OURS:
            reason, ours = OURS[case["id"]]
            assert reason
            assert all(case["expected"][key] != value for key, value in ours.items())
