"""A customer writes in the widget and an agent answers on the console: what each sees of the other, and what the customer never sees."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.browser.screens import Console, Widget

pytestmark = pytest.mark.browser


def talking(people: People, name: str) -> tuple[Console, Widget]:
    """Lin and a customer in a chat that has begun."""
    lin = people.console("lin")
    lin.presence("available")
    widget = people.widget()
    widget.start(f"Hello, {name} here", name)
    lin.accept(name)
    expect(lin.message(f"Hello, {name} here")).to_be_visible()
    return lin, widget


def test_both_see_each_other_write_and_how_far_words_came(people: People) -> None:
    lin, widget = talking(people, "Mei Talks")
    lin.box.press_sequentially("One moment")
    expect(widget.typing).to_be_visible()
    lin.reply("One moment, I look it up.")
    expect(widget.theirs("One moment, I look it up.")).to_be_visible()
    expect(widget.typing).to_be_hidden()
    expect(lin.message("One moment, I look it up.")).to_contain_text(lin.words("reached.read"))
    widget.box.press_sequentially("It is")
    expect(lin.thread.locator("[data-f=typing-t]")).to_contain_text("Mei Talks")
    widget.say("It is number 4711.")
    expect(lin.message("It is number 4711.")).to_be_visible()
    expect(widget.mine("It is number 4711.")).to_contain_text(
        widget.words("widget.seen", time="").strip(" ·")
    )
    expect(lin.thread.locator("[data-f=typing-t]")).to_be_hidden()


def test_a_message_to_a_customer_who_left_is_sent_but_not_delivered(people: People) -> None:
    lin, widget = talking(people, "Mei Leaves")
    widget.page.goto("about:blank")
    lin.reply("Are you still there?")
    expect(lin.message("Are you still there?")).to_contain_text(lin.words("reached.sent"))
    widget.page.go_back()
    expect(widget.theirs("Are you still there?")).to_be_visible()
    expect(lin.message("Are you still there?")).to_contain_text(lin.words("reached.read"))


def test_an_internal_note_never_reaches_the_customer(people: People) -> None:
    lin, widget = talking(people, "Mei Noted")
    heard: list[str] = []
    widget.page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda text: heard.append(str(text)))
    )
    widget.page.on("response", lambda answer: heard.append(answer.text() if "/chats" in answer.url else ""))
    widget.page.reload()
    lin.note("Between us: refund at once")
    lin.reply("We refund you.")
    expect(widget.theirs("We refund you.")).to_be_visible()
    widget.page.reload()
    expect(widget.theirs("We refund you.")).to_be_visible()
    expect(widget.page.locator("body")).not_to_contain_text("Between us")
    assert any("We refund you." in text for text in heard)
    assert not any("Between us" in text for text in heard)


def test_files_go_both_ways(people: People, tmp_path: Path) -> None:
    lin, widget = talking(people, "Mei Files")
    receipt, picture = tmp_path / "receipt.txt", tmp_path / "picture.png"
    receipt.write_text("paid 12.50")
    picture.write_bytes(widget.page.screenshot())
    widget.page.locator("[data-f=picker]").set_input_files([receipt, picture])
    chosen = widget.page.locator("[data-f=chosen]")
    expect(chosen.locator("li")).to_have_count(2)
    widget.say("Here is the receipt")
    files = lin.message("Here is the receipt").locator(".atts")
    expect(files).to_contain_text("receipt.txt")
    expect(files.get_by_role("img", name="picture.png")).to_be_visible()
    with lin.page.expect_download() as paper:
        files.get_by_role("link", name="receipt.txt").click()
    assert paper.value.path().read_text() == "paid 12.50"
    lin.composer.locator("[data-f=file]").set_input_files(picture)
    expect(lin.composer.locator("[data-f=files]")).to_contain_text("picture.png")
    lin.reply("And here is a picture")
    got = widget.theirs("And here is a picture")
    expect(got.locator("img")).to_be_visible()
    assert got.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    with widget.page.expect_download() as download:
        got.get_by_role("button").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


def test_enter_that_ends_a_composition_sends_nothing(people: People) -> None:
    lin, widget = talking(people, "Mei Composes")
    lin.page.keyboard.press("?")
    lin.page.locator("#enter-sends").check()
    lin.page.keyboard.press("Escape")
    for page, box in ((lin.page, lin.box), (widget.page, widget.box)):
        box.focus()
        _compose(page, "你好")
        expect(box).to_have_value("你好")
    lin.box.press("End")
    lin.box.press("Enter")
    expect(widget.theirs("你好")).to_have_count(1)
    widget.box.press("Enter")
    expect(lin.message("你好")).to_have_count(2)
    expect(widget.log.locator(".w-m.me")).to_have_count(2)


def _compose(page: Page, words: str) -> None:
    """Type as an input method does: Enter, a key the method swallows and Ctrl+Enter come while it composes; then it commits."""
    line = page.context.new_cdp_session(page)
    line.send("Input.imeSetComposition", {"text": "ni hao", "selectionStart": 6, "selectionEnd": 6})
    for key, code, modifiers in (("Enter", 13, 0), ("Process", 229, 0), ("Enter", 229, 0), ("Enter", 13, 2)):
        press = {"key": key, "code": "Enter", "windowsVirtualKeyCode": code, "modifiers": modifiers}
        line.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **press})
        line.send("Input.dispatchKeyEvent", {"type": "keyUp", **press})
    line.send("Input.insertText", {"text": words})


def test_a_reply_asks_first_when_the_customer_wrote_more_meanwhile(people: People) -> None:
    lin, widget = talking(people, "Mei Adds")
    lin.box.fill("It comes tomorrow.")
    widget.say("Forget it, I cancelled")
    expect(lin.message("Forget it, I cancelled")).to_be_visible()
    lin.box.press("Control+Enter")
    guard = lin.composer.locator("[data-f=guard]")
    expect(guard).to_contain_text("Forget it, I cancelled")
    expect(lin.message("It comes tomorrow.")).to_have_count(0)
    guard.get_by_role("button", name=lin.words("guard.edit")).click()
    expect(lin.box).to_be_focused()
    expect(lin.box).to_have_value("It comes tomorrow.")
    lin.box.fill("Cancelled, then.")
    lin.box.press("Control+Enter")
    expect(widget.theirs("Cancelled, then.")).to_be_visible()
