"""What an agent does with tickets and customers: by hand, moved, merged, blocked, found, finished and handed on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewFloor, People
from tests.browser.floor import Floor
from tests.browser.screens import Console

pytestmark = pytest.mark.browser
HISTORY = 70


@pytest.fixture(scope="module")
def floor(new_floor: NewFloor) -> Floor:
    """Orders with a few known customers; Mei has a long history."""
    floor = new_floor()
    mei = floor.customer("Mei Zhang", ("phone", "+447700900101"), ("email", "mei@example.com"))
    ticket = floor.ticket(mei, "Everything that ever happened")
    for number in range(HISTORY):
        path = f"/tickets/{ticket['ticket_id']}/note"
        floor.post("lin", path, body=f"Remark {number:03d}", client_id=f"remark-{number:03d}")
    floor.customer("Meilin Zhang", ("phone", "+447700900102"))
    floor.customer("Hannah Pryce", ("email", "hannah@example.com"))
    return floor


@pytest.fixture
def lin(people: People) -> Console:
    """Lin at her console, offline to the router."""
    return people.console("lin")


def opened(lin: Console, floor: Floor, name: str, subject: str) -> str:
    """Open a new ticket of a new customer at Lin's; returns its number."""
    made = floor.ticket(floor.customer(name), subject)
    lin.card(name).click()
    expect(lin.conversation.locator("#subject")).to_have_text(subject)
    return str(made["number"])


def test_a_ticket_is_made_by_hand_for_a_customer_nobody_knew(lin: Console) -> None:
    lin.page.locator('sb-list [data-act="new-ticket"]').click()
    dialog = lin.dialog("new-ticket")
    dialog.locator("#nt-n").fill("Rosalind Dray")
    dialog.locator("#nt-i").fill("rosalind@example.com")
    dialog.locator("#nt-s").fill("Asks for a brochure")
    dialog.locator("#nt-queue").select_option(label="Orders")
    dialog.locator("#nt-p").select_option("high")
    dialog.locator("#nt-t").fill("Came by on foot")
    lin.submit("new-ticket")
    expect(lin.conversation.locator("#subject")).to_have_text("Asks for a brochure")
    expect(lin.thread.locator(".note")).to_contain_text("Came by on foot")
    expect(lin.side.locator("[data-f=name]").first).to_have_text("Rosalind Dray")
    expect(lin.card("Rosalind Dray")).to_contain_text(lin.words("priority.high"))


def test_a_ticket_is_made_by_hand_for_a_customer_who_is_found(lin: Console) -> None:
    lin.page.locator('sb-list [data-act="new-ticket"]').click()
    dialog = lin.dialog("new-ticket")
    dialog.locator("#nt-q").press_sequentially("annah")
    lin.choose("new-ticket", "Hannah Pryce")
    dialog.locator("#nt-s").fill("Second brochure")
    lin.submit("new-ticket")
    expect(lin.side.locator("[data-f=name]").first).to_have_text("Hannah Pryce")


def test_a_ticket_moves_to_another_customer_and_back(lin: Console, floor: Floor) -> None:
    opened(lin, floor, "Wrong Person", "Sits with the wrong customer")
    lin.act("move")
    lin.dialog("move").locator("#mv-q").press_sequentially("Hannah")
    lin.choose("move", "Hannah Pryce")
    lin.submit("move")
    name = lin.side.locator("[data-f=name]").first
    expect(name).to_have_text("Hannah Pryce")
    lin.toasts.get_by_role("button", name=lin.words("toast.undo")).click()
    expect(name).to_have_text("Wrong Person")


def test_two_customers_are_merged_and_taken_apart_again(lin: Console, floor: Floor) -> None:
    opened(lin, floor, "Thandi Mokoena", "One of two")
    floor.ticket(floor.customer("T. Mokoena"), "Other of two")
    expect(lin.card("T. Mokoena")).to_be_visible()
    lin.page.locator('[data-menu="customer"]').click()
    lin.page.locator('#menu-customer [data-act="merge"]').click()
    lin.dialog("merge").locator("#mg-q").press_sequentially("T. Mokoena")
    lin.choose("merge", "T. Mokoena")
    lin.submit("merge")
    expect(lin.card("T. Mokoena")).to_have_count(0)
    expect(lin.card("Thandi Mokoena")).to_have_count(2)
    lin.page.locator('[data-menu="customer"]').click()
    lin.page.locator('#menu-customer [data-act="unmerge"]').click()
    expect(lin.card("T. Mokoena")).to_have_count(1)
    expect(lin.card("Thandi Mokoena")).to_have_count(1)


def test_spam_leaves_the_list_and_comes_back_when_undone(lin: Console, floor: Floor) -> None:
    opened(lin, floor, "Cheap Watches", "Buy now")
    lin.act("spam")
    lin.submit("spam")
    expect(lin.conversation.locator("[data-f=status]")).to_have_text(lin.words("status.spam"))
    expect(lin.card("Cheap Watches")).to_have_count(0)
    lin.toasts.get_by_role("button", name=lin.words("toast.undo")).click()
    expect(lin.card("Cheap Watches")).to_be_visible()


