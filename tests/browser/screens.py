"""The screens as their users know them: what can be seen and done on a console, in a widget, at the demo telephone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.words import Words

PATIENCE_S = 30.0


def until(true: Callable[[], object], what: str) -> None:
    """Wait until something is true that no locator can wait for."""
    limit = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < limit, f"not within {PATIENCE_S:.0f} seconds: {what}"
        time.sleep(0.05)


class Console:
    """An agent's console in a browser of their own."""

    def __init__(self, page: Page, words: Words) -> None:
        self.page = page
        self.words = words
        self.offer = page.locator("sb-offer")
        self.conversation = page.locator("sb-conversation")
        self.thread = page.locator("sb-thread")
        self.composer = page.locator("sb-composer")
        self.side = page.locator("sb-customer")
        self.call = page.locator("sb-call")
        self.banner = page.locator("sb-banner")
        self.box = page.locator("#draft")
        self.cards = page.locator("sb-list .card")
        self.toasts = page.locator("sb-toasts")

    @property
    def context(self) -> BrowserContext:
        """The browser this console is in."""
        return self.page.context

    def open(self, url: str) -> None:
        """Go to the console and wait until it hears the desk."""
        self.page.goto(url)
        self.wait_live()

    def wait_live(self) -> None:
        """Wait until the line to the desk stands."""
        expect(self.page.locator("sb-live")).to_contain_text(self.words("live.dot.live"))

    def wraps_up(self, note: str = "", code: str = "") -> None:
        """Finish the wrap-up of the open ticket."""
        bar = self.page.locator("sb-wrap-up.wrapbar")
        expect(bar).to_be_visible()
        if code:
            bar.locator("select").select_option(label=code)
        bar.locator("[data-f=note]").fill(note)
        bar.get_by_role("button", name=self.words("wrap.submit")).click()
        expect(bar).to_be_hidden()

    def presence(self, state: str, reason: str | None = None) -> None:
        """Say what one is doing, by the menu."""
        self.page.locator("sb-presence > button").click()
        self.page.locator(f'sb-presence [data-key="{state}:{reason or ""}"]').click()
        self.wait_presence(state)

    def wait_presence(self, state: str) -> None:
        """Wait until the console shows this state."""
        expect(self.page.locator("sb-presence > button")).to_contain_text(self.words(f"presence.{state}"))

    def accept(self, name: str) -> None:
        """Take the offer that rings, once it is this one."""
        expect(self.offer.locator("#offer-n")).to_contain_text(name)
        self.offer.get_by_role("button", name=self.words("offer.accept")).click()
        expect(self.card(name).and_(self.page.locator("[aria-current]"))).to_be_visible()
        expect(self.offer).to_be_hidden()

    def card(self, text: str) -> Locator:
        """The card of the work list that shows these words."""
        return self.cards.filter(has_text=text)

    def tab(self, name: str) -> None:
        """Choose a list: mine, queue, snoozed, all."""
        self.page.locator(f"#tab-{name}").click()

    def reply(self, text: str) -> None:
        """Write a reply and send it with the keyboard."""
        self.composer.locator("#ctab-reply").click()
        self.box.fill(text)
        self.box.press("Control+Enter")

    def note(self, text: str) -> None:
        """Write an internal note."""
        self.composer.locator("#ctab-note").click()
        self.box.fill(text)
        self.box.press("Control+Enter")
        expect(self.thread.locator(".note").filter(has_text=text)).to_be_visible()

    def message(self, text: str) -> Locator:
        """The message of the thread with these words."""
        return self.thread.locator(".msg").filter(has_text=text)

    def act(self, name: str) -> None:
        """Do something from the menu of further actions."""
        self.page.locator('[data-menu="more"]').click()
        self.page.locator(f'#menu-more [data-act="{name}"]').click()

    def dialog(self, name: str) -> Locator:
        """The open question of this name."""
        dialog = self.page.locator(f'[data-dialog="{name}"]')
        expect(dialog).to_be_visible()
        return dialog

    def submit(self, name: str) -> None:
        """Answer the open question."""
        dialog = self.dialog(name)
        dialog.locator('[type="submit"]').click()
        expect(dialog).to_be_hidden()

    def choose(self, name: str, text: str) -> None:
        """Mark one of a dialog's choices."""
        self.dialog(name).locator(".opt-l").filter(has_text=text).first.click()

    def event(self, text: str) -> Locator:
        """A line of the thread that says what happened."""
        return self.thread.locator(".ev").filter(has_text=text)


class Widget:
    """A customer's chat window in a browser of their own."""

    def __init__(self, page: Page, words: Words) -> None:
        self.page = page
        self.words = words
        self.log = page.locator("#widget [data-f=log]")
        self.box = page.locator("#widget textarea[data-f=text]")
        self.typing = page.locator("#widget [data-f=typing]")

    def start(self, message: str, name: str) -> None:
        """Start a chat."""
        self.page.locator("#s-message").fill(message)
        self.page.locator("#s-name").fill(name)
        self.page.get_by_role("button", name=self.words("widget.start")).click()
        expect(self.mine(message)).to_contain_text(re.compile(re.escape(self.sent)))

    @property
    def sent(self) -> str:
        """What a message that arrived says below it, without the time."""
        return self.words("widget.sent", time="").strip(" ·")

    def say(self, text: str) -> None:
        """Write a message and press Enter."""
        self.box.fill(text)
        self.box.press("Enter")

    def mine(self, text: str) -> Locator:
        """The customer's own message with these words."""
        return self.log.locator(".w-m.me").filter(has_text=text)

    def theirs(self, text: str) -> Locator:
        """The agent's message with these words."""
        return self.log.locator(".w-m:not(.me)").filter(has_text=text)


class Phone:
    """The demo telephone in a browser of its own."""

    def __init__(self, page: Page, words: Words) -> None:
        self.page = page
        self.words = words
        self.newest = page.locator(".ph-call").first

    def call(self, number: str) -> None:
        """Call the desk from a number; "" withholds it."""
        before = self.page.locator(".ph-call").count()
        if number:
            self.page.locator("#number").fill(number)
            self.page.get_by_role("button", name=self.words("phone.call"), exact=True).click()
        else:
            self.page.locator('[data-number=""]').click()
        expect(self.page.locator(".ph-call")).to_have_count(before + 1)
        self.wait("phone.state.ringing")

    def wait(self, key: str, **values: object) -> None:
        """Wait until the newest call is in a state."""
        expect(self.newest.locator("[data-f=state]")).to_have_text(self.words(key, **values))

    def hang_up(self) -> None:
        """End the newest call from the customer's side."""
        self.newest.locator('[data-act="hangup"]').click()
        self.wait("phone.state.ended")
