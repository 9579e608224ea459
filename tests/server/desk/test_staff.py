"""Inviting, changing, deactivating people; what each change voids and gives back."""

from __future__ import annotations

from typing import Any

import pytest

from server.base.errors import DeskError
from server.desk.actors import SYSTEM
from server.store.tables.infra import LOG
from server.store.tables.staff import USERS, User
from server.store.tables.work import PRESENCE, TICKETS, WORK
from tests.server.live.staffed import ADA, EAST, KOFI, LIN, ORDERS, SAM, WEST, StaffedDesk, staff

CAPACITY = {"chat": 3, "voice": 1, "email": 5, "desk": 5}


def _user(desk: StaffedDesk, user_id: str) -> User:
    with desk.look(SYSTEM) as look:
        return look.by_id(USERS, [user_id])[user_id]


def _edit(desk: StaffedDesk, user_id: str, **changes: Any) -> None:
    user = _user(desk, user_id)
    fields = {
        "version": user.version,
        "name": user.name,
        "role": user.role,
        "team_ids": list(user.team_ids),
        "skills": user.skills,
        "capacity": CAPACITY,
    }
    desk.do(staff(ADA, _user(desk, ADA).epoch), "users.edit", user_id=user_id, **{**fields, **changes})


def _refusal(desk: StaffedDesk, verb: str, **fields: Any) -> str:
    with pytest.raises(DeskError) as refusal:
        desk.do(staff(ADA), verb, **fields)
    return refusal.value.code


def _kinds(desk: StaffedDesk, since: int) -> list[str]:
    with desk.look(SYSTEM) as look:
        return [row.kind for row in look.rows(LOG, LOG.c.seq > since, LOG.c.seq)]


def test_an_invited_person_cannot_sign_in_before_choosing_a_password(desk: StaffedDesk) -> None:
    noor = desk.do(staff(ADA), "users.invite", name=" Noor ", email=" Noor@Example.COM", role="agent")[
        "user_id"
    ]
    user = _user(desk, noor)
    assert (user.name, user.email, user.password, user.version, user.epoch) == (
        "Noor",
        "noor@example.com",
        None,
        1,
        1,
    )


def test_an_address_belongs_to_one_person(desk: StaffedDesk) -> None:
    assert (
        _refusal(desk, "users.invite", name="L", email="LIN@example.com", role="agent") == "user.email_taken"
    )


@pytest.mark.parametrize(
    "email", ["nobody", "a@b", "@example.com", "a b@example.com", "a@b@example.com", "a@.x."]
)
def test_what_is_no_address_is_refused(desk: StaffedDesk, email: str) -> None:
    assert _refusal(desk, "users.invite", name="N", email=email, role="agent") == "email.form"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"team_ids": ["tea_nowhere"]}, "team.unknown"),
        ({"skills": {"ski_nowhere": 2}}, "skill.unknown"),
        ({"capacity": {"telegraph": 2}}, "channel.unknown"),
        ({"name": "   "}, "name.empty"),
        ({"version": 99}, "config.stale"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(desk: StaffedDesk, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(DeskError) as refusal:
        _edit(desk, LIN, **changes)
    assert refusal.value.code == code


def test_another_role_or_team_voids_what_was_of_the_epoch_before_and_other_skills_do_not(
    desk: StaffedDesk,
) -> None:
    _edit(desk, LIN, skills={"ski_refunds": 3}, name="Lin Wei")
    assert _user(desk, LIN).epoch == 1
    _edit(desk, LIN, team_ids=[EAST, WEST])
    assert _user(desk, LIN).epoch == 2
    with pytest.raises(DeskError, match="session_void"):
        desk.do(staff(LIN, 1), "presence.set", state="available")
    desk.do(staff(LIN, 2), "presence.set", state="available")


def test_a_change_says_so_once_in_the_log(desk: StaffedDesk) -> None:
    with desk.look(SYSTEM) as look:
        since = max((row.seq for row in look.rows(LOG, LOG.c.seq > 0)), default=0)
    _edit(desk, LIN, role="supervisor")
    assert _kinds(desk, since) == ["config.changed", "user.rights_changed"]


def test_whoever_leaves_gives_back_open_offered_and_sleeping_work(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei Lin")
    taken, offered, asleep = (desk.ticket(mei, subject, ORDERS) for subject in ("one", "two", "three"))
    desk.arrive(LIN)
    for ticket_id in (taken, asleep):
        desk.do(staff(LIN), "ticket.take", ticket_id=ticket_id)
    desk.do(staff(LIN), "ticket.wait", ticket_id=asleep, on="customer")
    desk.offer(offered, LIN)
    desk.do(staff(ADA), "users.deactivate", user_id=LIN)
    with desk.look(SYSTEM) as look:
        work = look.by_id(WORK, [taken, offered, asleep])
        tickets = look.by_id(TICKETS, [taken, offered, asleep])
        assert {one: (work[one].state, work[one].agent_id) for one in (taken, offered)} == {
            taken: ("queued", None),
            offered: ("queued", None),
        }
        assert {ticket.assignee_id for ticket in tickets.values()} == {None}
        assert look.by_id(PRESENCE, [LIN])[LIN].state == "offline"


def test_an_agent_who_becomes_editor_gives_back_their_work(desk: StaffedDesk) -> None:
    ticket_id = desk.ticket(desk.customer("Mei Lin"), "one", ORDERS)
    desk.arrive(LIN)
    desk.do(staff(LIN), "ticket.take", ticket_id=ticket_id)
    _edit(desk, LIN, role="editor")
    with desk.look(SYSTEM) as look:
        assert look.by_id(TICKETS, [ticket_id])[ticket_id].assignee_id is None


def test_deactivating_twice_or_taking_back_twice_changes_nothing_more(desk: StaffedDesk) -> None:
    for verb, epoch in (("users.deactivate", 2), ("users.reactivate", 3)):
        desk.do(staff(ADA), verb, user_id=KOFI)
        desk.do(staff(ADA), verb, user_id=KOFI)
        assert _user(desk, KOFI).epoch == epoch


def test_the_last_administrator_with_a_password_can_neither_leave_nor_step_down(desk: StaffedDesk) -> None:
    assert _refusal(desk, "users.deactivate", user_id=ADA) == "user.last_administrator"
    with pytest.raises(DeskError, match="last_administrator"):
        _edit(desk, ADA, role="agent")
    desk.do(
        SYSTEM,
        "users.add",
        name="Noor",
        email="noor@example.com",
        role="administrator",
        password="$argon2id$x",
    )
    _edit(desk, ADA, role="agent")
    assert _user(desk, ADA).role == "agent"


def test_a_link_for_somebody_deactivated_is_refused(desk: StaffedDesk) -> None:
    desk.do(staff(ADA), "users.deactivate", user_id=SAM)
    assert _refusal(desk, "users.link", user_id=SAM) == "user.deactivated"
