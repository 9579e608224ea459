"""Takes the pictures of the README: `python -m tests.pictures http://127.0.0.1:8000`. Not a test.

Wants a fresh demo desk without simulated customers (`desk demo`, then `DESK_DEMO=1 desk serve`, in one `DESK_HOME`), so that the
pictures show what is planned. Each language is shown by somebody who works in it: Ning in English, Lin in Chinese.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from server.base.clock import SECOND, SystemClock
from server.base.crypto import Master
from server.base.ids import SystemIds
from server.base.settings import Settings
from server.channels.chat.signature import Claims, signed
from server.desk.widget import identity_secret
from server.simulation.demo.cast import PASSWORD
from tests import machine
from tests.faults.people import Line

IMAGES = Path(__file__).parents[1] / "docs" / "images"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
AGENTS = {"en": "ning", "zh": "lin"}
REPLIES = {
    "en": "Thank you for waiting, I have your order before me.",
    "zh": "感谢您的等待，我已经看到您的订单。",
}
Scheme = Literal["light", "dark"]
OFFER_S = 60
QUIET_MS = 2_500
WRITERS = {
    "en": (
        ("acc-000", "My card shows two payments for order SH-70120. I only bought one filter set."),
        ("acc-003", "The AirPure 3 will not join my Wi-Fi since yesterday."),
    ),
    "zh": (
        ("acc-101", "订单 SH-70188 扣了两次款，请帮我查一下。"),
        ("acc-100", "新风机晚上又开始嗡嗡响了。"),
    ),
}


def main(address: str) -> None:
    """Take every picture in both languages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=list(FLAGS))
        for take in (_console, _board, _settings, _widget, _knowledge, _surveys, _lab):
            for language in AGENTS:
                take(browser, address, language)
        browser.close()


def _console(browser: Browser, address: str, language: str) -> None:
    """An offer that rings over a conversation, then the conversation it leads to."""
    with _signed_in(browser, address, AGENTS[language], "light") as page:
        _be(page, "first")
        _take_over(page)
        if not page.locator("sb-composer:visible").count():
            _writes(address, language, 1)
            _accept(page)
        _writes(address, language, 0)
        page.locator("[role=alertdialog]:visible").wait_for(timeout=OFFER_S * 1_000)
        page.wait_for_timeout(1_500)
        _keep(page, "console-offer", language)
        _accept(page)
        page.keyboard.press("r")
        page.keyboard.insert_text(REPLIES[language])
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(2_500)
        _keep(page, "console", language)
        _be(page, "last")


def _take_over(page: Page) -> None:
    """Accept what the demo left waiting, until it is quiet."""
    ringing = page.locator("[role=alertdialog]:visible")
    page.wait_for_timeout(QUIET_MS)
    while ringing.count():
        page.keyboard.press("a")
        page.wait_for_timeout(QUIET_MS)


def _accept(page: Page) -> None:
    page.locator("[role=alertdialog]:visible").wait_for(timeout=OFFER_S * 1_000)
    page.wait_for_timeout(700)
    page.keyboard.press("a")
    page.locator("[role=alertdialog]:visible").wait_for(state="hidden", timeout=10_000)
    page.wait_for_timeout(2_000)


def _writes(address: str, language: str, which: int) -> None:
    """Let a customer the shop knows write in the widget."""
    person, message = WRITERS[language][which]
    master = Master(Settings(demo=True).master_secret(), SystemIds())
    claims = Claims(sub=person, exp=SystemClock().now() // SECOND + 3_600)
    line = Line(lambda: address)
    line.headers["Authorization"] = f"Bearer {line.post('/api/widget/visitor', {}, 'pictures')['token']}"
    first = {"message": message, "client_id": "pictures-1", "language": language}
    line.post(
        "/api/widget/chats", {**first, "identity": signed(claims, identity_secret(master))}, "pictures-chat"
    )


def _be(page: Page, which: str) -> None:
    """Choose the first (available) or last (offline) entry of the presence menu."""
    page.locator(".presence").first.click()
    entries = page.get_by_role("menuitemradio")
    (entries.first if which == "first" else entries.last).click()
    page.wait_for_timeout(500)


def _board(browser: Browser, address: str, language: str) -> None:
    """The board while three people are at work."""
    with contextlib.ExitStack() as shift:
        for login in ("ning", "lin", "kofi"):
            page = shift.enter_context(_signed_in(browser, address, login, "light"))
            _be(page, "first")
        marta = shift.enter_context(_signed_in(browser, address, "marta", "light", language))
        marta.goto(address + "/board")
        marta.wait_for_timeout(2_500)
        _keep(marta, "board", language)


def _settings(browser: Browser, address: str, language: str) -> None:
    with _signed_in(browser, address, "admin", "dark", language) as page:
        page.goto(address + "/settings/queues")
        page.wait_for_timeout(800)
        _keep(page, "settings", language)


def _widget(browser: Browser, address: str, language: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale=_locale(language))
    page = context.new_page()
    page.goto(f"{address}/shop?lang={language}")
    page.wait_for_timeout(1_500)
    page.locator("button").last.click()
    page.wait_for_timeout(2_000)
    _keep(page, "widget", language)
    context.close()


def _knowledge(browser: Browser, address: str, language: str) -> None:
    """An article and its preview, side by side in the editor."""
    with _signed_in(browser, address, "sam", "light", language) as page:
        page.goto(address + "/knowledge")
        article = page.locator("a.art").nth(1).get_attribute("href")
        page.goto(f"{address}{article}?view=split")
        page.wait_for_timeout(800)
        _keep(page, "knowledge", language)


def _surveys(browser: Browser, address: str, language: str) -> None:
    with _signed_in(browser, address, "marta", "light", language) as page:
        page.goto(address + "/surveys")
        page.wait_for_timeout(800)
        _keep(page, "surveys", language)


def _lab(browser: Browser, address: str, language: str) -> None:
    """A day with one more in the first group, beside the day as it was."""
    with _signed_in(browser, address, "marta", "light", language) as page:
        page.goto(address + "/lab")
        page.wait_for_timeout(1_000)
        page.locator("#lab-groups [data-by='1']").first.click()
        page.locator("#lab-run").click()
        page.locator("#lab-found").wait_for(timeout=OFFER_S * 1_000)
        page.wait_for_timeout(3_000)
        _keep(page, "lab", language)


@contextlib.contextmanager
def _signed_in(
    browser: Browser, address: str, login: str, scheme: Scheme, language: str = ""
) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme=scheme, locale=_locale(language)
    )
    page = context.new_page()
    page.goto(address + "/login")
    page.fill("[name=email]", f"{login}@example.com")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    if language:
        _speak(page, address, language)
    yield page
    if language:
        _speak(page, address, "en")
    context.close()


def _speak(page: Page, address: str, language: str) -> None:
    """Let the person read the desk in a language."""
    page.goto(address + "/account")
    page.select_option("[name=lang]", language)
    page.locator("form:has([name=lang]) button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")


def _locale(language: str) -> str:
    return "zh-CN" if language == "zh" else "en-GB"


def _keep(page: Page, name: str, language: str) -> None:
    """Write the picture in 256 colours, which is all a screen of ours needs."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    suffix = "" if language == "en" else f".{language}"
    picture.quantize(256, dither=Image.Dither.NONE).save(IMAGES / f"{name}{suffix}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
