"""Words begun on one device are found on another."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import People
from tests.browser.screens import Console

pytestmark = pytest.mark.browser


def typed(console: Console, words: str) -> None:
    """Type, and wait until the desk keeps it."""
    with console.page.expect_response("**/draft") as kept:
        console.box.fill(words)
    assert kept.value.ok


def test_words_begun_on_one_device_are_found_on_another(people: People) -> None:
    lin = people.console("lin")
    lin.presence("available")
    widget = people.widget()
    widget.start("Hello, Mei Drafts here", "Mei Drafts")
    lin.accept("Mei Drafts")
    expect(lin.message("Hello, Mei Drafts here")).to_be_visible()
    typed(lin, "Dear Mei, I")
    elsewhere = people.console("lin", at=f"#{lin.page.url.partition('#')[2]}")
    expect(elsewhere.box).to_have_value("Dear Mei, I")
    typed(elsewhere, "Dear Mei, I will call you")
    lin.page.reload()
    offered = lin.composer.locator("[data-f=other]")
    expect(offered).to_be_visible()
    expect(lin.box).to_have_value("Dear Mei, I")
    offered.locator("button").click()
    expect(lin.box).to_have_value("Dear Mei, I will call you")
    expect(offered).to_be_hidden()
    lin.reply("Dear Mei, I will call you")
    expect(widget.theirs("Dear Mei, I will call you")).to_be_visible()
    third = people.console("lin", at=f"#{lin.page.url.partition('#')[2]}")
    expect(third.message("Dear Mei, I will call you")).to_be_visible()
    expect(third.box).to_have_value("")