def test_a_blocked_customer_is_marked_until_unblocked(lin: Console, floor: Floor) -> None:
    opened(lin, floor, "Rude Person", "Shouts")
    lin.act("block")
    lin.submit("block")
    expect(lin.side.locator("[data-f=blocked]")).to_be_visible()
    lin.page.locator('[data-menu="customer"]').click()
    lin.page.locator('#menu-customer [data-act="unblock"]').click()
    expect(lin.side.locator("[data-f=blocked]")).to_be_hidden()


def test_a_history_goes_on_to_its_beginning_and_is_filtered_by_channel(lin: Console, floor: Floor) -> None:
    lin.card("Mei Zhang").first.click()
    history = lin.side.locator("sb-history")
    expect(history.locator(".hist-i").first).to_contain_text(f"Remark {HISTORY - 1:03d}")
    for _ in range(HISTORY):
        history.evaluate("box => { box.scrollTop = box.scrollHeight; }")
        if history.get_by_text("Remark 000").count():
            break
        lin.page.wait_for_timeout(100)
    expect(history.get_by_text("Remark 000")).to_be_visible()
    expect(history.get_by_text(lin.words("history.end"))).to_be_visible()
    history.locator('[data-channel="voice"]').click()
    expect(history.locator(".hist-i")).to_have_count(0)
    expect(history.get_by_text(lin.words("history.none"))).to_be_visible()


@pytest.mark.parametrize(
    ("query", "found"),
    [("eilin", "Meilin Zhang"), ("0102", "Meilin Zhang"), ("hannah@example.com", "Hannah Pryce")],
)
def test_the_palette_finds_a_customer(lin: Console, query: str, found: str) -> None:
    lin.page.keyboard.press("Control+k")
    palette = lin.page.locator("sb-palette")
    palette.get_by_role("combobox").press_sequentially(f"@{query}")
    palette.get_by_role("option").filter(has_text=found).click()
    expect(lin.side.locator("[data-f=name]").first).to_have_text(found)


def test_the_palette_and_the_directory_find_a_ticket_by_its_number(
    people: People, lin: Console, floor: Floor
) -> None:
    made = floor.ticket(floor.customer("Yusuf Demirel"), "Handle is loose")
    lin.page.keyboard.press("Control+k")
    palette = lin.page.locator("sb-palette")
    palette.get_by_role("combobox").press_sequentially(f"#{made['number']}")
    palette.get_by_role("option").filter(has_text="Handle is loose").first.click()
    expect(lin.conversation.locator("#subject")).to_have_text("Handle is loose")
    lin.page.goto(f"{floor.address}/customers?q={made['number']}")
    expect(lin.page.get_by_role("link", name="Yusuf Demirel")).to_be_visible()


def test_solved_and_reopened_snoozed_and_woken(lin: Console, floor: Floor) -> None:
    number = opened(lin, floor, "Oskar Holm", "Up and down")
    status = lin.conversation.locator("[data-f=status]")
    lin.page.keyboard.press("e")
    expect(status).to_have_text(lin.words("status.solved"))
    expect(lin.toasts).to_contain_text(lin.words("conv.solved", number=number))
    expect(lin.card("Oskar Holm")).to_have_count(0)
    lin.conversation.locator('[data-act="reopen"]').click()
    expect(status).to_have_text(lin.words("status.open"))
    expect(lin.card("Oskar Holm")).to_be_visible()
    lin.page.keyboard.press("z")
    lin.dialog("snooze").locator(".pick").last.click()
    expect(status).to_contain_text(lin.words("status.snoozed_until", time="").strip())
    lin.tab("snoozed")
    expect(lin.card("Oskar Holm")).to_be_visible()
    lin.conversation.locator('[data-act="wake"]').click()
    expect(status).to_have_text(lin.words("status.open"))
    lin.tab("mine")
    expect(lin.card("Oskar Holm")).to_be_visible()


def test_tags_and_priority_show_at_once(lin: Console, floor: Floor) -> None:
    opened(lin, floor, "Greta Holm", "To be labelled")
    lin.page.keyboard.press("l")
    lin.dialog("tags").locator("#tg").fill("refund, 退款")
    lin.submit("tags")
    expect(lin.conversation.locator("[data-f=tags]")).to_contain_text("refund")
    expect(lin.conversation.locator("[data-f=tags]")).to_contain_text("退款")
    lin.page.keyboard.press("p")
    lin.dialog("priority").locator('[value="urgent"]').check()
    lin.submit("priority")
    expect(lin.conversation.locator("[data-f=prio]")).to_contain_text(lin.words("priority.urgent"))


def test_a_ticket_is_handed_on_with_a_note_to_an_agent_a_team_and_a_queue(
    people: People, lin: Console, floor: Floor
) -> None:
    marta = people.console("marta")
    for kind, target, name in (
        ("agent", "Marta Lindqvist", "Handed to Marta"),
        ("team", "Trade", "Handed to Trade"),
        ("queue", "Wholesale", "Handed to Wholesale"),
    ):
        opened(lin, floor, name, f"{name}, please")
        lin.page.keyboard.press("t")
        dialog = lin.dialog("transfer")
        dialog.locator(f'[data-kind="{kind}"]').click()
        lin.choose("transfer", target)
        dialog.locator("#tr-note").fill(f"Why: {name}")
        lin.submit("transfer")
        expect(lin.card(name)).to_have_count(0)
        marta.tab("mine" if kind == "agent" else "queue")
        marta.card(name).click()
        expect(marta.thread.locator(".note")).to_have_text(re.compile(f"Why: {name}"))
