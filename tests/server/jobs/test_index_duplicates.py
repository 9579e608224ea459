"""Look-alikes are suggested with a reason, once, and never linked by themselves."""

from __future__ import annotations

from server.desk.readings.customers import CustomerQuestion, pane
from server.jobs.index_duplicates import Duplicates
from tests.server.jobs.test_index import core_of
from tests.server.live.staffed import LIN, StaffedDesk, staff

LIN_HERE = staff(LIN)
PHONE = {"kind": "phone", "value": "020 7946 0123"}


def test_a_shared_number_suggests_both_ways_and_merges_nobody(desk: StaffedDesk) -> None:
    mei, may = desk.customer("Mei", identities=[PHONE]), desk.customer("May", identities=[PHONE])
    assert _suggested(desk, mei) == [("May", "same_phone")]
    assert _suggested(desk, may) == [("Mei", "same_phone")]


def test_one_name_in_two_scripts_suggests(desk: StaffedDesk) -> None:
    first = desk.customer("歐陽娜娜")
    desk.customer("欧阳 娜娜")
    assert _suggested(desk, first) == [("欧阳 娜娜", "same_name")]


def test_a_frequent_name_suggests_nothing(desk: StaffedDesk) -> None:
    people = [desk.customer("Anna Berg") for _ in range(6)]
    assert _suggested(desk, people[0]) == []


def test_done_twice_it_suggests_once(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei", identities=[PHONE])
    desk.customer("Mei", identities=[PHONE])
    for _ in range(3):
        assert len(_suggested(desk, mei)) == 1
    for _ in range(2):
        Duplicates(core_of(desk)).step()
    assert len(_suggested(desk, mei)) == 1


def test_what_was_dismissed_is_not_suggested_again(desk: StaffedDesk) -> None:
    mei, may = desk.customer("Mei", identities=[PHONE]), desk.customer("May", identities=[PHONE])
    _suggested(desk, mei)
    with desk.look(LIN_HERE) as look:
        found = pane(look, CustomerQuestion(customer_id=mei)).duplicates[0]
    desk.do(LIN_HERE, "suspicions.dismiss", suspicion_id=found.suspicion_id)
    desk.do(LIN_HERE, "identities.add", customer_id=may, kind="email", value="mei@example.com")
    desk.do(LIN_HERE, "identities.add", customer_id=mei, kind="email", value="mei@example.com")
    assert _suggested(desk, mei) == []


def test_a_merge_settles_the_suggestion_and_its_undo_settles_it_too(desk: StaffedDesk) -> None:
    mei, may = desk.customer("Mei", identities=[PHONE]), desk.customer("May", identities=[PHONE])
    _suggested(desk, mei)
    made = desk.do(LIN_HERE, "customers.merge", customer_id=mei, source_id=may, reason="same_phone")
    assert _suggested(desk, mei) == []
    desk.do(LIN_HERE, "merges.undo", merge_id=made["merge_id"])
    assert _suggested(desk, mei) == []


def _suggested(desk: StaffedDesk, customer_id: str) -> list[tuple[str | None, str]]:
    reader = Duplicates(core_of(desk))
    while reader.step():
        pass
    with desk.look(LIN_HERE) as look:
        return [
            (one.customer.name, one.reason)
            for one in pane(look, CustomerQuestion(customer_id=customer_id)).duplicates
        ]
