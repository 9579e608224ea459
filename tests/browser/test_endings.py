"""How work ends, in Chinese: a code after a call, fields before solving, a chat whose customer has gone, a call that was asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewFloor, People
from tests.browser.floor import Floor

pytestmark = pytest.mark.browser
MEI = "+447700900101"


@pytest.fixture(scope="module")
def floor(new_floor: NewFloor) -> Floor:
    """Everybody reads Chinese; wrap-ups in Orders want a code, tickets there must tell their cause, chats are closed after seconds."""
    floor = new_floor(language="zh")
    care = floor.queues["care"]
    floor.post("ada", "/wrap-up-codes", name="已退款", queue_ids=[care])
    floor.post(
        "ada", "/ticket-fields", name="原因", kind="choice", choices=["物流", "缺货"], queue_ids=[care]
    )
    known = floor.get("ada", "/rules")
    idle = {"chat_idle_warn_s": 2, "chat_idle_close_s": 4}
    rules = {**known["rules"], **idle, "wrap_up_code_queues": [care]}
    floor.post("ada", "/rules", version=known["version"], rules=rules)
    floor.customer("张梅", ("phone", MEI))
    return floor


@pytest.fixture(autouse=True)
def quiet_afterwards(floor: Floor) -> Iterator[None]:
    """No call is left over, and nobody is available."""
    yield
    floor.end_calls()
    floor.post("lin", "/presence", state="offline")


def test_a_wrap_up_waits_for_its_code_and_solving_for_its_field(people: People) -> None:
    lin = people.console("lin")
    lin.presence("available")
    phone = people.phone()
    phone.call(MEI)
    lin.accept("张梅")
    phone.wait("phone.state.answered")
    phone.hang_up()
    lin.wait_presence("wrap_up")
    bar = lin.page.locator("sb-wrap-up.wrapbar")
    bar.get_by_role("button", name=lin.words("wrap.submit")).click()
    expect(lin.toasts).to_contain_text("请先选择")
    expect(bar).to_be_visible()
    lin.wraps_up(note="客户满意", code="已退款")
    lin.wait_presence("available")
    expect(lin.event("已退款")).to_be_visible()
    lin.page.locator('[data-act="solve"]').first.click()
    dialog = lin.dialog("fields")
    dialog.locator('[type="submit"]').click()
    expect(dialog.locator("[data-f=error]")).to_contain_text("原因")
    dialog.get_by_label("原因").select_option("缺货")
    lin.submit("fields")
    expect(lin.event(lin.words("timeline.solved", actor=lin.words("timeline.you")))).to_be_visible()


def test_a_chat_whose_customer_has_gone_is_warned_of_and_closed(people: People) -> None:
    lin = people.console("lin")
    lin.presence("available")
    widget = people.widget()
    widget.start("有人吗？", "陈先生")
    lin.accept("陈先生")
    lin.reply("您好，请问有什么可以帮您？")
    warned = widget.words("widget.chat_idle_warning", n=1)
    expect(widget.log.locator(".w-sys")).to_contain_text(warned)
    expect(lin.event(warned)).to_be_visible()
    closed = widget.words("widget.chat_idle_closed")
    expect(widget.log.locator(".w-sys").filter(has_text=closed)).to_be_visible()
    expect(widget.page.get_by_role("button", name=widget.words("widget.again"))).to_be_visible()
    expect(lin.conversation.locator("[data-f=status]")).to_have_text(lin.words("status.closed"))


def test_a_customer_asks_for_a_call_and_gets_it(people: People) -> None:
    widget = people.widget()
    widget.page.get_by_role("button", name=widget.words("widget.call_me")).click()
    widget.page.locator("#c-phone").fill("+44 7700 900155")
    widget.page.locator("#c-name").fill("何女士")
    widget.page.locator("#c-message").fill("想问保修")
    widget.page.get_by_role("button", name=widget.words("widget.call_ask")).click()
    expect(widget.page.locator("[data-f=call-promise]")).to_be_visible()
    lin = people.console("lin")
    lin.presence("available")
    expect(lin.offer.locator("[data-f=kind]")).to_have_text(lin.words("offer.kind.call_back"))
    lin.accept("何女士")
    expect(lin.card("何女士").locator("[data-f=cb]")).to_be_visible()
    expect(lin.side.locator(".promise")).to_contain_text("承诺回电")
    lin.page.locator('[data-menu="customer"]').click()
    lin.page.locator('#menu-customer [data-act="dial"]').click()
    lin.submit("dial")
    phone = people.phone()
    phone.wait("phone.state.rings_you")
    phone.newest.locator('[data-act="busy"]').click()
    expect(lin.side.locator(".promise")).to_contain_text(lin.words("promise.tries", n=1))


def test_a_reply_at_hand_is_filled_in_and_what_stays_open_is_asked_about(
    people: People, floor: Floor
) -> None:
    texts = {"zh": "{{customer}}您好，我是{{agent}}。订单号：{{order}}", "en": "Hello"}
    floor.post("marta", "/macros", name="问候", texts=texts)
    lin, marta = people.console("lin"), people.console("marta")
    lin.presence("available")
    widget = people.widget()
    widget.start("你好", "林女士")
    lin.accept("林女士")
    lin.box.press_sequentially("/问")
    expect(lin.composer.locator(".hand-i")).to_have_count(1)
    lin.box.press("Enter")
    expect(lin.box).to_have_value("林女士您好，我是Lin Yue。订单号：{{order}}")
    lin.box.press("Control+Enter")
    expect(lin.composer.locator("[data-f=guard-t]")).to_contain_text("{{order}}")
    lin.composer.locator('[data-act="guard-edit"]').click()
    lin.box.fill("林女士您好，订单号是多少？")
    lin.box.press("Control+Enter")
    expect(widget.theirs("订单号是多少？")).to_be_visible()
    lin.composer.locator("#ctab-note").click()
    lin.box.press_sequentially("@Marta")
    lin.box.press("Enter")
    lin.box.press_sequentially("请看一下")
    lin.box.press("Control+Enter")
    expect(lin.thread.locator(".note")).to_contain_text("@Marta Lindqvist 请看一下")
    expect(marta.page.locator("body")).to_contain_text("Lin Yue")


def test_several_tickets_are_marked_and_taken_in_one_go(people: People, floor: Floor) -> None:
    customer = floor.customer("批量客户")
    numbers = [
        floor.ticket(customer, f"批量 {n}", login="marta", assign_to_me=False)["number"] for n in range(2)
    ]
    lin = people.console("lin")
    lin.tab("queue")
    for number in numbers:
        lin.card(f"#{number}").click(modifiers=["Shift"])
    bar = lin.page.locator("sb-bulk")
    expect(bar).to_contain_text(lin.words("bulk.marked", n=2))
    bar.locator('[data-bulk="take"]').click()
    expect(lin.toasts).to_contain_text(f"#{numbers[0]}, #{numbers[1]}")
    lin.tab("mine")
    for number in numbers:
        expect(lin.card(f"#{number}")).to_be_visible()
    bar.locator('[data-bulk="solve"]').click()
    expect(lin.toasts).to_contain_text("原因")
    bar.locator('[data-bulk="clear"]').click()
    expect(bar).to_be_hidden()
