"""Commands and questions over HTTP: keys, answers, refusals, languages, limits, cursors."""

from __future__ import annotations

import json

import pytest

from tests.server.live.staffed import ADA, BILLING, KOFI, LIN, MARTA, ORDERS, SAM
from tests.server.web.opened import OpenDesk


def _ticket(web: OpenDesk, queue_id: str = ORDERS) -> str:
    return web.desk.ticket(web.desk.customer("Mei Lin"), "A kettle that does not boil", queue_id)


def test_a_command_sent_twice_with_one_key_is_done_once_and_answers_the_same(web: OpenDesk) -> None:
    headers = web.headers(LIN)
    path = f"/api/v1/tickets/{_ticket(web)}/note"
    first, again = (
        web.client.post(path, json={"body": "Hi", "client_id": "c1"}, headers=headers) for _ in range(2)
    )
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    other = web.client.post(path, json={"body": "Ho", "client_id": "c1"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "command.key_reused")


@pytest.mark.parametrize("key", [None, "", "short", "x" * 65, "with space", "schlüssel1".encode()])
def test_a_command_without_a_proper_key_is_refused(web: OpenDesk, key: str | bytes | None) -> None:
    headers = [(name.encode(), value.encode()) for name, value in web.headers(LIN).items() if name[0] != "i"]
    if key is not None:
        headers.append((b"idempotency-key", key if isinstance(key, bytes) else key.encode()))
    answer = web.client.post("/api/v1/account/preferences", json={}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "command.key_form")


def test_a_refusal_is_a_problem_in_the_language_of_the_person(web: OpenDesk) -> None:
    web.post("/account/preferences", {"language": "zh"}, LIN)
    answer = web.post("/users", {"name": "A", "email": "a@example.com", "role": "agent"}, LIN)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"], problem["title"]) == (403, "access.forbidden", "Forbidden")
    assert "管理员" in problem["message"]


@pytest.mark.parametrize(
    ("wanted", "word"), [("zh-CN,zh;q=0.9,en;q=0.8", "登录"), ("de, en;q=0.5", "Sign in"), ("", "Sign in")]
)
def test_a_stranger_is_refused_in_the_language_of_the_browser(web: OpenDesk, wanted: str, word: str) -> None:
    answer = web.get("/api/v1/account", accept_language=wanted)
    assert answer.status_code == 401 and word in answer.json()["message"]


def test_what_does_not_fit_is_named_in_both_languages(web: OpenDesk) -> None:
    wish = {"language": 7}
    english = web.post("/account/preferences", wish, LIN, accept_language="zh").json()
    assert english["code"] == "body.invalid" and english["detail"]["where"] == "$.language"
    assert "$.language" in english["message"]
    web.post("/account/preferences", {"language": "zh"}, LIN)
    chinese = web.post("/account/preferences", wish, LIN).json()["message"]
    assert "应为 `str | null`，收到的是 `int`" in chinese


def test_work_of_another_team_looks_as_if_it_were_not_there(web: OpenDesk) -> None:
    ticket_id = _ticket(web, BILLING)
    for user_id, status in ((KOFI, 200), (LIN, 404), (MARTA, 404), (SAM, 403), (ADA, 200)):
        assert web.get(f"/api/v1/tickets/{ticket_id}/thread", user_id).status_code == status, user_id
    assert web.post(f"/tickets/{ticket_id}/priority", {"priority": "high"}, LIN).status_code == 404


def test_a_program_needs_the_scope_and_a_revoked_key_ends_at_once(web: OpenDesk) -> None:
    reads = web.key("read")
    ticket_id = _ticket(web)
    assert web.get("/api/v1/tickets", key=reads).status_code == 200
    answer = web.post(f"/tickets/{ticket_id}/priority", {"priority": "high"}, key=reads)
    assert (answer.status_code, answer.json()["code"]) == (403, "access.scope_missing")
    assert (
        web.post(f"/tickets/{ticket_id}/priority", {"priority": "high"}, key=web.key("write")).status_code
        == 200
    )
    web.post(f"/api-keys/{reads.partition('.')[0]}/revoke", {}, ADA)
    assert web.get("/api/v1/tickets", key=reads).status_code == 401


@pytest.mark.parametrize("form", ["{id}.wrong", "{id}", "{id}.", "nobody.{secret}", "Basic", "a b c"])
def test_a_wrong_key_is_nobody(web: OpenDesk, form: str) -> None:
    key_id, _, secret = web.key("read").partition(".")
    bearer = form.format(id=key_id, secret=secret)
    assert web.get("/api/v1/tickets", key=bearer).json()["code"] == "access.key_unknown"


def test_guessing_keys_is_limited(web: OpenDesk) -> None:
    status = [web.get("/api/v1/tickets", key="api_x.y").status_code for _ in range(21)]
    assert status[0] == 401 and status[-1] == 429


def test_calls_are_limited_by_the_minute(sqlite_url: str) -> None:
    web = OpenDesk(sqlite_url, api_calls_per_minute=3)
    answers = [web.get("/api/v1/account", LIN) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert web.get("/api/v1/account", KOFI).status_code == 200
    web.close()


def test_a_look_that_must_be_recorded_is_in_the_audit_trail(web: OpenDesk) -> None:
    customer_id = web.desk.customer("Mei Lin")
    web.get(f"/api/v1/customers/{customer_id}", LIN)
    rows = web.get("/api/v1/audit", ADA).json()["rows"]
    assert ("Lin", customer_id) in {(row["who"], row["subject"]) for row in rows}


def test_a_deactivated_person_is_out_at_once(web: OpenDesk) -> None:
    assert web.get("/api/v1/account", LIN).status_code == 200
    web.post(f"/users/{LIN}/deactivate", {}, ADA)
    assert web.get("/api/v1/account", LIN).json()["code"] == "access.sign_in"


def test_a_path_field_in_the_body_and_an_unknown_field_are_refused(web: OpenDesk) -> None:
    path = f"/tickets/{_ticket(web)}/priority"
    assert web.post(path, {"priority": "high", "ticket_id": "x"}, LIN).json()["code"] == "body.path_field"
    assert web.post(path, {"priority": "high", "more": 1}, LIN).json()["code"] == "body.invalid"


def test_an_unknown_address_and_a_wrong_method_are_told_apart(web: OpenDesk) -> None:
    unknown, method = (
        web.get("/api/v1/nowhere", LIN),
        web.client.put("/api/v1/account", headers=web.headers(LIN)),
    )
    assert (unknown.status_code, unknown.json()["code"]) == (404, "http.not_found")
    assert (method.status_code, method.json()["code"]) == (405, "http.method")
    assert "GET" in method.headers["allow"]


def test_a_body_of_another_media_type_is_refused(web: OpenDesk) -> None:
    headers = web.headers(LIN, content_type="text/plain")
    answer = web.client.post("/api/v1/account/preferences", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "body.media_type")


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(web: OpenDesk) -> None:
    large = json.dumps({"theme": "x" * web.desk.settings.body_limit_bytes}).encode()
    headers = web.headers(LIN, content_type="application/json")
    answer = web.client.post("/api/v1/account/preferences", content=large, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "body.too_large")
    streamed = web.client.post("/api/v1/account/preferences", content=iter([large]), headers=headers)
    assert (streamed.status_code, streamed.json()["code"]) == (413, "body.too_large")


def test_a_bug_is_told_as_internal_with_the_headers_of_every_answer(
    web: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("server.web.senders.fingerprint", broken)
    answer = web.get("/api/v1/account", LIN)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["x-content-type-options"] == "nosniff"
