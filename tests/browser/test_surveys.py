"""How was it? Built by an editor, answered on a telephone without script and in the widget, followed up, read by Marta."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewFloor, People
from tests.browser.floor import Floor
from tests.server.desk.surveys.asked import RULES

pytestmark = pytest.mark.browser
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "java_script_enabled": False,
}
WORDS: dict[str, Any] = {
    "en": {
        "question": "How was it?",
        "send": "Send",
        "missing": "Choose an answer here.",
        "thanks": "Thank you",
    },
    "zh": {"question": "您满意吗？", "send": "提交", "missing": "请在此作答。", "thanks": "感谢您"},
}
QUESTIONS = [
    {"id": "csat", "kind": "csat", "required": True, "words": {"en": "How was it?", "zh": "您满意吗？"}},
    {"id": "words", "kind": "text", "words": {"en": "Anything else?", "zh": "还有什么想说的？"}},
]


@pytest.fixture(scope="module")
def floor(new_floor: NewFloor) -> Floor:
    """A desk that asks after solving, and may do so as often as it likes."""
    floor = new_floor()
    rules = {**RULES, "cool_down_days": 0, "budget": 100}
    floor.post("ada", "/survey-rules", **rules)
    survey = {"name": "After solving", "active": True, "questions": QUESTIONS, "occasions": ["solved"]}
    floor.post("ada", "/surveys", **survey)
    return floor


def asked(floor: Floor, people: People, language: str) -> str:
    """Let somebody whose address is proven be asked by hand, and return the link of the mail as the outbox shows it."""
    mail = f"customer.{language}@example.com"
    made = floor.post(
        "marta", "/customers", name="Mei", language=language, identities=[{"kind": "email", "value": mail}]
    )
    [identity] = floor.get("marta", f"/customers/{made['customer_id']}")["identities"]
    floor.post("marta", f"/identities/{identity['id']}/verify")
    ticket = floor.ticket(made["customer_id"], f"Lamp {language}")
    floor.post("lin", f"/tickets/{ticket['ticket_id']}/survey")
    page = people.browser(login="ada")
    for _ in range(40):
        page.goto(f"{floor.address}/settings/outbox")
        mails = page.locator("li", has_text=mail).locator("a[href*='/s/'][href$='csat=4']")
        if mails.count():
            return str(mails.first.get_attribute("href"))
        page.wait_for_timeout(250)
    raise AssertionError("no mail was written")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_p22_a_customer_answers_on_a_telephone_without_script(
    people: People, floor: Floor, language: str
) -> None:
    words, link = WORDS[language], asked(floor, people, language)
    page = people.browser(language="en", **PHONE)
    page.goto(link.partition("?")[0])
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if language == "zh" else "en")
    expect(page.get_by_text(words["question"])).to_be_visible()
    expect(page.locator("input:checked")).to_have_count(0)
    page.goto(link)
    expect(page.locator("input:checked")).to_have_attribute("value", "4")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    page.locator("textarea").fill("cobbled together, 但是很好")
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(words["thanks"])
    page.goto(link.partition("?")[0])
    expect(page.locator("textarea")).to_have_value("cobbled together, 但是很好")


def test_a_low_answer_in_the_widget_comes_back_as_work_for_somebody_else(
    people: People, floor: Floor
) -> None:
    lin = people.console("lin")
    lin.presence("available")
    widget = people.widget()
    widget.start("It still hums", "Bo")
    lin.accept("Bo")
    lin.reply("I am sorry")
    lin.page.locator('sb-conversation [data-act="solve"]').click()
    rate = widget.page.locator("[data-f=rate]")
    expect(rate.get_by_text("How was it?")).to_be_visible()
    rate.get_by_role("button").click()
    expect(rate.get_by_role("alert")).to_be_visible()
    rate.locator('[data-kind="csat"] label').first.click()
    rate.locator("textarea").fill("Nobody listened")
    rate.get_by_role("button").click()
    expect(widget.page.locator("[data-f=rated]")).to_be_visible()
    expect(lin.conversation).to_contain_text("1 of 5")
    [found] = floor.get("marta", "/survey-answers?which=low")["answers"]
    marta = people.console("marta", f"#ticket={found['follow_up_id']}")
    expect(marta.page.locator("[data-f=survey-t]")).to_contain_text("1 of 5")
    marta.page.locator('[data-act="take"]').click()
    marta.page.locator('sb-conversation [data-act="solve"]').click()
    dialog = marta.dialog("follow-up")
    for name, text in (
        ("contact", "Called"),
        ("why", "Ignored"),
        ("remedy", "A visit"),
        ("told", "On Monday"),
    ):
        dialog.locator(f"[name={name}]").fill(text)
    dialog.locator("[name=cause]").select_option("manner")
    marta.submit("follow-up")
    expect(marta.conversation.locator("[data-f=status]")).to_contain_text("Solved")
    report = people.browser(login="marta")
    report.goto(f"{floor.address}/surveys?by=agent")
    expect(report.locator(".rp-loop")).to_contain_text("100 %")
    expect(report.get_by_text("How we spoke")).to_be_visible()
    report.get_by_role("link", name="Low answers").click()
    expect(report.get_by_text("Nobody listened")).to_be_visible()


def test_an_editor_builds_a_survey_in_two_languages_without_script(people: People, floor: Floor) -> None:
    page = people.browser(login="sam", java_script_enabled=False)
    page.goto(f"{floor.address}/settings/surveys")
    page.get_by_label("Name").fill("Calls")
    page.get_by_role("button", name="Create").click()
    page.get_by_role("link", name=re.compile("Calls")).click()
    page.get_by_label("New question").select_option("nps")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Missing")).to_have_count(2)
    third = page.locator("#q2")
    third.get_by_label(re.compile("English")).fill("Recommend us?")
    _save(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_label("Switched on").check()
    _save(page)
    expect(page.get_by_role("alert")).to_contain_text("nps")
    page.locator("#q2").get_by_label(re.compile("中文")).fill("会推荐我们吗？")
    _save(page)
    expect(page.get_by_role("status").first).to_be_visible()
    page.get_by_role("button", name="Move question 3 up").click()
    _save(page)
    page.goto(f"{page.url.partition('?')[0]}/preview?lang=zh")
    legends = page.locator("legend, label.lg").all_inner_texts()
    assert "会推荐我们吗" in legends[1] and page.get_by_role("button", name="提交").is_disabled()


def _save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).last.click()
