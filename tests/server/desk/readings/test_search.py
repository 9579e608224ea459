"""Search: whatever a person remembers of a customer finds them, in both languages, and nothing shows what one may not see."""

from __future__ import annotations

import pytest

from server.desk.core import Core
from server.desk.readings.search import DirectoryQuestion, Findings, SearchQuestion, directory, search
from server.jobs.index import Index
from tests.server.live.staffed import BILLING, KOFI, LIN, StaffedDesk, staff

LIN_HERE = staff(LIN)
PEOPLE = {
    "王小明": ("+44 20 7946 0123", "wang@example.com"),
    "歐陽娜娜": ("+86 138 0013 8000", "ouyang@example.com"),
    "Anneliese Andersson": ("+44 20 7946 0456", "Anneliese.A+shop@Example.com"),
    "Mei 梅 Lindqvist": ("+44 20 7946 0789", "mei@例子.example.com"),
}


@pytest.fixture
def peopled(desk: StaffedDesk) -> StaffedDesk:
    """A desk with people of both languages, their number and mail address."""
    for name, (phone, mail) in PEOPLE.items():
        addresses = [{"kind": "phone", "value": phone}, {"kind": "email", "value": mail}]
        desk.customer(name, identities=addresses)
    return desk


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("王小明", "王小明"),
        ("小明", "王小明"),
        ("王", "王小明"),
        ("欧阳娜娜", "歐陽娜娜"),
        ("歐陽", "歐陽娜娜"),
        ("anneliese", "Anneliese Andersson"),
        ("ders", "Anneliese Andersson"),
        ("An", "Anneliese Andersson"),
        ("andersson anne", "Anneliese Andersson"),
        ("ＭＥＩ", "Mei 梅 Lindqvist"),
        ("梅", "Mei 梅 Lindqvist"),
        ("mei梅", "Mei 梅 Lindqvist"),
        ("020 7946 0123", "王小明"),
        ("+44 20 7946 0123", "王小明"),
        ("00442079460123", "王小明"),
        ("0123", "王小明"),
        ("46-0123", "王小明"),
        ("79460456", "Anneliese Andersson"),
        ("8613800138000", "歐陽娜娜"),
        ("WANG@example.com", "王小明"),
        ("anneliese.a+shop@EXAMPLE.com", "Anneliese Andersson"),
        ("mei@例子.example.com", "Mei 梅 Lindqvist"),
    ],
)
def test_a_customer_is_found_by_what_somebody_remembers(peopled: StaffedDesk, asked: str, name: str) -> None:
    assert _names(peopled, asked) == [name]


@pytest.mark.parametrize(
    "asked", ["明小", "nn ell", "4321", "anneliese.a@example.com", "77460456", "%", "王小红"]
)
def test_what_nobody_has_finds_nobody(peopled: StaffedDesk, asked: str) -> None:
    assert _names(peopled, asked) == []


def test_an_old_name_finds_nobody_after_a_change(peopled: StaffedDesk) -> None:
    with peopled.look(LIN_HERE) as look:
        mei = directory(look, DirectoryQuestion(q="Lindqvist")).people[0].customer.id
    peopled.do(LIN_HERE, "customers.edit", customer_id=mei, name="Mei Zhou")
    assert (_names(peopled, "Lindqvist"), _names(peopled, "zhou")) == ([], ["Mei Zhou"])


def test_a_merged_customer_is_found_as_the_one_shown(peopled: StaffedDesk) -> None:
    with peopled.look(LIN_HERE) as look:
        ids = [
            directory(look, DirectoryQuestion(q=one)).people[0].customer.id for one in ("小明", "anneliese")
        ]
    peopled.do(LIN_HERE, "customers.merge", customer_id=ids[0], source_id=ids[1])
    assert _names(peopled, "Anneliese") == ["王小明"]


def test_the_directory_pages_through_everybody_once(desk: StaffedDesk) -> None:
    made = [desk.customer(f"Person {number}") for number in range(7)]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        with desk.look(LIN_HERE) as look:
            page = directory(look, DirectoryQuestion(cursor=cursor, limit=3))
        seen += [one.customer.id for one in page.people]
        cursor = page.cursor
        if cursor is None:
            break
    assert seen == made[::-1]


TEXTS = {
    "退款": "我的订单还没有退款，已经三天了。",
    "發票": "请把发票寄到公司地址",
    "发票": "請把發票寄到公司地址，謝謝",
    "iphone手机": "新买的 iPhone手机 不能开机",
    "refund": "I was told my money would be refunded last week.",
    "shipping charges": "Why was I charged twice for the shipping? The charge is wrong",
    "a-1093": "Order A-1093 never arrived",
    "cancelled": "Please cancel my subscription",
    "Übergrösse": "Ich brauche Übergröße",
}


@pytest.mark.parametrize("asked", TEXTS)
def test_what_was_written_is_found_by_its_words(desk: StaffedDesk, asked: str) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Question")
    for number, body in enumerate(TEXTS.values()):
        desk.do(LIN_HERE, "ticket.note", ticket_id=ticket, body=body, client_id=f"note-{number:04}")
    assert TEXTS[asked] in [one.body for one in _found(desk, asked).entries]


@pytest.mark.parametrize("asked", ["款退", "refund 退款", "billing", "订单 apple", "1094"])
def test_words_that_were_not_written_find_nothing(desk: StaffedDesk, asked: str) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Question")
    for number, body in enumerate(TEXTS.values()):
        desk.do(LIN_HERE, "ticket.note", ticket_id=ticket, body=body, client_id=f"note-{number:04}")
    assert _found(desk, asked).entries == []


def test_the_newest_comes_first_and_a_subject_finds_its_ticket(desk: StaffedDesk) -> None:
    customer = desk.customer("Mei")
    first, second = desk.ticket(customer, "Broken kettle"), desk.ticket(customer, "Another kettle")
    assert [one.id for one in _found(desk, "kettles").tickets] == [second, first]


def test_a_ticket_and_its_customer_are_found_by_number(desk: StaffedDesk) -> None:
    customer = desk.customer("Mei")
    ticket = desk.ticket(customer, "Broken kettle")
    found = _found(desk, "#1001")
    assert ([one.id for one in found.tickets], [one.customer.id for one in found.people]) == (
        [ticket],
        [customer],
    )


def test_a_renamed_ticket_is_found_by_its_new_subject_only(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Broken kettle")
    _found(desk, "kettle")
    desk.do(LIN_HERE, "ticket.set_subject", ticket_id=ticket, subject="Broken toaster")
    assert _found(desk, "kettle").tickets == []
    assert [one.id for one in _found(desk, "toaster").tickets] == [ticket]


def test_work_of_another_team_is_found_by_that_team_only(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Broken kettle", BILLING)
    assert _found(desk, "kettle").tickets == _found(desk, "1001").tickets == []
    assert [one.id for one in _found(desk, "kettle", KOFI).tickets] == [ticket]


def _names(desk: StaffedDesk, asked: str) -> list[str | None]:
    with desk.look(LIN_HERE) as look:
        return [one.customer.name for one in directory(look, DirectoryQuestion(q=asked)).people]


def _found(desk: StaffedDesk, asked: str, user_id: str = LIN) -> Findings:
    core = Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)
    index = Index(core)
    while index.step():
        pass
    with desk.look(staff(user_id)) as look:
        return search(look, SearchQuestion(q=asked, limit=20))
