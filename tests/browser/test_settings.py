"""An administrator sets up what the desk promises, in both languages: hours, holidays, a policy, the way back, trying it out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewFloor, People
from tests.browser.floor import Floor
from tests.browser.screens import until
from tests.browser.words import Words

pytestmark = pytest.mark.browser
HOLIDAY = {"en": "National Day", "zh": "国庆节"}


@pytest.fixture(scope="module", params=["en", "zh"])
def floor(new_floor: NewFloor, request: pytest.FixtureRequest) -> Floor:
    """A desk in each language."""
    return new_floor(language=request.param)


def _press(page: Page | Locator, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_hours_holidays_policy_undo_and_trying_out(people: People, floor: Floor) -> None:
    words, page = Words(floor.language), people.browser(login="ada")
    _hours(page, floor, words)
    _holidays(page, words, floor.language)
    ticket_id = floor.ticket(floor.customer("Mei"), "A parcel")["ticket_id"]
    _policy(page, floor, words, ticket_id)
    _undo(page, words)
    _tried(page, floor, words)


def _hours(page: Page, floor: Floor, words: Words) -> None:
    """A calendar with a split Monday, drawn to scale; a day that cannot be read is refused beside it."""
    page.goto(f"{floor.address}/settings/calendars")
    expect(page.get_by_role("heading", name=words("settings.calendars_none"))).to_be_visible()
    page.locator("#name").fill("Shanghai")
    page.locator("#zone").fill("Asia/Shanghai")
    _press(page, words("settings.create"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Shanghai")
    page.locator("#d-mon").fill("9-12, 15-18")
    page.locator("#d-tue").fill("whenever")
    _press(page.locator("#hours"), words("settings.save"))
    expect(page.locator('[id="e-hours.tue"]')).to_contain_text("whenever")
    expect(page.locator("#d-mon")).to_have_value("9-12, 15-18")
    page.locator("#d-tue").fill("9-18")
    _press(page.locator("#hours"), words("settings.save"))
    expect(page.get_by_role("status")).to_have_text(words("settings.saved"))
    day = page.locator(".week-day", has=page.locator("#d-mon"))
    first, second = (day.locator("rect.on").nth(n).bounding_box() for n in (0, 1))
    whole = day.locator("rect.bg").bounding_box()
    assert first and second and whole
    assert (
        first["width"]
        == pytest.approx(whole["width"] / 8, rel=0.02)
        == pytest.approx(second["width"], rel=0.02)
    )
    assert second["x"] - first["x"] == pytest.approx(whole["width"] / 4, rel=0.02)


def _holidays(page: Page, words: Words, language: str) -> None:
    """China's holidays are looked at, then taken; make-up days are among them."""
    page.locator("#i-country").select_option("CN")
    page.locator("#i-year").fill("2026")
    _press(page, words("settings.import_look"))
    expect(page.locator(".imp")).to_contain_text(HOLIDAY[language])
    expect(page.locator(".exc")).to_have_count(0)
    page.locator(".imp button").click()
    expect(page.get_by_role("status")).to_have_text(words("settings.imported"))
    expect(page.locator(".exc", has_text=HOLIDAY[language]).first).to_be_visible()
    expect(page.locator(".exc .badge-ok").first).to_have_text(words("settings.exception.open"))
    assert page.locator(".year .y-made").count() > 0


def _policy(page: Page, floor: Floor, words: Words, ticket_id: str) -> None:
    """A policy is made; the open ticket follows its change because that is ticked."""
    page.goto(f"{floor.address}/settings/policies/new")
    page.locator("#name").fill("Everyone")
    page.locator('[name="goal.resolution"]').fill("30 min")
    page.locator('[name="goal.urgent.resolution"]').fill("5 min")
    _press(page, words("settings.save"))
    expect(page.get_by_role("status")).to_have_text(words("settings.added"))
    expect(page.locator(".cond-says")).to_have_text(words("settings.matches_all"))
    assert _targets(floor, ticket_id) == []
    page.locator('[name="goal.resolution"]').fill("1 h")
    page.get_by_label(words("settings.apply_open", n=1)).check()
    _press(page, words("settings.save"))
    expect(page.get_by_role("status")).to_have_text(words("settings.saved"))
    until(lambda: _targets(floor, ticket_id) == [3_600], "the open ticket is measured by the changed policy")


def _targets(floor: Floor, ticket_id: str) -> list[int]:
    """The targets of a ticket's clocks."""
    clocks = floor.get("ada", f"/tickets/{ticket_id}/clocks")["clocks"]
    return [clock["target_s"] for clock in clocks if clock["target_s"]]


def _undo(page: Page, words: Words) -> None:
    """The version before comes back as a new one, after a look at what that changes."""
    page.get_by_role("link", name=words("settings.history"), exact=True).click()
    page.locator("summary", has_text=words("settings.undo_look", n=1)).click()
    back = page.locator("details[open]")
    expect(back.locator(".diff .now").first).to_be_visible()
    _press(back, words("settings.undo_to", n=1))
    expect(page.get_by_role("status")).to_have_text(words("settings.undone"))
    expect(page.locator(".ver").first).to_contain_text(words("settings.version_n", n=3))


def _tried(page: Page, floor: Floor, words: Words) -> None:
    """A made-up contact is answered in sentences."""
    page.goto(f"{floor.address}/settings/try")
    page.locator("#queue").select_option(label="Orders")
    page.locator("#priority").select_option("urgent")
    page.locator("form button").click()
    answer = page.locator(".answer")
    expect(answer).to_contain_text(words("settings.try_takes", name="Everyone"))
    expect(answer.locator(".trace")).to_contain_text(words("settings.clock.resolution"))
    expect(answer).to_contain_text("Orders")
    expect(answer).to_contain_text(words("reason.nobody.nobody_on_shift"))
