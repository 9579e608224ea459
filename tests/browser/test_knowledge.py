"""Articles in real browsers: written, read by somebody else, found by a customer, put into a reply; in both languages."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewFloor, People
from tests.browser.floor import Floor
from tests.browser.screens import until
from tests.browser.words import Words

pytestmark = pytest.mark.browser


class Told(NamedTuple):
    """The story's words in one language."""

    title: str
    body: str
    better: str
    search: str
    message: str


STORIES = {
    "en": Told(
        "How long a card refund takes",
        "A refund to a card takes **five** working days.",
        "A refund to a card takes **three** working days.",
        "card refund",
        "How long does a refund to my card take?",
    ),
    "zh": Told(
        "银行卡退款多久到账",
        "退款到银行卡需要**五个**工作日。",
        "退款到银行卡需要**三个**工作日。",
        "退款多久",
        "你好，退款到银行卡要多久？",
    ),
}


@pytest.fixture(scope="module", params=["en", "zh"])
def floor(request: pytest.FixtureRequest, new_floor: NewFloor) -> Floor:
    """A desk of its own for each language."""
    return new_floor(language=request.param)


def _publish(people: People, address: str, words: Words) -> None:
    """Let Marta read and publish what waits for her."""
    marta = people.browser(login="marta")
    marta.goto(address)
    marta.get_by_role("button", name=words("knowledge.approve")).click()
    expect(marta.get_by_role("status").filter(has_text=words("knowledge.done.publish"))).to_be_visible()


def _written(people: People, story: Told, words: Words) -> str:
    """Let Sam write the article and hand it in; returns its address."""
    sam = people.browser(login="sam")
    sam.goto(f"{people.floor.address}/knowledge/new")
    sam.locator("#ttl").fill(story.title)
    sam.locator("#src").fill(story.body)
    sam.get_by_role("button", name=words("knowledge.preview"), exact=True).click()
    expect(sam.locator(".ed-prev strong")).to_be_visible()
    sam.get_by_role("button", name=words("knowledge.begin")).click()
    expect(sam.locator("#ttl")).to_have_value(story.title)
    sam.get_by_role("button", name=words("knowledge.submit")).click()
    expect(sam.locator(".steps [aria-current]")).to_have_text(words("knowledge.state.in_review"))
    expect(sam.get_by_role("button", name=words("knowledge.approve"))).to_have_count(0)
    return sam.url.partition("?")[0]


def _found(page: Page, story: Told) -> bool:
    page.reload()
    return page.get_by_role("link", name=story.title).count() > 0


def test_an_article_from_its_first_draft_to_a_reply(people: People) -> None:
    """Sam writes, Marta publishes, a customer finds and rates it, Lin puts it into a reply; then it is changed and compared."""
    floor, words = people.floor, Words(people.floor.language)
    story = STORIES[floor.language]
    address = _written(people, story, words)
    _publish(people, address, words)
    customer = people.browser()
    customer.goto(f"{floor.address}/help?lang={floor.language}&q={story.search}")
    until(lambda: _found(customer, story), "the published article is found")
    customer.get_by_role("link", name=story.title).click()
    expect(customer.locator(".help-p strong")).to_be_visible()
    customer.get_by_role("button", name=words("help.yes"), exact=True).click()
    expect(customer.get_by_text(words("help.thanks"))).to_be_visible()

    lin = people.console("lin")
    lin.presence("available")
    widget = people.widget()
    widget.start(story.message, "Mei Lin")
    lin.accept("Mei Lin")
    strip = lin.page.locator("sb-suggest")
    expect(strip).to_contain_text(story.title)
    lin.box.fill("…")
    strip.get_by_role("button", name=words("article.insert")).click()
    plain = story.body.replace("**", "")
    expect(lin.box).to_have_value(f"…\n{plain}")
    lin.page.locator("#tab-knowledge").click()
    expect(lin.page.locator("sb-knowledge .kb mark").first).to_be_visible()
    lin.page.locator("sb-composer [data-f=send]").click()
    expect(widget.page.locator("[data-f=log]").get_by_text(plain)).to_be_visible()

    sam = people.browser(login="sam")
    sam.goto(f"{address}?view=write")
    sam.locator("#src").fill(story.better)
    sam.get_by_role("button", name=words("knowledge.save")).click()
    expect(sam.get_by_text(words("knowledge.readers_see", n=1))).to_be_visible()
    sam.goto(f"{address}?view=changes&from=1&to=2")
    expect(sam.locator(".kb-diff ins")).to_have_count(1)
    until(
        lambda: floor.get("sam", f"/articles/{address.rpartition('/')[2]}")["uses"].get("send") == 1, "sent"
    )


def test_the_help_center_and_the_editor_fit_a_telephone_and_need_no_script(people: People) -> None:
    """Nothing scrolls sideways; reading and searching work with scripts switched off."""
    floor = people.floor
    phone: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
    customer = people.browser(java_script_enabled=False, **phone)
    customer.goto(f"{floor.address}/help?lang={floor.language}")
    customer.locator("#q").fill(STORIES[floor.language].search)
    customer.locator("#q").press("Enter")
    expect(customer.get_by_role("status").get_by_role("heading")).to_be_visible()
    sam = people.browser(login="sam", **phone)
    for page, path in ((sam, "/knowledge"), (sam, "/knowledge/new"), (sam, "/knowledge/gaps")):
        page.goto(f"{floor.address}{path}")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
