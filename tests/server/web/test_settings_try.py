"""Trying out: which policy, when due, which queue and agent, and why, in sentences of both languages; nothing changes."""

from __future__ import annotations

from server.desk.actors import SYSTEM
from server.store.tables.work import TICKETS
from tests.server.live.staffed import ADA, LIN, MARTA, ORDERS
from tests.server.web.opened import OpenDesk


def _promised(web: OpenDesk) -> None:
    weekly = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    made = web.post(
        "/calendars", {"name": "East", "hours": {"time_zone": "UTC", "weekly": weekly}}, ADA
    ).json()
    trade = {"name": "Trade", "conditions": [{"field": "segment", "any_of": ["trade"]}]}
    rest = {"name": "Rest", "calendar_id": made["id"], "targets": {"first_response": {"seconds": 1800}}}
    for body in (rest, trade):
        assert web.post("/policies", body, ADA).status_code < 300


def test_nothing_tried_yet_is_said(web: OpenDesk) -> None:
    assert "Nothing tried yet" in web.get("/settings/try", ADA).text
    assert web.get("/settings/try", LIN).status_code == 403


def test_a_made_up_contact_gets_its_policy_due_times_agent_and_reasons(web: OpenDesk) -> None:
    _promised(web)
    web.desk.arrive(LIN)
    ask = f"/settings/try?queue={ORDERS}&channel=chat&priority=high&at=2027-03-05T17:45"
    page = web.get(ask, ADA).text
    assert "“Rest” takes it" in page and "“Trade” does not: Segment is trade" in page
    assert "First response within 30 min" in page and "8 Mar 2027, 09:15" in page
    assert "Waits in que_orders" in page and "Would be offered to Lin" in page
    chinese = web.get(f"{ask}&lang=zh", ADA).text
    assert "“Rest”生效" in chinese and "将分配给" in chinese
    with web.desk.look(SYSTEM) as look:
        assert look.rows(TICKETS, TICKETS.c.id.is_not(None)) == []


def test_who_could_not_have_it_is_named_with_reasons(web: OpenDesk) -> None:
    web.desk.arrive(LIN)
    web.post("/queues/" + ORDERS, {**_queue(web), "skills": {"ski_refunds": 5}}, ADA)
    page = web.get(f"/settings/try?queue={ORDERS}&channel=chat", ADA).text
    assert "No policy takes it" in page and "Would be offered" not in page
    assert "no agent has what it wants" in page and "Lacks Refunds (level 5 is wanted)" in page


def test_while_nobody_is_at_work_that_is_the_reason(web: OpenDesk) -> None:
    assert "nobody who could is on shift" in web.get(f"/settings/try?queue={ORDERS}&channel=chat", ADA).text


def _queue(web: OpenDesk) -> dict[str, object]:
    queue = next(one for one in web.get("/api/v1/queues", ADA).json()["queues"] if one["id"] == ORDERS)
    names = ("version", "name", "team_id", "channels", "skills", "offer_timeout_s", "auto_accept", "target_s")
    return {name: queue[name] for name in names}


def test_a_question_that_cannot_be_is_refused_beside_the_form(web: OpenDesk) -> None:
    late = web.get(f"/settings/try?queue={ORDERS}&at=whenever", ADA)
    assert late.status_code == 422 and 'id="e-at"' in late.text
    assert web.get("/settings/try?queue=que_nowhere", ADA).status_code == 422
    assert web.get(f"/settings/try?queue={ORDERS}&channel=pigeon", ADA).status_code == 422


def test_supervisors_may_ask_by_the_interface(web: OpenDesk) -> None:
    _promised(web)
    trial = web.get(f"/api/v1/try?queue_id={ORDERS}&segment=trade&tags=a,b", MARTA).json()
    assert trial["promise"]["policy_name"] == "Trade" and trial["routed"]["agent"] is None
    assert web.get(f"/api/v1/try?queue_id={ORDERS}", LIN).status_code == 403
