"""Clocks on the console: how much time is left and why, a due date by hand, and one matter in two tickets."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import People
from tests.browser.screens import Console

pytestmark = pytest.mark.browser
PROMISED = "promised"


def _chosen(console: Console, act: str) -> Locator:
    """Choose something in the menu of the open conversation and return the dialog."""
    console.conversation.locator("[data-menu=more]").click()
    console.conversation.locator(f"#menu-more [data-act={act}]").click()
    return console.page.locator(".overlay.open .dialog")


def _promise(people: People) -> tuple[dict[str, object], dict[str, object]]:
    """Two tickets of Mei, the first promised within two hours."""
    floor = people.floor
    condition = {"field": "tag", "any_of": [PROMISED]}
    targets = {"resolution": {"seconds": 7_200}}
    floor.post("ada", "/policies", name="Promised", conditions=[condition], targets=targets)
    mei = floor.customer("Mei Clock")
    first, second = (floor.ticket(mei, subject) for subject in ("The blue parcel", "The same parcel"))
    floor.post("lin", f"/tickets/{first['ticket_id']}/tags", tags=[PROMISED])
    return first, second


def test_a_clock_says_how_long_and_why_and_can_be_set_by_hand(people: People) -> None:
    first, second = _promise(people)
    lin = people.console("lin", at=f"#ticket={first['ticket_id']}")
    words = lin.words
    clock = lin.conversation.locator(".clock").filter(has_text=words("clock.resolution"))
    expect(clock).to_contain_text(re.compile(r"11[789]"))
    expect(lin.card("Mei Clock").filter(has_text=f"#{first['number']}").locator("sb-due")).to_be_visible()

    clock.locator("button").click()
    proof = lin.page.locator("sb-proof")
    expect(proof.locator(".proof-l").filter(has_text="Promised").first).to_be_visible()
    expect(proof.locator(".proof-due")).to_be_visible()
    lin.page.keyboard.press("Escape")

    asked = _chosen(lin, "due")
    asked.get_by_role("button", name=words("due.submit"), exact=True).click()
    expect(lin.thread.locator(".ev").filter(has_text=words("clock.resolution"))).to_be_visible()
    clock.locator("button").click()
    expect(proof.locator(".proof-due_set")).to_contain_text("Lin Yue")
    lin.page.keyboard.press("Escape")

    asked = _chosen(lin, "merge-ticket")
    asked.get_by_text("The same parcel").click()
    asked.get_by_role("button", name=words("join.submit"), exact=True).click()
    expect(lin.thread.locator(".ev").filter(has_text=f"#{second['number']}")).to_be_visible()
    expect(lin.card(f"#{second['number']}")).to_be_hidden()
