"""The deadline proof: every due time unfolds into lines that add up and name what stood still and why."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import sla
from sla.calendar import Calendar
from sla.engine import evaluate
from sla.events import Created, DueSet, Event, FactsChanged, Merged, Replied, StatusChanged
from sla.facts import Condition, Facts
from sla.policy import Policy
from sla.targets import Target
from tests.sla.ticket import HOUR, at, clock, policy, told

ROOT = Path(sla.__file__).parent.parent
SHANGHAI = Calendar.from_dict(
    {
        "time_zone": "Asia/Shanghai",
        "weekly": {
            day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
        },
        "holidays": ["2026-10-01", "2026-10-02"],
        "recurring_holidays": ["10-05"],
        "overrides": {"2026-09-29": [], "2026-10-10": [["09:00", "12:00"]]},
        "breaks": {"2026-09-30": [["15:00", "15:30"]]},
        "names": {
            "2026-10-01": {"en": "National Day", "zh": "国庆节"},
            "10-05": {"en": "Team day", "zh": "团队日"},
        },
    }
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}+08:00").astimezone(UTC)


def test_a_proof_tells_what_counted_what_will_and_what_was_closed_for_what() -> None:
    now = local("09-30T14:00")
    reading = evaluate(
        policy({"resolution": 16 * HOUR}), SHANGHAI, [Created(local("09-28T16:00"))], now
    ).current["resolution"]
    told_lines = [(line.code, line.at, line.params.get("why")) for line in reading.explanation]
    assert told_lines == [
        ("started", local("09-28T16:00"), None),
        ("target", local("09-28T16:00"), None),
        ("counted", local("09-28T16:00"), None),
        ("closed", local("09-28T18:00"), "override"),
        ("counted", local("09-30T09:00"), None),
        ("closed", local("09-30T12:00"), "hours"),
        ("counted", local("09-30T13:00"), None),
        ("will_count", local("09-30T14:00"), None),
        ("closed", local("09-30T15:00"), "break"),
        ("will_count", local("09-30T15:30"), None),
        ("closed", local("09-30T18:00"), "holiday"),
        ("will_count", local("10-06T09:00"), None),
        ("closed", local("10-06T12:00"), "hours"),
        ("will_count", local("10-06T13:00"), None),
        ("due", reading.due_at, None),
    ]
    holidays = next(line for line in reading.explanation if line.params.get("why") == "holiday")
    assert [(day["date"], day["names"].get("zh")) for day in holidays.params["days"]] == [
        ("2026-10-01", "国庆节"),
        ("2026-10-02", None),
        ("2026-10-05", "团队日"),
    ]


def test_a_proof_says_who_paused_and_who_changed_the_target() -> None:
    urgent = Policy(
        "urgent", {"resolution": Target(8 * HOUR)}, (Condition("priority", frozenset({"urgent"})),)
    )
    life: list[Event] = [
        StatusChanged(at("10:00"), "waiting_customer", "lin"),
        StatusChanged(at("11:00"), "open", "lin"),
        FactsChanged(at("12:00"), Facts(priority="urgent"), "marta"),
        DueSet(at("12:30"), "resolution", at("15:00"), "marta"),
        DueSet(at("12:40"), "resolution", None, "marta"),
    ]
    lines = clock("resolution", [urgent, policy({"resolution": 4 * HOUR})], life, at("13:00")).explanation
    found = {line.code: dict(line.params) for line in lines}
    assert found["paused"] == {"status": "waiting_customer", "by": "lin", "seconds": HOUR}
    assert (found["target_changed"]["cause"], found["target_changed"]["by"]) == ("priority", "marta")
    assert (found["target"]["seconds"], found["target_changed"]["seconds"]) == (4 * HOUR, 8 * HOUR)
    assert found["due_set"]["due"].startswith("2026-11-23T15:00")
    assert found["due_cleared"] == {"by": "marta"}


def test_a_proof_tells_breach_reopening_and_merge() -> None:
    life: list[Event] = [
        Merged(at("09:30"), at("16:00", 20)),
        StatusChanged(at("12:00"), "solved", "lin"),
        StatusChanged(at("14:00"), "open"),
    ]
    reading = clock("resolution", policy({"resolution": 2 * HOUR}), life, at("15:00"))
    codes = [line.code for line in reading.explanation]
    assert codes.count("merged") == codes.count("breached") == codes.count("ended") == 1
    merged = next(line for line in reading.explanation if line.code == "merged")
    assert merged.params["seconds"] == HOUR
    breached = next(line for line in reading.explanation if line.code == "breached")
    assert (breached.at, breached.params["late_s"]) == (at("10:00"), 3 * HOUR)


def test_a_change_of_the_clocks_is_a_line_of_its_own() -> None:
    berlin = Calendar.from_dict({"time_zone": "Europe/Berlin", "weekly": {"sun": [["00:00", "24:00"]]}})
    start = datetime(2026, 10, 24, 23, tzinfo=UTC)
    reading = evaluate(policy({"resolution": 6 * HOUR}), berlin, [Created(start)], start).current[
        "resolution"
    ]
    change = next(line for line in reading.explanation if line.code == "zone_change")
    assert change.at == datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert change.params == {"zone": "Europe/Berlin", "before_s": 7200, "after_s": 3600}


def test_a_long_proof_stays_short_and_still_adds_up() -> None:
    created = datetime(2026, 1, 5, 1, tzinfo=UTC)
    now = datetime(2026, 12, 1, 1, tzinfo=UTC)
    reading = evaluate(policy({"resolution": 4000 * HOUR}), SHANGHAI, [Created(created)], now).current[
        "resolution"
    ]
    assert len(reading.explanation) < 20
    whole = next(line for line in reading.explanation if line.code == "counted_in_all")
    assert whole.params["seconds"] == reading.elapsed_s
    assert [day["date"] for day in whole.params["days"]] == [
        "2026-09-29",
        "2026-09-30",
        "2026-10-01",
        "2026-10-02",
        "2026-10-05",
    ]


def test_a_met_clock_names_its_answer_and_the_due_it_had() -> None:
    lines = clock(
        "first_response", policy({"first_response": HOUR}), [Replied(at("09:30"))], at("12:00")
    ).explanation
    assert [(line.code, line.at) for line in lines][-2:] == [("met", at("09:30")), ("due", at("10:00"))]


def test_without_explanation_the_reading_is_the_same() -> None:
    life: list[Event] = [Created(at("09:00")), Replied(at("09:30"))]
    rules = policy({"first_response": HOUR, "resolution": HOUR})
    plain = evaluate(rules, SHANGHAI, life, at("12:00"), explain=False)
    full = evaluate(rules, SHANGHAI, life, at("12:00"))
    assert all(not each.explanation for each in plain.readings)
    assert [each.to_dict() | {"explanation": []} for each in full.readings] == [
        each.to_dict() for each in plain.readings
    ]


@pytest.mark.parametrize("page", ["docs/sla.md", "docs/sla.zh.md"])
def test_the_documentation_lists_every_code_a_proof_can_hold(page: str) -> None:
    source = (ROOT / "sla" / "proof.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'Line\(\s*f?"([a-z_]+)"', source)) | {
        "target",
        "target_changed",
        "met",
        "stopped",
    }
    codes |= {f"{code}{end}" for code in ("counted", "will_count") for end in ("", "_in_all")}
    listed = re.findall(r"^\| `([a-z_]+)` \|", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert set(listed) >= codes
    assert told(policy({}), [], at("10:00")).readings == ()
