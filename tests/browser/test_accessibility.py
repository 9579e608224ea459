"""axe-core finds nothing wrong on any screen, light and dark. What a tool cannot see is told by the other stories."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewFloor, People
from tests.browser.floor import Floor
from tests.browser.screens import Console
from tests.browser.test_surveys import QUESTIONS, asked
from tests.server.desk.surveys.asked import RULES

pytestmark = pytest.mark.browser
THEMES = {"en": ("light", "dark"), "zh": ("light",)}
"""What Chinese changes is seen in one theme; what a theme changes is the same in both languages."""
MEI = "+447700900101"
ALL_RULES: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS = {**ALL_RULES, "runOnly": ["color-contrast", "link-in-text-block"]}
"""A theme changes nothing but colours, so the second look at a screen is at these."""
SETTINGS = ("people", "teams", "roles", "queues", "skills", "widget", "outbox", "keys", "audit")


@pytest.fixture(scope="module", params=["en", "zh"])
def floor(request: pytest.FixtureRequest, new_floor: NewFloor) -> Floor:
    """A desk with work in every state."""
    floor = new_floor(language=request.param)
    mei = floor.customer("Mei Zhang", ("phone", MEI), ("email", "mei@example.com"))
    ticket = floor.ticket(mei, "Filter set missing")
    path = f"/tickets/{ticket['ticket_id']}"
    floor.post("lin", f"{path}/note", body="Called the carrier", client_id="carrier-note")
    floor.post("lin", f"{path}/tags", tags=["refund"])
    snoozed = floor.ticket(floor.customer("Hannah Pryce"), "Wait for the parcel")
    floor.post("lin", f"/tickets/{snoozed['ticket_id']}/priority", priority="urgent")
    floor.customer("M. Zhang", ("phone", MEI))
    floor.post("ada", "/skills", name="Mandarin", language="zh")
    floor.post(
        "ada",
        "/users",
        name="Noor Aziz",
        email="noor@example.com",
        role="agent",
        team_ids=[floor.teams["care"]],
    )
    return floor


class Axe:
    """Looks a page over in each theme and collects what is wrong."""

    def __init__(self, themes: tuple[str, ...]) -> None:
        self.themes = themes
        found = resources.files("axe_playwright_python").joinpath("axe.min.js")
        self.script = found.read_text("utf-8")
        self.wrong: list[str] = []
        self.looked = 0

    def look(self, page: Page, screen: str) -> None:
        """Look at what the page shows now."""
        for rules, theme in zip((ALL_RULES, COLOURS), self.themes, strict=False):
            self.looked += 1
            page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            for one in self._violations(page, rules):
                nodes = [f"{node['target']} {node.get('failureSummary', '')}" for node in one["nodes"][:3]]
                self.wrong.append(f"{screen}, {theme}: {one['id']}: {one['help']}: {nodes}")

    def judge(self) -> None:
        """Fail with everything that was found."""
        assert self.looked
        assert not self.wrong, "\n".join(self.wrong)

    def _violations(self, page: Page, rules: dict[str, Any]) -> list[dict[str, Any]]:
        line = page.context.new_cdp_session(page)
        line.send("Runtime.evaluate", {"expression": self.script})
        told = line.send(
            "Runtime.evaluate",
            {
                "expression": "document.getAnimations().forEach(a => a.finish());"
                f"axe.run(document, {json.dumps(rules)})"
                ".then(found => found.violations)",
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        line.detach()
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        violations: list[dict[str, Any]] = told["result"]["value"]
        return violations


@pytest.fixture
def axe(floor: Floor) -> Axe:
    """A fresh look."""
    return Axe(THEMES[floor.language])


def test_pages_of_forms_have_no_violations(people: People, floor: Floor, axe: Axe) -> None:
    ada, guest = people.browser(login="ada"), people.browser()
    for path in ("/login", "/forgot", "/phone", f"/shop?lang={floor.language}"):
        guest.goto(f"{floor.address}{path}")
        axe.look(guest, path)
    pages = [f"/settings/{name}" for name in SETTINGS]
    pages += [f"/settings/people/{floor.users['lin']}", f"/settings/queues/{floor.queues['care']}"]
    for path in (*pages, "/account", "/customers", "/customers?q=Mei", "/customers?q=nobody-at-all"):
        answer = ada.goto(f"{floor.address}{path}")
        assert answer is not None
        assert answer.status == 200, path
        axe.look(ada, path)
    axe.judge()


def test_pages_of_what_is_promised_have_no_violations(people: People, floor: Floor, axe: Axe) -> None:
    weekly = {"mon": [["09:00", "12:00"], ["13:00", "18:00"]]}
    hours = {"time_zone": "Asia/Shanghai", "weekly": weekly, "holidays": ["2026-10-01"]}
    calendar = floor.post("ada", "/calendars", name="Shanghai", hours=hours)["id"]
    notify = [{"kind": "notify", "to": "team"}]
    steps = [{"id": "s1", "clock": "update", "percent": 75, "actions": notify}]
    made = [
        floor.post("ada", "/policies", name=name, targets={"update": {"seconds": 3600}}, steps=steps)["id"]
        for name in ("Everyone", "Nobody")
    ]
    floor.post("ada", f"/policies/{made[0]}", version=1, name="All of them")
    code = floor.post("ada", "/wrap-up-codes", name="Refund")["id"]
    ada = people.browser(login="ada")
    for path in (
        "calendars",
        f"calendars/{calendar}?year=2026&country=CN",
        "policies",
        f"policies/{made[1]}",
        "codes",
        "rules",
        "history",
        f"history/policy/{made[0]}",
        f"history/wrap_up_code/{code}",
        f"try?queue={floor.queues['care']}",
    ):
        answer = ada.goto(f"{floor.address}/settings/{path}")
        assert answer is not None and answer.status == 200, path
        axe.look(ada, path)
    ada.goto(f"{floor.address}/account/second")
    axe.look(ada, "second")
    axe.judge()


def test_pages_of_knowledge_have_no_violations(people: People, floor: Floor, axe: Axe) -> None:
    body = "A refund takes **five** days.\n\n1. Ask\n2. Wait, as [here](/help/cards)"
    fields = {"title": "Late refunds", "body": body, "language": floor.language, "audience": ["customer"]}
    made = floor.post("sam", "/articles", **fields)
    article = f"/articles/{made['article_id']}"
    floor.post("sam", f"{article}/submit")
    floor.post("marta", f"{article}/publish", number=1)
    floor.post("sam", f"{article}/save", title="Late refunds", body=body.replace("five", "three"), based_on=1)
    sam, guest = people.browser(login="sam"), people.browser()
    own = f"/knowledge/{made['article_id']}"
    for path in (
        "/knowledge",
        "/knowledge/new",
        "/knowledge/gaps",
        "/knowledge/report",
        "/knowledge/snippets",
    ):
        _see(sam, floor, axe, path)
    for path in (own, f"{own}?view=write", f"{own}?view=changes&from=1&to=2"):
        _see(sam, floor, axe, path)
    for path in ("/help", "/help?q=refund", "/help?q=nothing-at-all", "/help/late-refunds"):
        mark = "&" if "?" in path else "?"
        _see(guest, floor, axe, f"{path}{mark}lang={floor.language}")
    axe.judge()


def test_pages_of_surveys_and_the_lab_have_no_violations(people: People, floor: Floor, axe: Axe) -> None:
    floor.post("ada", "/survey-rules", **{**RULES, "cool_down_days": 0, "budget": 100})
    survey = {"name": "After solving", "active": True, "questions": QUESTIONS, "occasions": ["solved"]}
    floor.post("ada", "/surveys", **survey)
    link = asked(floor, people, floor.language)
    guest, marta, ada = people.browser(), people.browser(login="marta"), people.browser(login="ada")
    _see(guest, floor, axe, link.removeprefix(floor.address))
    guest.locator("input[value='1']").check()
    guest.locator("button[type=submit]").first.click()
    guest.wait_for_load_state()
    axe.look(guest, "/s/<token>, answered")
    _see(guest, floor, axe, f"{link.partition('?')[0].removeprefix(floor.address)}/stop")
    for path in ("/surveys", "/surveys?by=agent", "/surveys/answers"):
        _see(marta, floor, axe, path)
    for path in ("/settings/surveys", "/lab"):
        _see(ada, floor, axe, path)
    axe.judge()


def _see(page: Page, floor: Floor, axe: Axe, path: str) -> None:
    answer = page.goto(f"{floor.address}{path}")
    assert answer is not None and answer.status == 200, path
    axe.look(page, path)


def test_the_console_has_no_violations(people: People, floor: Floor, axe: Axe) -> None:
    sam = people.console("kofi")
    axe.look(sam.page, "console, empty")
    lin = people.console("lin")
    axe.look(lin.page, "console, list")
    lin.card("Mei Zhang").click()
    expect(lin.thread.locator(".note")).to_be_visible()
    axe.look(lin.page, "console, conversation")
    lin.page.locator('[data-menu="more"]').click()
    axe.look(lin.page, "console, menu")
    lin.page.keyboard.press("Escape")
    lin.page.locator("#tab-details").click()
    axe.look(lin.page, "console, details")
    _layers(lin, axe)
    lin.presence("available")
    phone = people.phone()
    phone.call(MEI)
    expect(lin.offer).to_be_visible()
    axe.look(lin.page, "console, offer")
    axe.look(phone.page, "telephone, ringing")
    lin.page.get_by_role("button", name=lin.words("offer.accept")).click()
    expect(lin.call.locator("[data-f=state]")).to_have_text(lin.words("call.state.answered"))
    axe.look(lin.page, "console, call")
    phone.hang_up()
    expect(lin.page.locator("sb-wrap-up.wrapbar")).to_be_visible()
    axe.look(lin.page, "console, wrap-up")
    axe.judge()


def _layers(lin: Console, axe: Axe) -> None:
    openers: dict[str, Callable[[], object]] = {
        "palette": lambda: lin.page.keyboard.press("Control+k"),
        "keys": lambda: lin.page.keyboard.press("?"),
        "new ticket": lambda: lin.page.locator('sb-list [data-act="new-ticket"]').click(),
        "dial pad": lambda: lin.page.locator('.rail [data-act="dialpad"]').click(),
    }
    for name, key in (("transfer", "t"), ("snooze", "z"), ("priority", "p"), ("tags", "l")):
        openers[name] = lambda key=key: lin.page.keyboard.press(key)  # type: ignore[misc]
    for name in ("subject", "move", "spam", "block"):
        openers[name] = lambda name=name: lin.act(name)  # type: ignore[misc]
    for name, opener in openers.items():
        opener()
        expect(lin.page.locator(".overlay:visible")).to_have_count(1)
        axe.look(lin.page, f"console, {name}")
        lin.page.keyboard.press("Escape")
        expect(lin.page.locator(".overlay:visible")).to_have_count(0)


def test_the_board_has_no_violations(people: People, floor: Floor, axe: Axe) -> None:
    floor.chat("Is anybody there?", "Mei Waits")
    board = people.browser(login="marta")
    board.goto(f"{floor.address}/board")
    board.locator('[data-list="waiting"]').click()
    expect(board.locator("[data-f=work] tr").filter(has_text="Mei Waits")).to_be_visible()
    axe.look(board, "board")
    for panel in ("day", "ledger", "now"):
        board.locator(f'[data-panel="{panel}"]').click()
        axe.look(board, f"board, {panel}")
    board.locator('[data-figure="arrivals"]').first.click()
    axe.look(board, "board, what a figure counts")
    board.locator('[data-list="hand"]').click()
    axe.look(board, "board, in hand")
    board.locator('[data-list="waiting"]').click()
    board.locator("[data-f=work] tr").first.locator("[data-act=assign]").click()
    axe.look(board, "board, assign")
    axe.judge()


def test_the_widget_has_no_violations(people: People, floor: Floor, axe: Axe) -> None:
    floor.post("lin", "/presence", state="offline")
    alone = people.widget()
    expect(alone.page.locator("#s-message")).to_be_visible()
    axe.look(alone.page, "widget, nobody there")
    lin = people.console("lin")
    floor.post("marta", "/presence", state="available")
    widget = people.widget()
    axe.look(widget.page, "widget, start")
    widget.start("Hello there", "Mei Axe")
    axe.look(widget.page, "widget, waiting")
    for ticket in floor.get("marta", "/tickets?tab=all")["records"]:
        if ticket["type"] == "ticket" and ticket["customer"]["name"] == "Mei Axe":
            floor.post("marta", f"/tickets/{ticket['id']}/assign", user_id=floor.users["lin"])
    lin.card("Mei Axe").click()
    expect(lin.message("Hello there")).to_be_visible()
    lin.reply("Good morning")
    expect(widget.theirs("Good morning")).to_be_visible()
    axe.look(widget.page, "widget, talking")
    widget.page.locator("[data-view=chat] [data-act=end]").click()
    expect(widget.page.locator("[data-f=again]")).to_be_visible()
    axe.look(widget.page, "widget, ended")
    axe.judge()
