"""Calls from the demo telephone: they ring at one agent, who sees who it may be, and holds, mutes, transfers and ends them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewFloor, People
from tests.browser.floor import Floor
from tests.browser.screens import Console, Phone

pytestmark = pytest.mark.browser
MEI = "+447700900101"
SHARED = "+447700900102"


@pytest.fixture(scope="module")
def floor(new_floor: NewFloor) -> Floor:
    """Lin and Kofi are both of Care. Mei is known by her number; two people of one household share theirs."""
    floor = new_floor(kofi=("care",))
    mei = floor.customer("Mei Zhang", ("phone", MEI))
    floor.ticket(mei, "Filter set missing", login="kofi")
    for name in ("Hannah Pryce", "Leon Pryce"):
        floor.customer(name, ("phone", SHARED))
    return floor


@pytest.fixture(autouse=True)
def quiet_afterwards(floor: Floor) -> Iterator[None]:
    """No call is left over, and nobody is available."""
    yield
    floor.end_calls()
    for login in ("lin", "kofi"):
        floor.post(login, "/presence", state="offline")
    for ticket in floor.get("marta", "/tickets?tab=all")["records"]:
        if ticket["type"] == "ticket" and ticket["channel"] == "voice" and ticket["status"] != "solved":
            floor.post("marta", f"/tickets/{ticket['id']}/solve")


def calling(people: People, number: str) -> tuple[Console, Phone]:
    """Lin, available, and a telephone that calls."""
    lin = people.console("lin")
    lin.presence("available")
    phone = people.phone()
    phone.call(number)
    expect(lin.offer).to_be_visible()
    return lin, phone


def test_a_call_rings_with_its_caller_and_what_is_open(people: People, floor: Floor) -> None:
    lin, phone = calling(people, MEI)
    expect(lin.offer.locator("[data-f=kind]")).to_have_text(lin.words("offer.kind.voice"))
    expect(lin.offer.locator("#offer-n")).to_contain_text("Mei Zhang")
    expect(lin.offer.locator("#offer-w")).to_contain_text("#")
    expect(lin.offer.locator("[data-f=where]")).to_contain_text("Shanghai")
    lin.accept("Mei Zhang")
    phone.wait("phone.state.answered")
    expect(phone.newest).to_contain_text("Lin Yue")
    expect(lin.call.locator("[data-f=state]")).to_have_text(lin.words("call.state.answered"))
    lin.page.keyboard.press("h")
    phone.wait("phone.state.held")
    expect(lin.call.locator("[data-f=state]")).to_have_text(lin.words("call.state.held"))
    lin.call.get_by_role("button", name=lin.words("call.unhold")).click()
    phone.wait("phone.state.answered")
    lin.call.get_by_role("button", name=lin.words("call.mute")).click()
    phone.wait("phone.state.muted")
    expect(lin.call.get_by_role("button", name=lin.words("call.unmute"))).to_be_visible()
    lin.page.keyboard.press("m")
    phone.wait("phone.state.answered")
    lin.call.get_by_role("button", name=lin.words("call.hangup")).click()
    phone.wait("phone.state.ended")
    expect(lin.call).to_be_hidden()
    lin.wait_presence("wrap_up")
    lin.wraps_up(note="Filters are on their way")
    lin.wait_presence("available")
    expect(lin.thread.locator(".note")).to_contain_text("Filters are on their way")
    expect(lin.thread.locator(".callx [data-f=rec]")).to_be_visible()


def test_a_shared_number_shows_the_candidates_and_the_agent_chooses(people: People, floor: Floor) -> None:
    lin, phone = calling(people, SHARED)
    expect(lin.offer.locator("#offer-n")).to_contain_text(lin.words("offer.ambiguous", n=2))
    expect(lin.offer.locator("[data-f=candidates] b")).to_have_text(["Hannah Pryce", "Leon Pryce"])
    lin.offer.get_by_role("button", name=lin.words("offer.accept")).click()
    doubt = lin.side.locator(".cands")
    expect(doubt.get_by_role("button")).to_have_count(2)
    doubt.get_by_role("button", name="Leon Pryce").click()
    expect(lin.side.locator("[data-f=name]").first).to_have_text("Leon Pryce")
    expect(doubt).to_have_count(0)
    phone.hang_up()
    expect(lin.call).to_be_hidden()
    lin.wraps_up()


def test_a_withheld_number_is_nobody_known(people: People) -> None:
    lin, phone = calling(people, "")
    expect(lin.offer.locator("[data-f=from]")).to_have_text(lin.words("call.withheld"))
    lin.page.get_by_role("button", name=lin.words("offer.accept")).click()
    phone.wait("phone.state.answered")
    expect(lin.call.locator("[data-f=far]")).to_have_text(lin.words("call.withheld"))
    phone.hang_up()
    expect(lin.call).to_be_hidden()
    lin.wraps_up()


def test_a_call_is_transferred_to_a_colleague_who_was_told_first(people: People, floor: Floor) -> None:
    lin, phone = calling(people, MEI)
    kofi = people.console("kofi")
    kofi.presence("available")
    lin.accept("Mei Zhang")
    phone.wait("phone.state.answered")
    lin.call.get_by_role("button", name=lin.words("act.transfer")).click()
    lin.choose("call-transfer", "Kofi Asante")
    lin.submit("call-transfer")
    phone.wait("phone.state.consulting", name="Kofi Asante")
    lin.call.get_by_role("button", name=lin.words("call.hangup")).click()
    phone.wait("phone.state.answered")
    expect(phone.newest).to_contain_text("Kofi Asante")
    lin.wraps_up()
    kofi.card("Mei Zhang").filter(has_text=kofi.words("phone.subject.in")).click()
    expect(kofi.call).to_be_visible()
    kofi.call.get_by_role("button", name=kofi.words("call.hangup")).click()
    phone.wait("phone.state.ended")
    expect(kofi.call).to_be_hidden()


def test_a_call_nobody_answers_is_offered_as_a_call_back(people: People) -> None:
    phone = people.phone()
    phone.call("+447700900177")
    phone.hang_up()
    lin = people.console("lin")
    lin.presence("available")
    expect(lin.offer.locator("[data-f=kind]")).to_have_text(lin.words("offer.kind.call_back"))
    expect(lin.offer.locator("[data-f=from]")).to_contain_text("0177")
    lin.page.get_by_role("button", name=lin.words("offer.accept")).click()
    expect(lin.thread.locator(".callx")).to_contain_text(lin.words("timeline.call_missed"))
    expect(lin.side.locator(".promise")).to_be_visible()
    lin.page.locator('[data-menu="customer"]').click()
    lin.page.locator('#menu-customer [data-act="dial"]').click()
    lin.submit("dial")
    phone.wait("phone.state.rings_you")
    phone.newest.get_by_role("button", name=phone.words("phone.answer")).click()
    phone.wait("phone.state.answered")
    expect(lin.call.locator("[data-f=state]")).to_have_text(lin.words("call.state.answered"))
    expect(lin.side.locator(".promise")).to_have_count(0)


def test_a_third_party_comes_into_a_call_which_outlives_whoever_leaves(people: People, floor: Floor) -> None:
    lin, phone = calling(people, MEI)
    kofi = people.console("kofi")
    kofi.presence("busy")
    lin.accept("Mei Zhang")
    phone.wait("phone.state.answered")
    lin.call.locator('[data-act="call-add"]').click()
    lin.dialog("call-add").locator("#ca-q").fill("+447700900188")
    lin.submit("call-add")
    leg = phone.newest.locator("[data-f=legs] li").filter(has_text="+447700900188")
    leg.locator('[data-act="leg_answer"]').click()
    expect(lin.call.locator(".party")).to_contain_text(lin.words("call.party.joined"))
    lin.call.locator('[data-act="call-add"]').click()
    lin.choose("call-add", "Kofi Asante")
    lin.submit("call-add")
    expect(kofi.toasts).to_contain_text("Lin Yue")
    kofi.toasts.get_by_role("button", name=kofi.words("call.open")).click()
    expect(kofi.call).to_contain_text("0188")
    leg.locator('[data-act="leg_hangup"]').click()
    expect(lin.call.locator(".party")).to_have_count(1)
    lin.call.locator('[data-act="call-leave"]').click()
    expect(phone.newest).to_contain_text("Kofi Asante")
    phone.wait("phone.state.answered")
    kofi.call.get_by_role("button", name=kofi.words("call.hangup")).click()
    phone.wait("phone.state.ended")
    lin.wraps_up()


def test_a_typed_number_is_called_and_finds_its_customer(people: People, floor: Floor) -> None:
    lin = people.console("lin")
    lin.presence("available")
    lin.page.locator('.rail [data-act="dialpad"]').click()
    for digit in MEI:
        lin.dialog("dialpad").locator(f'[data-digit="{digit}"]').click()
    lin.submit("dialpad")
    expect(lin.side.locator("[data-f=name]").first).to_have_text("Mei Zhang")
    phone = people.phone()
    phone.newest.get_by_role("button", name=phone.words("phone.answer")).click()
    phone.wait("phone.state.answered")
    expect(lin.call.locator("[data-f=state]")).to_have_text(lin.words("call.state.answered"))
    phone.hang_up()
    lin.wraps_up()
    lin.wait_presence("available")
