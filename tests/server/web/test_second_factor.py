"""Two-step sign-in as a browser does it: set up, asked for, used once, recovery codes, a trusted browser, taken off."""

from __future__ import annotations

import re

import httpx2

from server.base import totp
from server.base.passwords import hashed
from server.desk.actors import SYSTEM
from server.desk.second_factor import secret_of
from server.store.tables.factors import SECOND_FACTORS
from server.store.tables.staff import USERS
from tests.server.live.staffed import ADA, LIN, MARTA, staff
from tests.server.web.opened import PASSWORD, OpenDesk


def _code(web: OpenDesk) -> str:
    """What Lin's app shows now."""
    with web.desk.look(SYSTEM) as look:
        factor = look.by_id(SECOND_FACTORS, [LIN])[LIN]
    return totp.code_at(secret_of(web.desk.master, factor), totp.step_of(web.desk.clock.now()))


def _next_code(web: OpenDesk) -> str:
    web.desk.clock.advance(totp.STEP_MS)
    return _code(web)


def _turned_on(web: OpenDesk) -> list[str]:
    """Let Lin turn it on; returns the recovery codes."""
    web.desk.do(staff(LIN), "passwords.change", password=hashed(PASSWORD, web.desk.ids))
    epoch = _epoch(web)
    web.client.cookies.set("desk", web.session(LIN, epoch))
    _sent(web, "/account/second", do="begin", password_now=PASSWORD)
    key = re.search(r'class="mono secret">([A-Z2-7 ]+)<', web.client.get("/account/second").text)
    assert key and len(key[1].replace(" ", "")) == 32
    shown = _sent(web, "/account/second", do="confirm", code=_code(web))
    assert shown.status_code == 200, shown.text
    codes = re.search(r'code secret" tabindex="0">([^<]+)<', shown.text)
    assert codes
    web.client.cookies.clear()
    return codes[1].split()


def _epoch(web: OpenDesk) -> int:
    with web.desk.look(SYSTEM) as look:
        return look.by_id(USERS, [LIN])[LIN].epoch


def _sent(web: OpenDesk, path: str, **fields: str) -> httpx2.Response:
    return web.client.post(path, data=fields, headers={"origin": web.desk.settings.address})


def _password(web: OpenDesk) -> httpx2.Response:
    return _sent(web, "/login", email="lin@example.com", password=PASSWORD, next="/console")


def test_a_right_password_leads_to_the_code_and_only_a_right_code_signs_in(web: OpenDesk) -> None:
    assert len(_turned_on(web)) == 10
    asked = _password(web)
    assert asked.headers["location"] == "/login/code?next=%2Fconsole"
    assert [one.partition("=")[0] for one in asked.headers.get_list("set-cookie")] == ["desk-second"]
    assert web.client.get("/console").status_code != 200
    assert "Confirm it is you" in web.client.get("/login/code").text
    wrong = _sent(web, "/login/code?next=/console", code="000000")
    assert wrong.status_code == 422 and "This code is wrong" in wrong.text
    right = _sent(web, "/login/code?next=/console", code=_next_code(web))
    assert (right.status_code, right.headers["location"]) == (303, "/console")
    assert web.client.get("/account").status_code == 200


def test_a_code_signs_in_once_whoever_sees_it(web: OpenDesk) -> None:
    _turned_on(web)
    code = _next_code(web)
    _password(web)
    assert _sent(web, "/login/code", code=code).status_code == 303
    web.client.cookies.clear()
    _password(web)
    assert _sent(web, "/login/code", code=code).status_code == 422


def test_a_recovery_code_signs_in_once_and_is_counted(web: OpenDesk) -> None:
    codes = _turned_on(web)
    for status in (303, 422):
        web.client.cookies.clear()
        _password(web)
        assert _sent(web, "/login/code", code=codes[0].upper(), kind="recovery").status_code == status
    with web.desk.look(SYSTEM) as look:
        kept = look.by_id(SECOND_FACTORS, [LIN])[LIN].recovery
    assert len(kept) == 9 and not {*codes} & {*kept}


def test_the_waiting_ends_after_five_minutes_and_the_tries_are_limited(web: OpenDesk) -> None:
    _turned_on(web)
    _password(web)
    web.desk.clock.advance(301_000)
    assert _sent(web, "/login/code", code=_code(web)).status_code == 401
    web.client.cookies.clear()
    _password(web)
    tries = [
        _sent(web, "/login/code", code="000000").status_code for _ in range(web.desk.settings.login_tries)
    ]
    assert set(tries) <= {422, 429}
    assert _sent(web, "/login/code", code=_next_code(web)).status_code == 429


def test_a_trusted_browser_is_asked_no_code_until_rights_change(web: OpenDesk) -> None:
    _turned_on(web)
    _password(web)
    _sent(web, "/login/code", code=_next_code(web), trust="yes")
    web.client.cookies.delete("desk")
    assert _password(web).headers["location"] == "/console"
    web.client.cookies.delete("desk")
    web.desk.do(staff(LIN, _epoch(web)), "passwords.change", password=hashed(PASSWORD, web.desk.ids))
    assert _password(web).headers["location"].startswith("/login/code")


def test_it_is_turned_off_with_the_password_or_by_an_administrator(web: OpenDesk) -> None:
    _turned_on(web)
    assert web.post(f"/users/{LIN}/second-factor/reset", {}, MARTA).status_code == 403
    assert "Turn off two-step sign-in" in web.get(f"/settings/people/{LIN}", ADA).text
    web.client.cookies.clear()
    assert web.form(f"/settings/people/{LIN}", {"do": "second_off"}, ADA).status_code == 303
    web.client.cookies.clear()
    assert _password(web).headers["location"] == "/console"
    assert web.post(f"/users/{LIN}/second-factor/reset", {}, ADA).json()["code"] == "second.off"


def test_setting_up_asks_for_the_password_and_for_a_right_code(web: OpenDesk) -> None:
    web.desk.do(staff(LIN), "passwords.change", password=hashed(PASSWORD, web.desk.ids))
    web.client.cookies.set("desk", web.session(LIN, _epoch(web)))
    assert _sent(web, "/account/second", do="begin", password_now="wrong").status_code == 422
    _sent(web, "/account/second", do="begin", password_now=PASSWORD)
    assert _sent(web, "/account/second", do="confirm", code="000000").status_code == 422
    web.client.cookies.clear()
    assert _password(web).headers["location"] == "/console"
