"""The supervisor's board is live, and what the administrator decides takes effect at once in every browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import People
from tests.browser.floor import PASSWORD, Floor
from tests.browser.words import Words

pytestmark = pytest.mark.browser


def test_a_supervisor_sees_the_floor_live_and_assigns_and_reassigns(people: People, floor: Floor) -> None:
    words = Words(floor.language)
    board = people.browser(login="marta")
    board.goto(f"{floor.address}/board")
    lin = people.console("lin")
    floor.chat("Is anybody there?", "Mei Waits")
    board.locator('[data-list="waiting"]').click()
    work, agents = board.locator("[data-f=work] tr"), board.locator("[data-f=agents] li")
    row = work.filter(has_text="Mei Waits")
    expect(row).to_contain_text("Orders")
    expect(board.locator("[data-f=waiting]").first).to_have_text("1")
    lin.presence("away", "lunch")
    expect(agents.filter(has_text="Lin Yue")).to_contain_text(words("reason.lunch"))
    row.locator("[data-act=assign]").click()
    board.locator('[data-dialog="assign"] .opt-l').filter(has_text="Lin Yue").click()
    board.locator('[data-dialog="assign"] [type="submit"]').click()
    expect(work.filter(has_text="Mei Waits")).to_have_count(0)
    lin.card("Mei Waits").click()
    expect(lin.message("Is anybody there?")).to_be_visible()
    board.locator('[data-list="hand"]').click()
    expect(row).to_contain_text("Lin Yue")
    row.locator("[data-act=assign]").click()
    board.locator('[data-dialog="assign"] .opt-l').filter(has_text="Marta Lindqvist").click()
    board.locator('[data-dialog="assign"] [type="submit"]').click()
    expect(row).to_contain_text("Marta Lindqvist")
    expect(lin.card("Mei Waits")).to_have_count(0)
    lin.presence("offline")
    expect(agents.filter(has_text="Lin Yue")).to_have_count(0)


def test_the_administrator_makes_a_team_a_skill_a_queue_and_a_person_who_signs_in(
    people: People, floor: Floor
) -> None:
    words = Words(floor.language)
    ada = people.browser(login="ada")
    for page, name in (("teams", "Returns"), ("skills", "Italian")):
        ada.goto(f"{floor.address}/settings/{page}")
        ada.locator("#new").fill(name)
        ada.get_by_role("button", name=words("settings.create")).click()
        expect(ada.locator(f'input[name="name"][value="{name}"]')).to_be_visible()
    ada.goto(f"{floor.address}/settings/queues")
    ada.locator("#new").fill("Parcels back")
    ada.locator("#new-team").select_option(label="Returns")
    ada.get_by_role("button", name=words("settings.create")).click()
    expect(ada.get_by_role("heading", level=1)).to_be_visible()
    ada.goto(f"{floor.address}/settings/queues")
    expect(ada.get_by_role("row", name=re.compile("Parcels back"))).to_contain_text("Returns")
    ada.goto(f"{floor.address}/settings/people")
    form = ada.locator("form").filter(has=ada.locator('[name="email"]'))
    form.locator('[name="name"]').fill("Noor Aziz")
    form.locator('[name="email"]').fill("noor@example.com")
    form.locator('[name="role"]').select_option("agent")
    form.get_by_label("Returns").check()
    form.get_by_role("button").last.click()
    expect(ada.get_by_role("link", name="Noor Aziz")).to_be_visible()
    ada.goto(f"{floor.address}/settings/outbox")
    ada.locator("summary").filter(has_text="noor@example.com").click()
    link = ada.locator(".mail-links a").first.get_attribute("href")
    assert link
    noor = people.browser()
    noor.goto(link)
    noor.locator("#password").fill("a-long-new-password")
    noor.locator("#again").fill("a-long-new-password")
    noor.get_by_role("button", name=words("auth.save_password")).click()
    noor.locator("#email").fill("noor@example.com")
    noor.locator("#password").fill("a-long-new-password")
    noor.get_by_role("button", name=words("auth.continue")).click()
    expect(noor.locator("sb-list")).to_be_visible()
    expect(noor.locator(".rail-me")).to_have_attribute("aria-label", re.compile("Noor Aziz"))
    again = people.browser()
    again.goto(link)
    expect(again.locator("#password")).to_have_count(0)


def test_a_change_of_role_closes_the_other_browser_at_once(people: People, floor: Floor) -> None:
    kofi = people.console("kofi")
    expect(kofi.page.locator('.rail a[href="/board"]')).to_have_count(0)
    ada = people.browser(login="ada")
    ada.goto(f"{floor.address}/settings/people/{floor.users['kofi']}")
    ada.locator('[name="role"]').select_option("supervisor")
    ada.locator('.savebar [type="submit"]').last.click()
    kofi.page.wait_for_url(re.compile("/login"))
    kofi.page.locator("#email").fill("kofi@example.com")
    kofi.page.locator("#password").fill(PASSWORD)
    kofi.page.locator("#password").press("Enter")
    expect(kofi.page.locator('.rail a[href="/board"]')).to_be_visible()


def test_an_editor_has_no_work_and_no_settings(people: People, floor: Floor) -> None:
    sam = people.browser(login="sam")
    for path in ("/settings/people", "/board"):
        answer = sam.goto(f"{floor.address}{path}")
        assert answer is not None
        assert answer.status == 403, path
