"""The widget's pages: who may frame them, what they may load, and the demo's shop that signs for its own people."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from server.channels.chat import signature
from server.desk.widget import identity_secret
from tests.server.channels.reached import ReachedDesk
from tests.server.live.staffed import ADA, staff

SITE = "https://shop.example.com"


@pytest.fixture
def reached(sqlite_url: str) -> Iterator[ReachedDesk]:
    """Pages read two rows of one table: one database is enough."""
    opened = ReachedDesk(sqlite_url)
    yield opened
    opened.close()


def ancestors(policy: str) -> str:
    return policy.split("frame-ancestors ")[1]


def test_only_the_desk_itself_may_show_the_widget_until_a_site_is_named(reached: ReachedDesk) -> None:
    assert ancestors(reached.client.get("/widget").headers["content-security-policy"]) == "'self'"
    reached.desk.do(
        staff(ADA), "widget.edit", version=1, greeting="Hello there", queue_id=None, origins=[SITE]
    )
    page = reached.client.get("/widget", params={"host": SITE})
    assert ancestors(page.headers["content-security-policy"]) == f"'self' {SITE}"
    assert f'data-host="{SITE}"' in page.text
    assert "Hello there" in page.text


def test_a_site_nobody_named_is_never_told_anything(reached: ReachedDesk) -> None:
    page = reached.client.get("/widget", params={"host": "https://elsewhere.example.com"})
    assert 'data-host=""' in page.text


@pytest.mark.parametrize("path", ["/widget", "/shop"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pages_carry_no_inline_script_or_style_and_are_in_both_languages(
    reached: ReachedDesk, path: str, lang: str
) -> None:
    page = reached.client.get(path, params={"lang": lang})
    assert page.status_code == 200
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}"' in page.text
    assert "style=" not in page.text
    for script in re.findall(r"<script[^>]*>", page.text):
        assert "src=" in script or "application/json" in script
    assert "'unsafe" not in page.headers["content-security-policy"]


def test_the_embedding_script_keeps_its_address_and_is_asked_for_again(reached: ReachedDesk) -> None:
    script = reached.client.get("/widget.js")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert script.headers["content-type"].startswith("text/javascript")
    again = reached.client.get("/widget.js", headers={"if-none-match": script.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_shop_signs_for_whoever_is_signed_in_there(reached: ReachedDesk) -> None:
    page = reached.client.get("/shop", params={"as": "regular-7"})
    found = re.search(r'data-identity="([^"]+)"', page.text)
    assert found is not None
    key = identity_secret(reached.desk.master)
    assert signature.read(found[1], key, reached.desk.clock.now()).external_id == "regular-7"


def test_a_real_desk_has_no_shop(sqlite_url: str) -> None:
    real = ReachedDesk(sqlite_url, demo=False)
    assert real.client.get("/shop").status_code == 404
    assert real.client.get("/widget").status_code == 200
    real.close()
