"""One click says why: on the offer that rings, in the head of a conversation, on the board; who waits is told place and wait."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import People
from tests.browser.floor import Floor
from tests.browser.words import Words

pytestmark = pytest.mark.browser


def test_a_customer_waits_with_a_word_of_how_long_and_everybody_can_ask_why(
    people: People, floor: Floor
) -> None:
    words = Words(floor.language)
    floor.chat("Where is my parcel?", "Mei Zhang")
    board = people.browser(login="marta")
    board.goto(f"{floor.address}/board")
    board.locator("[data-list=waiting]").click()
    board.locator("tbody [data-act=why]:visible").first.click()
    expect(why(board)).to_contain_text(words("reason.nobody.no_agent_has_skills"))
    lin = people.console("lin")
    lin.presence("available")
    expect(lin.offer).to_be_visible()
    lin.offer.locator("[data-act=why]").click()
    expect(why(lin.page)).to_contain_text(words("reason.did.offered", agent="Lin Yue"))
    expect(why(lin.page)).to_contain_text(words("reason.only_one_free"))
    lin.page.keyboard.press("Escape")
    lin.accept("Mei Zhang")
    lin.conversation.locator("[data-act=why]").click()
    expect(why(lin.page)).to_contain_text(words("reason.outcome.accepted"))
    lin.page.keyboard.press("Escape")
    lin.presence("busy")
    widget = people.widget()
    widget.start("And where is mine?", "Bo Chen")
    expect(widget.page.locator("[data-f=place]")).to_contain_text(words("widget.next"))
    lin.presence("offline")


def why(page: Page) -> Locator:
    """Return the open answer to why."""
    return page.locator("sb-why")
