"""The administrator's pages: people, teams, skills, queues, keys, roles, audit; and that nobody else gets in."""

from __future__ import annotations

import re

import pytest

from tests.server.live.staffed import ADA, EAST, KOFI, LIN, MARTA, ORDERS, SAM, WEST, staff
from tests.server.web.opened import OpenDesk

PAGES = (
    "/settings/people",
    f"/settings/people/{LIN}",
    "/settings/teams",
    "/settings/roles",
    "/settings/skills",
    "/settings/queues",
    f"/settings/queues/{ORDERS}",
    "/settings/keys",
    "/settings/audit",
    "/settings/outbox",
)


def _version(web: OpenDesk, path: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', web.get(path, ADA).text)
    assert found
    return found[1]


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_drawn_for_administrators_only(web: OpenDesk, path: str) -> None:
    assert web.get(path, ADA).status_code == 200
    for user_id in (LIN, MARTA, SAM):
        assert web.get(path, user_id).status_code == 403
    assert web.get(path).status_code == 401


def test_somebody_gets_another_role_teams_skills_and_capacity(web: OpenDesk) -> None:
    path = f"/settings/people/{LIN}"
    edit = {
        "do": "save",
        "version": _version(web, path),
        "name": " Lin Wei ",
        "role": "supervisor",
        "team_id": [EAST, WEST],
        "skill.ski_refunds": "4",
        "capacity.chat": "2",
        "capacity.voice": "1",
    }
    assert web.form(path, edit, ADA).headers["location"] == f"{path}?done=settings.saved"
    people = web.get("/api/v1/users", ADA).json()["people"]
    lin = next(one for one in people if one["id"] == LIN)
    assert (lin["name"], lin["role"], lin["team_ids"]) == ("Lin Wei", "supervisor", [EAST, WEST])
    assert lin["skills"] == {"ski_refunds": 4}
    assert lin["capacity"] == {"chat": 2, "voice": 1, "email": 0, "desk": 0}


def test_a_form_drawn_before_somebody_elses_change_is_refused_and_changes_nothing(web: OpenDesk) -> None:
    path = f"/settings/queues/{ORDERS}"
    edit = {
        "do": "save",
        "version": _version(web, path),
        "name": "Orders",
        "team_id": EAST,
        "channel": ["chat"],
        "offer_timeout_s": "30",
        "target_s": "60",
    }
    assert web.form(path, edit, ADA).status_code == 303
    stale = web.form(path, {**edit, "name": "Overwritten"}, ADA)
    assert stale.status_code == 409 and "Someone else changed this" in stale.text
    assert "Overwritten" not in web.get(path, ADA).text


def test_teams_skills_and_queues_are_added_and_renamed(web: OpenDesk) -> None:
    for path, fields in (
        ("/settings/teams", {"do": "create", "name": "North"}),
        ("/settings/skills", {"do": "create", "name": "中文", "language": "zh"}),
        ("/settings/queues", {"do": "create", "name": "Repairs", "team_id": EAST}),
    ):
        assert web.form(path, fields, ADA).headers["location"] == f"{path}?done=settings.added"
        assert fields["name"] in web.get(path, ADA).text
    skill = next(one for one in web.get("/api/v1/skills", ADA).json()["skills"] if one["language"] == "zh")
    rename = {"do": "rename", "skill_id": skill["id"], "version": "1", "name": "Mandarin", "language": "zh"}
    assert web.form("/settings/skills", rename, ADA).status_code == 303
    assert "Mandarin" in web.get("/settings/skills", ADA).text


def test_what_nobody_uses_is_removed_and_what_is_used_stays(web: OpenDesk) -> None:
    web.form("/settings/teams", {"do": "create", "name": "North"}, ADA)
    team = next(one for one in web.get("/api/v1/teams", ADA).json()["teams"] if one["name"] == "North")
    gone = {"do": ["rename", "remove"], "team_id": team["id"], "version": "1", "name": "North"}
    assert (
        web.form("/settings/teams", gone, ADA).headers["location"] == "/settings/teams?done=settings.removed"
    )
    used = {"do": ["rename", "remove"], "team_id": EAST, "version": "1", "name": "East"}
    assert "Queues still belong to this team (2)" in web.form("/settings/teams", used, ADA).text
    queue = {"do": ["save", "remove"], "version": "1"}
    answer = web.form(f"/settings/queues/{ORDERS}", queue, ADA)
    assert answer.headers["location"] == "/settings/queues?done=settings.removed"
    skill = {"do": ["rename", "remove"], "skill_id": "ski_refunds", "version": "1", "name": "Refunds"}
    assert web.form("/settings/skills", skill, ADA).status_code == 303


def test_what_a_form_leaves_out_is_said_beside_the_form(web: OpenDesk) -> None:
    answer = web.form("/settings/queues", {"do": "create", "name": " ", "team_id": "tea_nowhere"}, ADA)
    assert answer.status_code == 422 and "callout-breach" in answer.text


def test_a_key_is_shown_once_and_works_until_it_is_revoked(web: OpenDesk) -> None:
    shown = web.form("/settings/keys", {"do": "create", "name": "Shop", "scope": ["read", "events"]}, ADA)
    bearer = re.findall(r'secret">([^<]+)<', shown.text)[0]
    assert web.get("/api/v1/tickets", key=bearer).status_code == 200
    assert bearer not in web.get("/settings/keys", ADA).text
    web.form("/settings/keys", {"do": "revoke", "key_id": bearer.partition(".")[0]}, ADA)
    assert web.get("/api/v1/tickets", key=bearer).status_code == 401


def test_deactivating_somebody_closes_their_session_and_gives_their_work_back(web: OpenDesk) -> None:
    desk = web.desk
    ticket_id = desk.ticket(desk.customer("Mei Lin"), "A kettle", ORDERS)
    desk.arrive(LIN)
    desk.do(staff(LIN), "ticket.take", ticket_id=ticket_id)
    web.session(LIN)
    answer = web.form(f"/settings/people/{LIN}", {"do": "deactivate"}, ADA)
    assert answer.headers["location"].endswith("done=settings.deactivated")
    assert web.get("/console", LIN).status_code == 401
    thread = web.get(f"/api/v1/tickets/{ticket_id}/thread", ADA).json()
    assert (thread["ticket"]["assignee_id"], thread["ticket"]["work_state"]) == (None, "queued")


def test_the_last_administrator_who_can_sign_in_stays(web: OpenDesk) -> None:
    answer = web.form(f"/settings/people/{ADA}", {"do": "deactivate"}, ADA)
    assert answer.status_code == 409 and "last administrator" in answer.text


def test_every_change_of_configuration_is_a_version_and_an_audit_row(web: OpenDesk) -> None:
    web.form("/settings/teams", {"do": "rename", "team_id": EAST, "version": "1", "name": "East"}, ADA)
    versions = web.get(f"/api/v1/config/team/{EAST}", ADA).json()["versions"]
    assert [(one["version"], one["body"]["name"], one["actor"]) for one in versions] == [
        (2, "East", f"user:{ADA}")
    ]
    shown = web.get("/settings/audit", ADA).text
    assert "Chain verified" in shown and EAST in shown


def test_the_roles_page_says_what_the_registry_says(web: OpenDesk) -> None:
    shown = web.get("/settings/roles", ADA).text
    assert "users.invite" in shown and "ticket.reply" in shown


def test_nobody_edits_people_through_the_api_without_the_role(web: OpenDesk) -> None:
    for user_id in (LIN, KOFI, MARTA, SAM):
        assert web.post(f"/users/{KOFI}/deactivate", {}, user_id).json()["code"] == "access.forbidden"
    assert web.post("/teams", {"name": "X"}, key=web.key("write")).json()["code"] == "access.scope_missing"
