"""Invitations and forgotten passwords, from the mail in the outbox to the first sign-in."""

from __future__ import annotations

import re

import pytest

from server.base.clock import DAY, HOUR
from server.base.i18n import error_text
from tests.server.live.staffed import ADA, LIN, staff
from tests.server.web.opened import PASSWORD, OpenDesk

TWICE = {"password": PASSWORD, "again": PASSWORD}


def _link(web: OpenDesk) -> str:
    """Return the path of the link in the newest mail, as an administrator reads it in the outbox."""
    shown = web.get("/settings/outbox", ADA).text
    found = re.search(r'href="http://127\.0\.0\.1:8123(/(?:invite|reset)/[^"]+)"', shown)
    assert found
    return found[1]


def _invite(web: OpenDesk, **more: str) -> str:
    fields = {
        "do": "invite",
        "name": "Noor",
        "email": "Noor@Example.com",
        "role": "agent",
        "lang": "zh",
        **more,
    }
    assert web.form("/settings/people", fields, ADA).headers["location"].endswith("done=settings.invited")
    return _link(web)


def test_an_invited_person_chooses_a_password_and_signs_in(web: OpenDesk) -> None:
    link = _invite(web)
    assert "邀请您加入" in web.get("/settings/outbox", ADA).text
    assert "Noor" in web.get(link).text
    assert web.form(link, TWICE).headers["location"] == "/login?done=auth.saved"
    answer = web.form("/login", {"email": "noor@example.com", "password": PASSWORD})
    assert answer.status_code == 303


def test_looking_at_a_link_never_uses_it_up_and_using_it_does(web: OpenDesk) -> None:
    link = _invite(web)
    for _ in range(3):
        assert web.get(link).status_code == 200
    assert web.form(link, TWICE).status_code == 303
    assert web.get(link).status_code == 404
    assert web.form(link, TWICE).status_code == 404


def test_a_bad_choice_shows_why_and_leaves_the_link_good(web: OpenDesk) -> None:
    link = _invite(web)
    for fields, why in (
        ({"password": "short", "again": "short"}, "password.too_short"),
        ({"password": PASSWORD, "again": "another"}, "password.differs"),
        ({"password": "aaaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaaa"}, "password.guessable"),
    ):
        answer = web.form(link, fields)
        assert answer.status_code == 422 and error_text("en", why, {"least": 12}) in answer.text
    assert web.form(link, TWICE).status_code == 303


def test_a_newer_link_ends_the_older_one(web: OpenDesk) -> None:
    first = _invite(web)
    person = web.get("/api/v1/users", ADA).json()["people"]
    noor = next(one["id"] for one in person if one["name"] == "Noor")
    web.desk.do(staff(ADA), "users.link", user_id=noor)
    assert web.get(first).status_code == 404
    assert web.get(_link(web)).status_code == 200


@pytest.mark.parametrize(("kind", "lifetime"), [("invite", 7 * DAY), ("reset", HOUR)])
def test_a_link_is_good_until_its_time_is_over(web: OpenDesk, kind: str, lifetime: int) -> None:
    link = _invite(web)
    if kind == "reset":
        assert web.form(link, TWICE).status_code == 303
        web.form("/forgot", {"email": "noor@example.com"})
        link = _link(web)
    assert link.startswith(f"/{kind}/")
    web.desk.clock.advance(lifetime - 1)
    assert web.get(link).status_code == 200
    web.desk.clock.advance(1)
    assert web.get(link).status_code == 404


def test_a_link_of_one_purpose_opens_nothing_else(web: OpenDesk) -> None:
    link = _invite(web)
    assert web.get(link.replace("/invite/", "/reset/")).status_code == 404


def test_forgetting_a_password_answers_alike_for_known_and_unknown_addresses(web: OpenDesk) -> None:
    known = web.form("/forgot", {"email": "lin@example.com"})
    unknown = web.form("/forgot", {"email": "nobody@example.com"})
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace("lin@", "nobody@") == unknown.text
    assert len(web.get("/api/v1/outbox", ADA).json()["mails"]) == 1


def test_a_reset_password_ends_every_session_of_before(web: OpenDesk) -> None:
    assert web.form(_invite(web), TWICE).status_code == 303
    signed_in = web.form("/login", {"email": "noor@example.com", "password": PASSWORD}).headers["set-cookie"]
    cookie = {"cookie": signed_in.split(";")[0]}
    assert web.client.get("/api/v1/account", headers=cookie).status_code == 200
    web.form("/forgot", {"email": "noor@example.com"})
    assert web.form(_link(web), TWICE).status_code == 303
    assert web.client.get("/api/v1/account", headers=cookie).status_code == 401


def test_no_secret_of_a_link_is_stored_in_the_clear(web: OpenDesk) -> None:
    secret = _invite(web).rpartition("/")[2]
    with web.desk.database.reading() as connection:
        from_rows = [
            str(line)
            for table in ("tokens", "receipts", "log", "audit", "mails", "jobs")
            for line in connection.exec_driver_sql(f"SELECT * FROM {table}").all()
        ]
    assert from_rows
    assert [line for line in from_rows if secret in line] == []


def test_only_administrators_read_the_outbox_and_each_look_is_in_the_audit_trail(web: OpenDesk) -> None:
    assert web.get("/settings/outbox", LIN).status_code == 403
    web.get("/settings/outbox", ADA)
    rows = web.get("/api/v1/audit", ADA).json()
    assert rows["verified"] is True
    assert next(row["act"] for row in rows["rows"] if row["who"] == "Ada") == "outbox.viewed"


def test_whoever_was_signed_in_at_the_browser_is_signed_out_when_a_link_is_used(web: OpenDesk) -> None:
    link = _invite(web)
    assert web.get("/api/v1/account", LIN).status_code == 200
    assert web.form(link, TWICE, LIN).headers["location"] == "/login?done=auth.saved"
    assert web.get("/api/v1/account", LIN).status_code == 401
