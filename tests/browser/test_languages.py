"""The core story on a Chinese desk; a person changes language and theme; a telephone in portrait holds the whole console."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewFloor, People
from tests.browser.floor import Floor
from tests.browser.words import Words

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def floor(new_floor: NewFloor) -> Floor:
    """A desk whose people read Chinese."""
    return new_floor(language="zh")


def test_the_core_story_is_told_in_chinese(people: People, floor: Floor) -> None:
    lin = people.console("lin")
    assert lin.page.locator("html").get_attribute("lang") == "zh-CN"
    lin.presence("available")
    widget = people.widget()
    widget.start("我的包裹在哪里？", "张美")
    expect(lin.offer.locator("[data-f=kind]")).to_have_text(lin.words("offer.kind.chat"))
    expect(lin.offer.locator("[data-f=where]")).to_contain_text("中文")
    lin.accept("张美")
    lin.note("内部：立即退款")
    widget.box.press_sequentially("还在")
    expect(lin.thread.locator("[data-f=typing-t]")).to_have_text(lin.words("thread.typing", names="张美"))
    lin.reply("您好，我马上查。")
    expect(widget.theirs("您好，我马上查。")).to_be_visible()
    expect(lin.message("您好，我马上查。")).to_contain_text(lin.words("reached.read"))
    expect(widget.log).not_to_contain_text("内部")
    lin.conversation.locator('[data-act="solve"]').first.click()
    expect(lin.conversation.locator("[data-f=status]")).to_have_text(lin.words("status.solved"))
    assert _foreign(lin.page) == []
    assert _foreign(widget.page) == []


def _foreign(page: Page) -> list[str]:
    """The English sentences a Chinese screen shows: visible runs of three Latin words or more."""
    shown = re.sub(r"(Ctrl|Esc|Lin Yue|Kofi Asante)", "", page.locator("body").inner_text())
    return re.findall(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}", shown)


def test_a_person_changes_language_and_theme_for_themselves(people: People, floor: Floor) -> None:
    page = people.browser(login="kofi")
    page.goto(f"{floor.address}/account")
    english = Words("en")
    page.locator('[name="lang"]').select_option("en")
    page.locator('[name="theme"]').select_option("dark")
    page.locator("form").filter(has=page.locator('[name="lang"]')).locator('[type="submit"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text(english("account.title"))
    page.goto(f"{floor.address}/console")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("heading", level=1)).to_have_text(english("nav.work"))
    paper = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", paper)[:3])) < 3 * 80, paper


def test_a_telephone_shows_list_conversation_and_back_without_scrolling_sideways(
    people: People, floor: Floor
) -> None:
    floor.ticket(
        floor.customer("周美琳", ("phone", "+447700900131")), "滤网什么时候到货，能不能提前通知我一下"
    )
    lin = people.console("lin", viewport=PHONE, has_touch=True, is_mobile=True)
    expect(lin.card("周美琳")).to_be_visible()
    _fits(lin.page)
    lin.card("周美琳").tap()
    expect(lin.conversation.locator("#subject")).to_be_visible()
    expect(lin.cards.first).to_be_hidden()
    _fits(lin.page)
    lin.note("从手机上写")
    lin.conversation.locator('[data-act="side"]').tap()
    expect(lin.side.locator("[data-f=name]").first).to_have_text("周美琳")
    _fits(lin.page)
    lin.side.locator('[data-act="side-close"]').tap()
    lin.conversation.locator('[data-act="back"]').tap()
    expect(lin.card("周美琳")).to_be_visible()
    lin.presence("available")
    floor.chat("手机上来新消息", "手机客户")
    expect(lin.offer).to_be_visible()
    _fits(lin.page)
    lin.offer.get_by_role("button", name=lin.words("offer.accept")).tap()
    expect(lin.message("手机上来新消息")).to_be_visible()


def _fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], f"{wide} px wide"


def test_the_widget_fills_a_telephone_and_answers_there(people: People, floor: Floor) -> None:
    page = people.browser(viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(f"{floor.address}/shop?lang=zh")
    page.locator("#switchboard-button").tap()
    frame = page.frame_locator("#switchboard-frame")
    expect(frame.locator("#s-message")).to_be_visible()
    box = page.locator("#switchboard-frame").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
    _fits(page)
    frame.locator("[data-view=start] [data-act=close]").tap()
    expect(page.locator("#switchboard-frame")).to_be_hidden()
