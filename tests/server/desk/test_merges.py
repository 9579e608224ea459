"""Merging links, undoing unlinks, and neither loses anything."""

from __future__ import annotations

import pytest

from server.base.errors import Conflict
from server.desk.readings import duplicates  # noqa: F401
from server.desk.readings.customers import CustomerQuestion, Pane, pane
from server.desk.readings.history import HistoryQuestion, history
from tests.server.live.staffed import LIN, StaffedDesk, staff

LIN_HERE = staff(LIN)


def test_a_merged_customer_is_shown_as_the_other(desk: StaffedDesk) -> None:
    mei, double = desk.customer("Mei"), desk.customer("Mei L.")
    desk.do(LIN_HERE, "customers.merge", customer_id=mei, source_id=double)
    assert _pane(desk, double).customer.id == mei
    assert [one.source.name for one in _pane(desk, mei).links] == ["Mei L."]


def test_history_reads_through_the_link_and_apart_again_after_the_undo(desk: StaffedDesk) -> None:
    mei, double = desk.customer("Mei"), desk.customer("Mei L.")
    _note(desk, mei, "first")
    _note(desk, double, "second")
    merged = desk.do(LIN_HERE, "customers.merge", customer_id=mei, source_id=double)
    assert _bodies(desk, mei) == ["second", "first"] == _bodies(desk, double)
    desk.do(LIN_HERE, "merges.undo", merge_id=merged["merge_id"])
    assert (_bodies(desk, mei), _bodies(desk, double)) == (["first"], ["second"])


def test_undoing_a_link_in_the_middle_of_a_chain_frees_what_is_below_it_together(desk: StaffedDesk) -> None:
    ids = [desk.customer(name) for name in ("Ann", "Bea", "Cleo")]
    lower = desk.do(LIN_HERE, "customers.merge", customer_id=ids[1], source_id=ids[0])
    upper = desk.do(LIN_HERE, "customers.merge", customer_id=ids[2], source_id=ids[1])
    desk.do(LIN_HERE, "merges.undo", merge_id=upper["merge_id"])
    assert [_pane(desk, one).customer.name for one in ids] == ["Bea", "Bea", "Cleo"]
    desk.do(LIN_HERE, "merges.undo", merge_id=lower["merge_id"])
    assert [_pane(desk, one).customer.name for one in ids] == ["Ann", "Bea", "Cleo"]


def test_merging_into_a_merged_customer_links_to_the_one_that_is_shown(desk: StaffedDesk) -> None:
    ids = [desk.customer(name) for name in ("Ann", "Bea", "Cleo")]
    desk.do(LIN_HERE, "customers.merge", customer_id=ids[1], source_id=ids[0])
    answer = desk.do(LIN_HERE, "customers.merge", customer_id=ids[0], source_id=ids[2])
    assert answer["customer_id"] == ids[1]


@pytest.mark.parametrize("turned", [False, True])
def test_links_never_form_a_circle(desk: StaffedDesk, turned: bool) -> None:
    mei, double = desk.customer("Mei"), desk.customer("Mei L.")
    desk.do(LIN_HERE, "customers.merge", customer_id=mei, source_id=double)
    pair = (double, mei) if turned else (mei, double)
    with pytest.raises(Conflict) as refused:
        desk.do(LIN_HERE, "customers.merge", customer_id=pair[0], source_id=pair[1])
    assert refused.value.code == ("merge.same" if turned else "merge.linked")


def test_a_merge_can_be_undone_once(desk: StaffedDesk) -> None:
    merged = desk.do(
        LIN_HERE, "customers.merge", customer_id=desk.customer("Mei"), source_id=desk.customer("May")
    )
    desk.do(LIN_HERE, "merges.undo", merge_id=merged["merge_id"])
    with pytest.raises(Conflict, match=r"merge\.undone"):
        desk.do(LIN_HERE, "merges.undo", merge_id=merged["merge_id"])


def _pane(desk: StaffedDesk, customer_id: str) -> Pane:
    with desk.look(LIN_HERE) as look:
        return pane(look, CustomerQuestion(customer_id=customer_id))


def _note(desk: StaffedDesk, customer_id: str, body: str) -> None:
    ticket = desk.ticket(customer_id, "A question")
    desk.do(LIN_HERE, "ticket.note", ticket_id=ticket, body=body, client_id=f"note-{body}")


def _bodies(desk: StaffedDesk, customer_id: str) -> list[str]:
    with desk.look(LIN_HERE) as look:
        found = history(look, HistoryQuestion(customer_id=customer_id))
    return [one.body for one in found.records if one.kind == "note"]
