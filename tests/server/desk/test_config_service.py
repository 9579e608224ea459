"""Calendars, policies, codes, fields and rules: what is refused and why, in which order policies stand, and undo of each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from server.base.errors import DeskError
from server.desk.actors import SYSTEM
from server.desk.business_time import calendar_of, in_order, policy_of
from server.desk.readings.registry import READINGS, ask
from server.desk.rules import read_rules
from server.store.mapping import Row, Table
from server.store.tables.config import CALENDARS, SLA_POLICIES, WRAP_UP_CODES, SlaPolicy
from server.store.tables.infra import JOBS
from server.store.tables.staff import CONFIG_VERSIONS, QUEUES, USERS
from sla import Facts, match
from tests.server.live.staffed import ADA, EAST, LIN, ORDERS, StaffedDesk, staff

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
NINE_TO_SIX = {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in WEEKDAYS}
SHANGHAI: dict[str, Any] = {"time_zone": "Asia/Shanghai", "weekly": NINE_TO_SIX}


def _do(desk: StaffedDesk, verb: str, **fields: Any) -> dict[str, Any]:
    return desk.do(staff(ADA), verb, **fields)


def _refusal(desk: StaffedDesk, verb: str, **fields: Any) -> str:
    with pytest.raises(DeskError) as refusal:
        _do(desk, verb, **fields)
    return refusal.value.code


def _row(desk: StaffedDesk, table: Table[Any], thing_id: str) -> Any:
    with desk.look(SYSTEM) as look:
        found: Row = look.by_id(table, [thing_id])[thing_id]
    return found


def _answer(desk: StaffedDesk, name: str, **fields: Any) -> Any:
    with desk.look(SYSTEM) as look:
        return ask(look, name, READINGS[name].question(**fields))


def _calendar(desk: StaffedDesk, hours: dict[str, Any] = SHANGHAI) -> str:
    made: str = _do(desk, "calendars.create", name="Shanghai", hours=hours)["id"]
    return made


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        ({"time_zone": "Moon/Crater", "weekly": NINE_TO_SIX}, "sla.zone_unknown"),
        ({"time_zone": "UTC", "weekly": {}}, "sla.never_opens"),
        ({"time_zone": "UTC", "weekly": {"mon": [["18:00", "09:00"]]}}, "sla.interval_invalid"),
        ({"time_zone": "UTC", "weekly": {"mon": [["9 am", "12:00"]]}}, "sla.clock_time_invalid"),
        ({"time_zone": "UTC", "weekly": {"monday": []}}, "sla.weekday_unknown"),
        ({"time_zone": "UTC", "weekly": NINE_TO_SIX, "holidays": ["2027-02-30"]}, "sla.date_invalid"),
    ],
)
def test_hours_that_cannot_be_are_refused(desk: StaffedDesk, hours: dict[str, Any], code: str) -> None:
    assert _refusal(desk, "calendars.create", name="Odd", hours=hours) == code


def test_an_edit_holds_from_its_date_and_the_time_before_keeps_its_hours(desk: StaffedDesk) -> None:
    made = _calendar(desk)
    day = datetime.fromtimestamp(desk.clock.now() / 1000, UTC).date()
    later = day.replace(year=day.year + 1).isoformat()
    _do(
        desk,
        "calendars.edit",
        calendar_id=made,
        version=1,
        name="Shanghai",
        hours={"time_zone": "Asia/Shanghai", "weekly": {"mon": [["00:00", "24:00"]]}},
        effective=later,
    )
    calendar = calendar_of(_row(desk, CALENDARS, made).body)
    assert calendar.rules_at(datetime.fromtimestamp(desk.clock.now() / 1000, UTC)).weekly[0] == (
        (9 * 3600, 12 * 3600),
        (13 * 3600, 18 * 3600),
    )
    after = datetime(day.year + 1, 12, 31, tzinfo=UTC)
    assert calendar.rules_at(max(after, after)).weekly[0] == ((0, 86_400),)
    edit = {"calendar_id": made, "version": 2, "name": "x", "hours": SHANGHAI, "effective": "2001-01-01"}
    assert _refusal(desk, "calendars.edit", **edit) == "calendar.effective_past"


def test_chinas_holidays_come_with_make_up_days_and_leave_what_was_written_by_hand(desk: StaffedDesk) -> None:
    hand = {"2026-02-14": [["10:00", "12:00"]]}
    made = _calendar(desk, {**SHANGHAI, "overrides": hand})
    shown = _answer(desk, "holidays", country="CN", year=2026)
    assert "2026-10-01" in shown.holidays and shown.workdays
    _do(desk, "calendars.import", calendar_id=made, version=1, country="CN", years=[2026])
    row = _row(desk, CALENDARS, made)
    hours = (row.body["versions"] or [row.body])[-1]
    assert row.country == "CN" and "2026-10-01" in hours["holidays"]
    assert hours["overrides"]["2026-02-14"] == hand["2026-02-14"]
    others = [day for day in shown.workdays if day != "2026-02-14"]
    assert others and all(hours["overrides"][day] == NINE_TO_SIX["mon"] for day in others)
    wrong = {"calendar_id": made, "version": 2, "country": "XX", "years": [2026]}
    assert _refusal(desk, "calendars.import", **wrong) == "sla.country_unknown"


def test_a_calendar_that_something_counts_by_stays(desk: StaffedDesk) -> None:
    made = _calendar(desk)
    policy = _do(desk, "policies.create", name="All", calendar_id=made)["id"]
    assert _answer(desk, "calendars").used == {made: 1}
    assert _refusal(desk, "calendars.remove", calendar_id=made, version=1) == "calendar.in_use"
    _do(desk, "policies.remove", policy_id=policy, version=1)
    _do(desk, "calendars.remove", calendar_id=made, version=1)
    assert _refusal(desk, "policies.create", name="All", calendar_id=made) == "calendar.unknown"


def test_a_policy_goes_above_the_one_that_takes_all_work_and_a_shadowed_one_is_named(
    desk: StaffedDesk,
) -> None:
    rest = _do(desk, "policies.create", name="Rest", targets={"first_response": {"seconds": 3600}})["id"]
    vip = _vip(desk)
    assert [line.policy.id for line in _answer(desk, "policies").policies] == [vip, rest]
    _do(desk, "policies.order", policy_ids=[rest, vip])
    lines = _answer(desk, "policies").policies
    assert [(line.policy.id, line.matches_all, line.shadowed_by) for line in lines] == [
        (rest, True, None),
        (vip, False, rest),
    ]
    assert _refusal(desk, "policies.order", policy_ids=[rest]) == "config.order_stale"


def _vip(desk: StaffedDesk) -> str:
    made: str = _do(
        desk,
        "policies.create",
        name="VIP",
        conditions=[{"field": "segment", "any_of": ["vip"]}, {"field": "queue", "any_of": [ORDERS]}],
        targets={"first_response": {"seconds": 600}, "resolution": {"seconds": 28_800}},
        by_priority={"urgent": {"first_response": {"seconds": 120}}},
        steps=[
            {
                "id": "s1",
                "clock": "first_response",
                "percent": 75,
                "actions": [{"kind": "notify", "to": "assignee"}],
            }
        ],
        pause_also=["waiting_others"],
        reopen_days=14,
    )["id"]
    return made


def test_a_queue_that_something_speaks_of_stays(desk: StaffedDesk) -> None:
    policy = _vip(desk)
    assert _refusal(desk, "queues.remove", queue_id=ORDERS, version=1) == "queue.in_use"
    _do(desk, "policies.remove", policy_id=policy, version=1)
    code = _do(desk, "wrap_up_codes.create", name="Delivery", queue_ids=[ORDERS])["id"]
    assert _refusal(desk, "queues.remove", queue_id=ORDERS, version=1) == "queue.in_use"
    _do(desk, "wrap_up_codes.remove", code_id=code, version=1)
    _do(desk, "queues.remove", queue_id=ORDERS, version=1)


def test_a_stored_policy_is_one_of_the_engine(desk: StaffedDesk) -> None:
    vip = _vip(desk)
    with desk.look(SYSTEM) as look:
        rows: list[SlaPolicy] = in_order(look.by_id(SLA_POLICIES, [vip]).values())
    found = match([policy_of(row) for row in rows], Facts(queue=ORDERS, segment="vip", priority="urgent"))
    assert found is not None and found.id == vip and found.version == 1
    target = found.target("first_response")
    assert target is not None and target.seconds == 120
    assert match([policy_of(row) for row in rows], Facts(queue=ORDERS)) is None


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({"conditions": [{"field": "queue", "any_of": ["que_nowhere"]}]}, "queue.unknown"),
        ({"conditions": [{"field": "priority", "any_of": ["huge"]}]}, "priority.unknown"),
        ({"conditions": [{"field": "channel", "any_of": ["telegraph"]}]}, "channel.unknown"),
        ({"by_priority": {"huge": {}}}, "priority.unknown"),
        ({"targets": {"applause": {"seconds": 1}}}, "sla.value_invalid"),
        ({"steps": [{"id": "a", "clock": "update"}]}, "sla.value_invalid"),
        ({"steps": [{"id": "a", "clock": "update", "percent": 1, "actions": [{"kind": "notify", "to": "x"}]}]},
         "notified.unknown"),
        ({"steps": [{"id": "a", "clock": "update", "percent": 1, "actions": [{"kind": "webhook", "to": "ftp:"}]}]},
         "policy.address"),
        ({"steps": [{"id": "a", "clock": "update", "percent": 1, "actions": [{"kind": "reassign", "to": "x"}]}]},
         "user.unknown"),
    ],
)  # fmt: skip
def test_a_policy_that_cannot_be_is_refused_with_its_reason(
    desk: StaffedDesk, part: dict[str, Any], code: str
) -> None:
    assert _refusal(desk, "policies.create", name="Odd", **part) == code


def test_codes_and_fields_are_kept_in_order_and_in_their_queues(desk: StaffedDesk) -> None:
    first = _do(desk, "wrap_up_codes.create", name="Delivery", queue_ids=[ORDERS])["id"]
    second = _do(desk, "wrap_up_codes.create", name="Refund")["id"]
    _do(desk, "wrap_up_codes.order", code_ids=[second, first])
    assert [code.name for code in _answer(desk, "wrap_up_codes").codes] == ["Refund", "Delivery"]
    assert _refusal(desk, "wrap_up_codes.create", name="x", queue_ids=["que_nowhere"]) == "queue.unknown"
    assert (
        _refusal(desk, "ticket_fields.create", name="Cause", kind="choice", choices=["a"]) == "field.choices"
    )
    field = _do(desk, "ticket_fields.create", name="Cause", kind="choice", choices=["a", "b", "a"])["id"]
    assert _answer(desk, "ticket_fields").fields[0].choices == ("a", "b")
    _do(desk, "ticket_fields.remove", field_id=field, version=1)
    assert _answer(desk, "ticket_fields").fields == []


def test_rules_begin_with_their_first_values_and_go_back_to_them(desk: StaffedDesk) -> None:
    with desk.look(SYSTEM) as look:
        first = read_rules(look.connection)
    _do(desk, "rules.edit", version=1, rules={"order": "oldest", "affinity_s": 60})
    with desk.look(SYSTEM) as look:
        assert read_rules(look.connection).order == "oldest"
    assert _refusal(desk, "rules.edit", version=1, rules={}) == "config.stale"
    assert (
        _refusal(desk, "rules.edit", version=2, rules={"interrupts": {"voice": ["voice"]}})
        == "rules.interrupts"
    )
    idle = {"chat_idle_warn_s": 900, "chat_idle_close_s": 60}
    assert _refusal(desk, "rules.edit", version=2, rules=idle) == "rules.idle"
    _do(desk, "config.undo", kind="rules", id="desk", to=1, version=2)
    assert _answer(desk, "rules").rules == first and _answer(desk, "rules").version == 3


def test_every_kind_comes_back_as_a_new_version_and_what_was_removed_too(desk: StaffedDesk) -> None:
    code = _do(desk, "wrap_up_codes.create", name="Delivery")["id"]
    _do(desk, "wrap_up_codes.edit", code_id=code, version=1, name="Parcel")
    _do(desk, "wrap_up_codes.remove", code_id=code, version=2)
    assert _refusal(desk, "config.undo", kind="wrap_up_code", id=code, to=3, version=3) == "config.undo_same"
    _do(desk, "config.undo", kind="wrap_up_code", id=code, to=1, version=3)
    back = _row(desk, WRAP_UP_CODES, code)
    assert (back.name, back.version, back.removed_at) == ("Delivery", 4, None)
    assert (
        _refusal(desk, "config.undo", kind="wrap_up_code", id=code, to=3, version=4) == "config.undo_removed"
    )
    assert (
        _refusal(desk, "config.undo", kind="wrap_up_code", id=code, to=9, version=4)
        == "configversion.unknown"
    )
    assert _refusal(desk, "config.undo", kind="weather", id=code, to=1, version=4) == "config.kind"
    assert _refusal(desk, "config.undo", kind="wrap_up_code", id=code, to=1, version=2) == "config.stale"


def test_undo_is_checked_as_if_it_were_typed_today(desk: StaffedDesk) -> None:
    made = _calendar(desk)
    policy = _do(desk, "policies.create", name="All", calendar_id=made)["id"]
    _do(desk, "policies.edit", policy_id=policy, version=1, name="All")
    _do(desk, "calendars.remove", calendar_id=made, version=1)
    assert _refusal(desk, "config.undo", kind="policy", id=policy, to=1, version=2) == "calendar.unknown"
    _do(desk, "config.undo", kind="calendar", id=made, to=1, version=2)
    _do(desk, "config.undo", kind="policy", id=policy, to=1, version=2)
    assert _row(desk, SLA_POLICIES, policy).calendar_id == made


def test_people_and_queues_come_back_as_they_were(desk: StaffedDesk) -> None:
    made = _calendar(desk)
    hours = {"name": "Lin", "role": "agent", "team_ids": [EAST], "skills": {}, "capacity": {"chat": 2}}
    _do(desk, "users.edit", user_id=LIN, version=1, **hours, calendar_id=made, on_call=True)
    _do(desk, "users.edit", user_id=LIN, version=2, **hours, calendar_id="", on_call=False)
    _do(desk, "config.undo", kind="user", id=LIN, to=2, version=3)
    assert (_row(desk, USERS, LIN).calendar_id, _row(desk, USERS, LIN).on_call) == (made, True)
    queue: dict[str, Any] = {"queue_id": ORDERS, "team_id": EAST, "channels": ["chat"], "skills": {},
                             "offer_timeout_s": 20, "auto_accept": [], "target_s": 60}  # fmt: skip
    _do(desk, "queues.edit", **queue, version=1, name="Orders", calendar_id=made)
    _do(desk, "queues.edit", **queue, version=2, name="Renamed", calendar_id="")
    _do(desk, "config.undo", kind="queue", id=ORDERS, to=2, version=3)
    assert (_row(desk, QUEUES, ORDERS).name, _row(desk, QUEUES, ORDERS).calendar_id) == ("Orders", made)
    with desk.look(SYSTEM) as look:
        kept = look.rows(CONFIG_VERSIONS, CONFIG_VERSIONS.c.id == ORDERS, CONFIG_VERSIONS.c.version)
    assert [row.version for row in kept] == [2, 3, 4]


def test_open_work_follows_an_edit_only_when_that_is_ticked(desk: StaffedDesk) -> None:
    made = _calendar(desk)
    policy = _do(desk, "policies.create", name="All", calendar_id=made)["id"]
    _do(desk, "policies.edit", policy_id=policy, version=1, name="All")
    assert _asked_for(desk) == []
    _do(desk, "policies.edit", policy_id=policy, version=2, name="All", apply=True)
    _do(desk, "config.undo", kind="policy", id=policy, to=1, version=3, apply=True)
    _do(desk, "policies.order", policy_ids=[policy], apply=True)
    edit = {"calendar_id": made, "version": 1, "name": "x", "hours": SHANGHAI}
    _do(desk, "calendars.edit", **edit, apply=True)
    assert sorted(_asked_for(desk)) == [f"calendar:{made}", "policies:order", *[f"policy:{policy}"] * 2]


def _asked_for(desk: StaffedDesk) -> list[str]:
    with desk.look(SYSTEM) as look:
        return [job.subject for job in look.rows(JOBS, JOBS.c.kind == "clocks.apply")]
