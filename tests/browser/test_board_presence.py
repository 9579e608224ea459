"""A supervisor says on the live board what somebody is doing; both see whose word it was."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import People
from tests.browser.words import Words

pytestmark = pytest.mark.browser


def test_a_supervisor_sets_somebodys_state_and_the_board_says_so(people: People) -> None:
    lin = people.console("lin")
    lin.presence("available")
    board = people.browser(login="marta")
    board.goto(f"{people.floor.address}/board")
    words = Words(people.floor.language)
    row = board.locator("sb-board .agent").filter(has_text="Lin Yue")
    row.locator("[data-act=agent-state]").click()
    dialog = board.locator("[data-dialog=agent-state]")
    dialog.locator('input[value="away:lunch"]').check()
    dialog.locator("[type=submit]").click()
    expect(row).to_contain_text(words("board.by_name", name="Marta Lindqvist"))
    lin.wait_presence("away")
