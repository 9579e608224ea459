"""A customer grows upset: the agent sees it on the messages and corrects it with a click, the supervisor sees it on the board."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import People

pytestmark = pytest.mark.browser
UPSET = (
    "You hung up on me. This is a disgrace!",
    "Still nobody came. Terrible service, I am furious.",
    "I am so disappointed, this is awful.",
    "Worst company ever. Unacceptable!",
)


def test_a_falling_mood_is_seen_told_and_corrected(people: People) -> None:
    lin, marta = people.console("lin"), people.console("marta")
    lin.presence("available")
    widget = people.widget()
    widget.start("Hello, Mei Feels here", "Mei Feels")
    lin.accept("Mei Feels")
    for text in UPSET:
        widget.say(text)
        expect(lin.message(text).locator(".mood-m svg.face-neg")).to_be_visible()
    first = lin.message(UPSET[0])
    mark = first.locator(".mood-m")
    expect(mark).to_have_attribute("title", re.compile(lin.words("mood.negative")))
    mark.hover()
    assert lin.page.evaluate("CSS.highlights.get('mood').size") == 1
    expect(lin.conversation.locator(".mood-c")).to_contain_text(lin.words("mood.falling"))
    expect(lin.conversation.locator(".mood-c polyline")).to_have_attribute("points", re.compile(","))
    expect(lin.side.locator(".mood .spark")).to_be_visible()
    marta.page.goto(f"{people.floor.address}/board")
    falling = marta.page.locator("[data-f=falling] li").filter(has_text="Mei Feels")
    expect(falling).to_be_visible()
    mark.click()
    choices = first.get_by_role("group", name=lin.words("mood.correct"))
    expect(choices.get_by_role("button", name=lin.words("mood.negative"))).to_have_attribute(
        "aria-pressed", "true"
    )
    choices.get_by_role("button", name=lin.words("mood.neutral")).click()
    expect(choices).to_have_count(0)
    expect(first.locator(".mood-m svg.face-neu")).to_be_visible()
    marta.page.goto(f"{people.floor.address}/settings/mood")
    expect(marta.page.get_by_role("main")).to_contain_text(lin.words("mood.engine.words"))
