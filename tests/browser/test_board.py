"""The board's figures open what they count; supervisors watch, whisper and join; what one is told sounds once. In both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from console.catalog import catalog
from tests.browser.conftest import NewFloor, People
from tests.browser.floor import Floor
from tests.browser.screens import Console, until
from tests.browser.words import Words

pytestmark = pytest.mark.browser
WHISPER = "Offer her the refund"
COUNT_TONES = """
  window.tones = 0;
  const make = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () { window.tones += 1; return make.call(this); };
"""


@pytest.fixture(scope="module", params=["en", "zh"])
def floor(request: pytest.FixtureRequest, new_floor: NewFloor) -> Floor:
    """A desk in each language."""
    return new_floor(language=request.param)


def board_of(people: People, login: str = "marta") -> Page:
    """Open somebody's board."""
    board = people.browser(login=login)
    board.goto(f"{people.floor.address}/board")
    return board


def test_a_figure_opens_the_list_of_what_it_counts(people: People, floor: Floor) -> None:
    words = Words(floor.language)
    board = board_of(people)
    lin = people.console("lin")
    lin.presence("available")
    floor.chat("Is anybody there?", "Mei Waits")
    lin.accept("Mei Waits")
    figure = board.locator('[data-figure="handled"]')
    expect(figure).to_contain_text(re.compile("1"))
    figure.click()
    rows = board.locator("[data-f=work] tr")
    expect(board.locator("[data-f=work-t]")).to_have_text(words("board.figure.handled"))
    expect(board.locator("[data-f=work-n]")).to_have_text("1")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Mei Waits")
    board.locator('[data-panel="ledger"]').click()
    line = board.locator("[data-f=ledger] tr").filter(has_text="Lin Yue")
    expect(line.locator('[data-figure="accepted"]')).to_have_text("1")
    line.locator('[data-figure="accepted"]').click()
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Mei Waits")
    board.locator('[data-panel="day"]').click()
    expect(board.locator("[data-f=days] li").filter(has_text="Lin Yue").locator(".st-live")).to_have_count(1)
    queue = board.locator("[data-f=queues] tr").filter(has_text="Orders")
    expect(queue.locator('[data-figure="service_level"]')).to_have_text("100%")


def test_a_supervisor_watches_whispers_joins_and_leaves(people: People, floor: Floor) -> None:
    said, words = catalog(floor.language), Words(floor.language)
    lin = people.console("lin")
    lin.presence("available")
    mei = people.widget()
    mei.start("My lamp broke", "Mei Lamp")
    lin.accept("Mei Lamp")
    board = board_of(people)
    board.locator('[data-list="hand"]').click()
    board.locator("[data-f=work] tr").filter(has_text="Mei Lamp").locator("[data-act=watch]").click()
    board.wait_for_url(re.compile("/console"))
    marta = Console(board, words)
    expect(marta.message("My lamp broke")).to_be_visible()
    bar = board.locator("sb-supervise")
    expect(bar).to_contain_text(said("supervise.watch", name="Lin Yue"))
    expect(marta.box).to_be_enabled()
    marta.composer.locator("#ctab-reply").click()
    expect(marta.box).to_be_disabled()
    bar.locator("#whisper").fill(WHISPER)
    bar.locator("#whisper").press("Enter")
    expect(lin.thread.locator(".whisper")).to_contain_text(WHISPER)
    expect(lin.page.locator("sb-supervise")).to_contain_text(
        said("supervise.other_watch", name="Marta Lindqvist")
    )
    bar.locator('[data-act="join-in"]').click()
    marta.reply("Marta here, we refund you")
    expect(mei.theirs("Marta here, we refund you")).to_be_visible()
    expect(mei.page.locator("[data-f=chat-sub]")).to_have_text(said("widget.joined", names="Marta Lindqvist"))
    bar.locator('[data-act="leave-it"]').click()
    expect(bar).to_be_hidden()
    expect(lin.page.locator("sb-supervise")).to_be_hidden()
    assert WHISPER not in (mei.page.locator("body").text_content() or "")


def test_one_is_told_once_over_two_tabs_and_seen_everywhere(people: People, floor: Floor) -> None:
    words = Words(floor.language)
    lin = people.console("lin")
    lin.context.add_init_script(COUNT_TONES)
    tabs = [lin, Console(lin.context.new_page(), words)]
    for tab in tabs:
        tab.open(f"{floor.address}/console")
        tab.page.locator("sb-presence > button").click()
        tab.page.keyboard.press("Escape")
    ticket = floor.ticket(floor.customer("Mei Tabs"), "Two tabs")["ticket_id"]
    floor.post("marta", f"/tickets/{ticket}/watch")
    floor.post("marta", f"/tickets/{ticket}/whisper", body=WHISPER)
    for tab in tabs:
        expect(tab.page.locator("sb-bell [data-f=badge]")).to_be_visible()
    until(lambda: sum(tab.page.evaluate("window.tones") for tab in tabs) > 0, "a tone")
    assert sum(tab.page.evaluate("window.tones > 0") for tab in tabs) == 1, "one tab speaks for both"
    one, other = tabs
    one.page.locator("sb-bell button").click()
    row = one.page.locator("sb-notices .notice-r").first
    expect(row).to_contain_text("Marta Lindqvist")
    expect(other.page.locator("sb-bell [data-f=badge]")).to_be_hidden()
    row.click()
    expect(one.thread.locator(".whisper")).to_contain_text(WHISPER)


def test_the_wall_shows_large_figures_and_nothing_to_press(people: People, floor: Floor) -> None:
    wall = people.browser(login="marta")
    wall.goto(f"{floor.address}/board/wall?view=figures")
    expect(wall.locator("dd[data-f=waiting]")).to_have_text("0")
    expect(wall.locator("[data-f=agents-n]")).to_be_visible()
    assert wall.get_by_role("button").count() == wall.get_by_role("link").count() == 0
    wall.goto(f"{floor.address}/board/wall?view=queues")
    expect(wall.locator("[data-f=queue-rows] tr").filter(has_text="Orders")).to_be_visible()
