"""Chromium, and people who open browsers of their own on a served desk."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.floor import Floor
from tests.browser.screens import Console, Phone, Widget
from tests.browser.words import Words
from tests.faults.processes import running

WAIT_MS = 30_000
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """One Chromium for the whole run; every person gets a profile of their own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGS)
        yield browser
        browser.close()


class People:
    """Opens browsers on a floor and closes them at the end of a test. A script error in any of them fails the test."""

    def __init__(self, chromium: Browser, floor: Floor) -> None:
        self.chromium = chromium
        self.floor = floor
        self.contexts: list[BrowserContext] = []
        self.errors: list[str] = []

    def browser(self, *, login: str = "", language: str = "", **options: Any) -> Page:
        """Open an empty browser, signed in as somebody of the cast if so wanted."""
        language = language or self.floor.language
        options = {"viewport": {"width": 1440, "height": 900}, "locale": LOCALES[language], **options}
        context = self.chromium.new_context(**options)
        context.set_default_timeout(WAIT_MS)
        self.contexts.append(context)
        if login:
            name, value = self.floor.cookie(login)
            context.add_cookies([{"name": name, "value": value, "url": self.floor.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        return page

    def console(self, login: str, at: str = "", **options: Any) -> Console:
        """Open somebody's console and wait until it is live."""
        console = Console(self.browser(login=login, **options), Words(self.floor.language))
        console.open(f"{self.floor.address}/console{at}")
        return console

    def widget(self, language: str = "", **options: Any) -> Widget:
        """Open the chat window as a customer whose browser nobody knows."""
        language = language or self.floor.language
        page = self.browser(language=language, **options)
        page.goto(f"{self.floor.address}/widget?lang={language}")
        return Widget(page, Words(language))

    def phone(self) -> Phone:
        """Open the demo telephone."""
        page = self.browser()
        page.goto(f"{self.floor.address}/phone?lang={self.floor.language}")
        return Phone(page, Words(self.floor.language))

    def leave(self) -> None:
        """Close every browser."""
        for context in self.contexts:
            context.close()


NewFloor = Callable[..., Floor]


@pytest.fixture(scope="module")
def new_floor(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewFloor]:
    """A function that serves one more desk until the end of the module."""
    made: list[Any] = []

    def make(**settings: Any) -> Floor:
        home = tmp_path_factory.mktemp("floor")
        shutil.copyfile(sqlite_template, home / "desk.sqlite")
        floor = Floor(home, f"sqlite:///{home / 'desk.sqlite'}", **settings)
        served = running(floor.process)
        served.__enter__()
        made.append(served)
        return floor

    yield make
    for served in made:
        served.__exit__(None, None, None)


@pytest.fixture(scope="module")
def floor(new_floor: NewFloor) -> Floor:
    """The desk of this module."""
    return new_floor()


@pytest.fixture
def people(chromium: Browser, floor: Floor) -> Iterator[People]:
    """Everybody who opens a browser in this test."""
    people = People(chromium, floor)
    yield people
    people.leave()
    assert people.errors == []
