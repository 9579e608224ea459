"""Teams, skills, queues and the widget: versions, and what cannot be taken away."""

from __future__ import annotations

from typing import Any

import pytest

from server.base.errors import DeskError
from server.desk.actors import SYSTEM
from server.store.tables.staff import CONFIG_VERSIONS, QUEUES, TEAMS
from tests.server.live.staffed import ADA, BILLING, EAST, LIN, ORDERS, RETURNS, StaffedDesk, staff

QUEUE: dict[str, Any] = {
    "queue_id": ORDERS,
    "version": 1,
    "name": "Orders",
    "team_id": EAST,
    "channels": ["chat"],
    "skills": {"ski_refunds": 2},
    "offer_timeout_s": 30,
    "auto_accept": ["email"],
    "target_s": 60,
}


def _do(desk: StaffedDesk, verb: str, **fields: Any) -> dict[str, Any]:
    return desk.do(staff(ADA), verb, **fields)


def _refusal(desk: StaffedDesk, verb: str, **fields: Any) -> str:
    with pytest.raises(DeskError) as refusal:
        _do(desk, verb, **fields)
    return refusal.value.code


def test_each_change_is_a_version_that_says_who_made_it(desk: StaffedDesk) -> None:
    made = _do(desk, "teams.create", name="North")
    assert made["version"] == 1
    assert _do(desk, "teams.edit", team_id=made["id"], version=1, name="Far north")["version"] == 2
    with desk.look(SYSTEM) as look:
        rows = look.rows(CONFIG_VERSIONS, CONFIG_VERSIONS.c.id == made["id"], CONFIG_VERSIONS.c.version)
        assert [(row.kind, row.version, row.body["name"], row.actor) for row in rows] == [
            ("team", 1, "North", f"user:{ADA}"),
            ("team", 2, "Far north", f"user:{ADA}"),
        ]


def test_who_saw_an_older_version_changes_nothing(desk: StaffedDesk) -> None:
    _do(desk, "teams.edit", team_id=EAST, version=1, name="East")
    assert _refusal(desk, "teams.edit", team_id=EAST, version=1, name="Lost") == "config.stale"
    with desk.look(SYSTEM) as look:
        assert look.by_id(TEAMS, [EAST])[EAST].name == "East"


def test_a_queue_is_changed_as_a_whole(desk: StaffedDesk) -> None:
    _do(desk, "queues.edit", **QUEUE)
    with desk.look(SYSTEM) as look:
        queue = look.by_id(QUEUES, [ORDERS])[ORDERS]
    assert (queue.name, queue.channels, queue.skills, queue.version) == (
        "Orders",
        ("chat",),
        {"ski_refunds": 2},
        2,
    )
    assert (queue.offer_timeout_s, queue.auto_accept, queue.target_s) == (30, ("email",), 60)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"team_id": "tea_nowhere"}, "team.unknown"),
        ({"channels": ["telegraph"]}, "channel.unknown"),
        ({"auto_accept": ["telegraph"]}, "channel.unknown"),
        ({"skills": {"ski_nowhere": 1}}, "skill.unknown"),
        ({"queue_id": "que_nowhere"}, "queue.unknown"),
    ],
)
def test_a_queue_that_speaks_of_what_is_not_there_is_refused(
    desk: StaffedDesk, changes: dict[str, Any], code: str
) -> None:
    assert _refusal(desk, "queues.edit", **{**QUEUE, **changes}) == code


def test_what_is_still_used_is_not_taken_away(desk: StaffedDesk) -> None:
    _do(desk, "queues.edit", **QUEUE)
    desk.ticket(desk.customer("Mei Lin"), "A kettle", ORDERS)
    assert _refusal(desk, "teams.remove", team_id=EAST, version=1) == "team.in_use"
    assert _refusal(desk, "skills.remove", skill_id="ski_refunds", version=1) == "skill.in_use"
    assert _refusal(desk, "queues.remove", queue_id=ORDERS, version=2) == "queue.not_empty"


def test_what_nobody_uses_goes_and_cannot_be_changed_afterwards(desk: StaffedDesk) -> None:
    assert _do(desk, "queues.remove", queue_id=RETURNS, version=1)["version"] == 2
    assert _do(desk, "skills.remove", skill_id="ski_refunds", version=1)["version"] == 2
    assert _refusal(desk, "queues.remove", queue_id=RETURNS, version=2) == "config.removed"
    edit = {**QUEUE, "queue_id": BILLING}
    assert _refusal(desk, "queues.edit", **edit) == "skill.unknown"


def test_the_widget_is_changed_in_versions_and_names_only_sites(desk: StaffedDesk) -> None:
    edit = {"version": 1, "greeting": " Hi ", "queue_id": ORDERS, "origins": ["https://shop.example.com"]}
    assert _do(desk, "widget.edit", **edit)["version"] == 2
    assert _refusal(desk, "widget.edit", **edit) == "config.stale"
    for origin in (
        "shop.example.com",
        "https://x; script-src *",
        "https://x/path",
        "javascript:x",
        "https://a b",
    ):
        assert _refusal(desk, "widget.edit", **{**edit, "version": 2, "origins": [origin]}) == "widget.origin"


def test_only_administrators_change_how_the_desk_is_set_up(desk: StaffedDesk) -> None:
    with pytest.raises(DeskError, match=r"access\.forbidden"):
        desk.do(staff(LIN), "teams.create", name="Mine")


STEP = {"after_s": 60, "lower": [["ski_refunds", 1]], "overflow": BILLING}


def test_a_queue_keeps_its_routing_when_an_edit_does_not_speak_of_it(desk: StaffedDesk) -> None:
    _do(desk, "queues.edit", **QUEUE, steps=[STEP], ratio=3, handle_s=240, overflow_queue_id=BILLING)
    _do(desk, "queues.edit", **{**QUEUE, "version": 2})
    with desk.look(staff(ADA)) as look:
        queue = look.by_id(QUEUES, [ORDERS])[ORDERS]
    assert (queue.ratio, queue.handle_s, queue.overflow_queue_id, queue.calendar_id) == (
        3,
        240,
        BILLING,
        None,
    )
    assert [(step["after_s"], step["overflow"]) for step in queue.steps] == [(60, BILLING)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"steps": [{"after_s": 60, "overflow": "que_none"}]}, "queue.unknown"),
        ({"steps": [{"after_s": 60, "widen": [ORDERS]}]}, "queue.to_itself"),
        ({"steps": [{"after_s": 60, "drop": ["ski_none"]}]}, "skill.unknown"),
        ({"overflow_queue_id": ORDERS}, "queue.to_itself"),
        ({"calendar_id": "cal_none"}, "calendar.unknown"),
    ],
)
def test_routing_that_points_nowhere_is_refused(
    desk: StaffedDesk, changes: dict[str, object], code: str
) -> None:
    assert _refusal(desk, "queues.edit", **{**QUEUE, **changes}) == code
