"""An offer rings at one agent: who it is, how long it rings, and what comes of accepting, declining and ignoring it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewFloor, People
from tests.browser.floor import Floor
from tests.browser.screens import until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def floor(new_floor: NewFloor) -> Floor:
    """Lin and Kofi are both of Care, and an offer rings for twelve seconds only."""
    return new_floor(rings_s=12, kofi=("care",))


def test_an_offer_says_who_it_is_and_accepting_opens_the_conversation(people: People, floor: Floor) -> None:
    lin = people.console("lin")
    lin.presence("available")
    widget = people.widget()
    widget.start("Where is my parcel?", "Mei Zhang")
    expect(lin.offer).to_be_visible()
    expect(lin.offer.locator("#offer-n")).to_contain_text("Mei Zhang")
    expect(lin.offer.locator("[data-f=say]")).to_have_text("Where is my parcel?")
    expect(lin.offer.locator("[data-f=queue]")).to_have_text("Orders")
    left = lin.offer.locator("[data-f=left]")
    before = int(left.inner_text())
    expect(left).not_to_have_text(str(before))
    assert int(left.inner_text()) < before <= 12
    lin.accept("Mei Zhang")
    expect(lin.conversation.locator("#subject")).to_have_text("Where is my parcel?")
    expect(lin.message("Where is my parcel?")).to_be_visible()
    expect(widget.page.get_by_text("Lin Yue").first).to_be_visible()
    lin.presence("offline")


def test_declining_passes_the_offer_to_the_next_agent(people: People, floor: Floor) -> None:
    lin, kofi = people.console("lin"), people.console("kofi")
    lin.presence("available")
    floor.chat("The lid is broken", "Mei Declined")
    expect(lin.offer.locator("#offer-n")).to_contain_text("Mei Declined")
    kofi.presence("available")
    lin.offer.get_by_role("button", name=lin.words("offer.decline")).click()
    expect(lin.offer).to_be_hidden()
    kofi.accept("Mei Declined")
    lin.wait_presence("available")
    for console in (lin, kofi):
        console.presence("offline")


def test_an_ignored_offer_goes_on_and_its_agent_no_longer_responds(people: People, floor: Floor) -> None:
    lin, kofi = people.console("lin"), people.console("kofi")
    lin.presence("available")
    floor.chat("The lamp is dark", "Mei Ignored")
    expect(lin.offer.locator("#offer-n")).to_contain_text("Mei Ignored")
    kofi.presence("available")
    lin.wait_presence("not_responding")
    expect(lin.toasts).to_contain_text(lin.words("offer.missed", name="Mei Ignored"))
    kofi.accept("Mei Ignored")
    lin.presence("available")
    lin.presence("offline")
    kofi.presence("offline")


def test_keys_answer_an_offer_but_not_while_one_types(people: People, floor: Floor) -> None:
    lin = people.console("lin")
    floor.ticket(floor.customer("Mei Draft"), "Writing to somebody else")
    lin.card("Mei Draft").click()
    lin.presence("available")
    lin.note("first")
    lin.box.focus()
    floor.chat("Ring while one types", "Mei Keys")
    expect(lin.offer.locator("#offer-n")).to_contain_text("Mei Keys")
    lin.page.keyboard.type("a d")
    expect(lin.box).to_have_value("a d")
    expect(lin.offer).to_be_visible()
    lin.box.blur()
    until(lambda: lin.offer.evaluate("offer => offer.takesKeys()"), "keys answer the offer")
    lin.page.keyboard.press("a")
    expect(lin.conversation.locator("#subject")).to_have_text(re.compile("Ring while one types"))
    lin.presence("offline")
