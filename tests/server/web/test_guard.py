"""What every request must pass and every answer carries."""

from __future__ import annotations

import pytest

from tests.server.live.staffed import ADA, LIN
from tests.server.web.opened import OpenDesk


@pytest.fixture
def web_here(sqlite_url: str) -> OpenDesk:
    """An open desk where the database makes no difference."""
    return OpenDesk(sqlite_url)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example.com"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {},
        {"origin": "http://127.0.0.1:8123", "sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:8123", "sec-fetch-site": "same-site"},
        {"origin": "http://127.0.0.1:8123", "sec-fetch-site": "none"},
    ],
)
def test_a_post_with_our_cookie_from_anywhere_else_changes_nothing(
    web_here: OpenDesk, headers: dict[str, str]
) -> None:
    sent = {**web_here.headers(LIN), **headers}
    if "origin" not in headers:
        del sent["origin"]
    answer = web_here.client.post("/api/v1/account/preferences", json={"theme": "dark"}, headers=sent)
    assert (answer.status_code, answer.json()["code"]) == (403, "origin.foreign")
    assert web_here.get("/api/v1/account", LIN).json()["preferences"] == {}
    web_here.close()


def test_another_site_cannot_sign_anybody_in(web_here: OpenDesk) -> None:
    fields = {"email": "lin@example.com", "password": "whatever it is"}
    answer = web_here.client.post("/login", data=fields, headers={"origin": "https://evil.example.com"})
    assert answer.status_code == 403
    web_here.close()


def test_a_program_with_a_key_needs_no_origin(web_here: OpenDesk) -> None:
    answer = web_here.post("/teams", {"name": "North"}, key=web_here.key("admin"))
    assert answer.status_code == 200
    web_here.close()


@pytest.mark.parametrize("path", ["/login", "/settings/people", "/api/v1/account", "/healthz", "/nowhere"])
def test_every_answer_carries_the_strict_headers(web_here: OpenDesk, path: str) -> None:
    answer = web_here.get(path, ADA)
    policy = answer.headers["content-security-policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self';",
        "frame-ancestors 'none'",
        "require-trusted-types-for",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in answer.headers
    web_here.close()


def test_a_static_file_is_kept_for_ever_under_the_address_of_its_content(web_here: OpenDesk) -> None:
    page = web_here.get("/login").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = web_here.get(address)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")
    again = web_here.get(address, if_none_match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    digest = address.split("/")[2]
    assert web_here.get(address.replace(digest, "000000000000")).status_code == 404
    web_here.close()


@pytest.mark.parametrize(
    "path", ["/api/v1/tickets/%00/thread", "/api/v1/tickets/%ff/thread", "/api/v1/search?q=%ff"]
)
def test_an_address_that_is_not_text_is_refused(web_here: OpenDesk, path: str) -> None:
    answer = web_here.get(path, LIN)
    assert (answer.status_code, answer.json()["code"]) == (400, "address.malformed")
    web_here.close()


@pytest.mark.parametrize(
    ("trusted", "forwarded", "counted"),
    [
        ("", "203.0.113.9", "testclient"),
        ("203.0.113.0/24", "198.51.100.7", "testclient"),
    ],
)
def test_a_forwarded_address_counts_only_from_a_configured_proxy(
    sqlite_url: str, trusted: str, forwarded: str, counted: str
) -> None:
    web = OpenDesk(sqlite_url, trusted_proxies=trusted, login_tries=2)
    status = [
        web.client.post(
            "/login",
            data={"email": f"x{n}@example.com", "password": "x"},
            headers={"x-forwarded-for": f"{forwarded}, 10.0.0.{n}"},
        ).status_code
        for n in range(9)
    ]
    assert status[-1] == 429, f"all of them came from {counted}"
    web.close()
