"""Signing in and out as a browser does it."""

from __future__ import annotations

from server.base.crypto import fingerprint
from server.base.passwords import hashed
from server.desk.actors import SYSTEM
from server.desk.sessions import OpenSession
from server.desk.verbs import Command
from server.web.senders import authenticate
from tests.server.live.staffed import ADA, LIN, StaffedDesk, staff
from tests.server.web.opened import PASSWORD, OpenDesk


def _with_password(desk: StaffedDesk, user_id: str) -> None:
    desk.do(staff(user_id), "passwords.change", password=hashed(PASSWORD, desk.ids))


def _sign_in(web: OpenDesk, password: str = PASSWORD, **more: str) -> str:
    answer = web.form("/login", {"email": "Lin@example.com ", "password": password, **more})
    return str(answer.headers.get("set-cookie", answer.status_code))


def test_a_right_password_begins_a_session_in_a_cookie_no_script_can_read(web: OpenDesk) -> None:
    _with_password(web.desk, LIN)
    answer = web.form("/login", {"email": "lin@example.com", "password": PASSWORD, "next": "/console"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("desk=") and "HttpOnly" in cookie and "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_behind_tls_the_cookie_is_secure_and_bound_to_the_host(sqlite_url: str) -> None:
    web = OpenDesk(sqlite_url, public_url="https://desk.example.com")
    _with_password(web.desk, LIN)
    cookie = _sign_in(web)
    assert cookie.startswith("__Host-desk=") and "Secure" in cookie and "Path=/" in cookie
    assert "max-age" in web.get("/login").headers["strict-transport-security"]
    web.close()


def test_wrong_password_unknown_address_and_deactivated_account_look_alike(web: OpenDesk) -> None:
    _with_password(web.desk, LIN)
    wrong = web.form("/login", {"email": "lin@example.com", "password": "not this one either"})
    unknown = web.form("/login", {"email": "nobody@example.com", "password": PASSWORD})
    web.desk.do(staff(ADA), "users.deactivate", user_id=LIN)
    gone = web.form("/login", {"email": "lin@example.com", "password": PASSWORD})
    for answer in (wrong, unknown, gone):
        assert answer.status_code == 401
        assert "Email or password is wrong" in answer.text


def test_the_tries_for_an_account_are_limited_and_say_when_to_come_back(web: OpenDesk) -> None:
    for _ in range(web.desk.settings.login_tries):
        assert web.form("/login", {"email": "lin@example.com", "password": "x"}).status_code == 401
    answer = web.form("/login", {"email": "lin@example.com", "password": "x"})
    assert answer.status_code == 429 and "Wait" in answer.text
    web.desk.clock.advance(web.desk.settings.login_window_s * 1000)
    assert web.form("/login", {"email": "lin@example.com", "password": "x"}).status_code == 401


def test_signing_in_again_ends_the_session_the_browser_held(web: OpenDesk) -> None:
    _with_password(web.desk, LIN)
    first = _sign_in(web).split(";")[0].removeprefix("desk=")
    assert authenticate(web.context, {"desk": first}) is not None
    headers = {"cookie": f"desk={first}", "origin": web.desk.settings.address}
    web.client.post("/login", data={"email": "lin@example.com", "password": PASSWORD}, headers=headers)
    assert authenticate(web.context, {"desk": first}) is None


def test_signing_out_ends_the_session_for_everybody_who_holds_the_cookie(web: OpenDesk) -> None:
    assert web.get("/api/v1/account", LIN).status_code == 200
    assert web.form("/logout", {}, LIN).headers["location"] == "/login?done=auth.signed_out"
    assert web.get("/api/v1/account", LIN).status_code == 401


def test_a_session_ends_after_its_hours(web: OpenDesk) -> None:
    assert web.get("/api/v1/account", LIN).status_code == 200
    web.desk.clock.advance(web.desk.settings.session_hours * 3_600_000)
    assert web.get("/api/v1/account", LIN).status_code == 401


def test_a_page_asks_to_sign_in_and_leads_back(web: OpenDesk) -> None:
    answer = web.get("/settings/people?x=1", accept="text/html")
    assert answer.headers["location"] == "/login?next=/settings/people%3Fx%3D1"


def test_after_signing_in_nobody_is_led_to_another_site(web: OpenDesk) -> None:
    _with_password(web.desk, LIN)
    for goal in ("//evil.example.com", "https://evil.example.com", "/\\evil.example.com", "/\\/x", ""):
        fields = {"email": "lin@example.com", "password": PASSWORD, "next": goal}
        web.desk.clock.advance(600_000)
        assert web.form("/login", fields).headers["location"] == "/"


def test_a_session_of_an_older_epoch_cannot_be_opened(web: OpenDesk) -> None:
    web.desk.do(staff(ADA), "users.deactivate", user_id=LIN)
    web.desk.do(staff(ADA), "users.reactivate", user_id=LIN)
    opened = OpenSession(user_id=LIN, epoch=1, session_id=fingerprint("old"))
    refusal = web.desk.executor.submit(Command("sessions.open", SYSTEM, opened)).exception(timeout=10)
    assert getattr(refusal, "code", "") == "login.refused"


def test_a_new_password_signs_out_every_other_browser_but_not_this_one(web: OpenDesk) -> None:
    _with_password(web.desk, LIN)
    mine = _sign_in(web).split(";")[0]
    other = _sign_in(web).split(";")[0]
    fields = {
        "do": "password",
        "password_now": PASSWORD,
        "password": "another long one",
        "again": "another long one",
    }
    headers = {"cookie": mine, "origin": web.desk.settings.address}
    answer = web.client.post("/account", data=fields, headers=headers)
    assert answer.status_code == 303
    fresh = answer.headers["set-cookie"].split(";")[0]
    status = {
        cookie: web.client.get("/api/v1/account", headers={"cookie": cookie}).status_code
        for cookie in (mine, other, fresh)
    }
    assert status == {mine: 401, other: 401, fresh: 200}


def test_language_and_theme_are_chosen_and_kept(web: OpenDesk) -> None:
    answer = web.form(
        "/account", {"do": "look", "lang": "zh", "theme": "dark", "time_zone": "Asia/Shanghai"}, LIN
    )
    assert answer.status_code == 303
    shown = web.get(answer.headers["location"], LIN).text
    assert 'lang="zh-CN"' in shown and 'data-theme="dark"' in shown and "已保存" in shown


def test_a_time_zone_nobody_knows_is_refused_in_words(web: OpenDesk) -> None:
    answer = web.form("/account", {"do": "look", "time_zone": "Mars/Olympus"}, LIN)
    assert answer.status_code == 422 and "time zone" in answer.text


def test_everybody_is_led_to_where_their_role_works(web: OpenDesk) -> None:
    goals = {who: web.get("/", who).headers["location"] for who in (LIN, "usr_marta", "usr_sam", ADA, None)}
    assert list(goals.values()) == ["/console", "/board", "/knowledge", "/console", "/login"]
