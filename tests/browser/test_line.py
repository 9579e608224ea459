"""The line to the desk breaks while people write: drafts and the cursor stay, what was sent arrives once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import People
from tests.browser.floor import Floor
from tests.browser.screens import Console, Widget

pytestmark = pytest.mark.browser


def talking(people: People, name: str) -> tuple[Console, Widget]:
    """Lin and a customer in a chat that has begun."""
    lin = people.console("lin")
    lin.presence("available")
    widget = people.widget()
    widget.start(f"Hello, {name} here", name)
    lin.accept(name)
    return lin, widget


def test_without_a_network_words_wait_and_arrive_once(people: People) -> None:
    lin, widget = talking(people, "Mei Offline")
    lin.context.set_offline(True)
    lin.reply("Answered in a lift")
    lin.box.fill("and half a sent")
    expect(lin.message("Answered in a lift")).to_be_visible()
    lin.context.set_offline(False)
    expect(widget.theirs("Answered in a lift")).to_have_count(1)
    expect(lin.message("Answered in a lift")).to_contain_text(lin.words("reached.read"))
    expect(lin.box).to_have_value("and half a sent")
    expect(lin.box).to_be_focused()
    widget.page.context.set_offline(True)
    widget.say("Written in a tunnel")
    expect(widget.mine("Written in a tunnel")).to_contain_text(widget.words("widget.sending"))
    widget.page.context.set_offline(False)
    expect(widget.mine("Written in a tunnel")).to_contain_text(widget.sent)
    expect(lin.message("Written in a tunnel")).to_have_count(1)
    lin.page.reload()
    expect(lin.box).to_have_value("and half a sent")
    expect(lin.message("Answered in a lift")).to_have_count(1)
    expect(lin.message("Written in a tunnel")).to_have_count(1)


def test_a_reply_that_the_customer_overtook_comes_back_before_what_was_typed_since(people: People) -> None:
    lin, widget = talking(people, "Mei Overtakes")
    lin.context.set_offline(True)
    lin.reply("It comes tomorrow.")
    lin.box.fill("And one thing more")
    widget.say("I cancelled it")
    expect(widget.mine("I cancelled it")).to_contain_text(widget.sent)
    lin.context.set_offline(False)
    expect(lin.composer.locator("[data-f=guard]")).to_contain_text("I cancelled it")
    expect(lin.box).to_have_value("It comes tomorrow.\nAnd one thing more")
    lin.composer.get_by_role("button", name=lin.words("guard.send")).click()
    expect(widget.theirs("And one thing more")).to_have_count(1)
    expect(lin.message("It comes tomorrow.")).to_have_count(1)


def test_a_server_that_dies_costs_no_draft_no_focus_and_doubles_nothing(people: People, floor: Floor) -> None:
    lin, widget = talking(people, "Mei Power")
    lin.box.fill("A thought not finished")
    lin.box.focus()
    floor.process.kill()
    expect(lin.banner).to_be_visible()
    expect(widget.page.locator("[data-f=line]")).to_be_visible()
    widget.say("Are you there?")
    expect(widget.mine("Are you there?")).to_contain_text(widget.words("widget.sending"))
    floor.process.start()
    lin.wait_live()
    expect(lin.banner).to_be_hidden()
    expect(lin.message("Are you there?")).to_have_count(1)
    expect(lin.box).to_have_value("A thought not finished")
    expect(lin.box).to_be_focused()
    lin.box.fill("")
    lin.reply("Here again")
    expect(widget.theirs("Here again")).to_have_count(1)
    widget.page.reload()
    expect(widget.mine("Are you there?")).to_have_count(1)
    expect(widget.theirs("Here again")).to_have_count(1)
