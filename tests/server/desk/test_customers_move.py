"""A ticket that was somebody else's goes to them whole, readable under their key only."""

from __future__ import annotations

import pytest

from server.base.errors import DeskError
from server.desk import attachments, chats, customers_move
from server.desk.attachments import store_attachment
from server.desk.readings.customers import CustomerQuestion, pane
from server.desk.readings.files import read_attachment
from server.desk.readings.history import HistoryQuestion, history
from server.desk.verify import verify
from tests.server.live.staffed import ADA, BILLING, LIN, StaffedDesk, staff

USED = (attachments, chats)
LIN_HERE, ADA_HERE = staff(LIN), staff(ADA)


def test_everything_in_the_ticket_goes_along_and_is_read_after_the_old_key_is_gone(desk: StaffedDesk) -> None:
    wrong, right = desk.customer("Mei"), desk.customer("Ana")
    ticket = desk.ticket(wrong, "Broken kettle")
    file = store_attachment(
        desk.executor, LIN_HERE, b"a photo", "kettle.txt", key="file-one", ticket_id=ticket
    )
    note = {"body": "It boils over", "client_id": "note-one", "attachment_ids": [file.attachment_id]}
    desk.do(LIN_HERE, "ticket.note", ticket_id=ticket, **note)
    desk.do(LIN_HERE, "ticket.customer", ticket_id=ticket, customer_id=right)
    desk.do(ADA_HERE, "customers.erase", customer_id=wrong)
    with desk.look(LIN_HERE) as look:
        shown = pane(look, CustomerQuestion(customer_id=right))
        lines = history(look, HistoryQuestion(customer_id=right)).records
        assert b"".join(read_attachment(look, file.attachment_id).pieces) == b"a photo"
        assert pane(look, CustomerQuestion(customer_id=wrong)).ticket_count == 0
    assert [one.subject for one in shown.tickets] == ["Broken kettle"]
    assert [one.body for one in lines if one.kind == "note"] == ["It boils over"]
    assert verify(desk.database, desk.master).findings == []


def test_the_timeline_says_that_it_was_moved(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Broken kettle")
    right = desk.customer("Ana")
    desk.do(LIN_HERE, "ticket.customer", ticket_id=ticket, customer_id=right)
    with desk.look(LIN_HERE) as look:
        newest = history(look, HistoryQuestion(customer_id=right)).records[0]
    assert (newest.kind, newest.facts["code"]) == ("event", "ticket.customer_changed")


def test_who_only_stood_in_is_linked_to_who_it_really_is(desk: StaffedDesk) -> None:
    ticket = desk.ticket(stand_in := _nameless(desk), "Call")
    right = desk.customer("Ana")
    desk.do(LIN_HERE, "ticket.customer", ticket_id=ticket, customer_id=right)
    with desk.look(LIN_HERE) as look:
        assert pane(look, CustomerQuestion(customer_id=stand_in)).customer.id == right


def test_who_has_a_name_stays_apart(desk: StaffedDesk) -> None:
    ticket = desk.ticket(wrong := desk.customer("Mei"), "Call")
    desk.do(LIN_HERE, "ticket.customer", ticket_id=ticket, customer_id=desk.customer("Ana"))
    with desk.look(LIN_HERE) as look:
        assert pane(look, CustomerQuestion(customer_id=wrong)).customer.name == "Mei"


def test_a_ticket_longer_than_one_command_may_seal_stays_where_it_is(
    desk: StaffedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customers_move, "ENTRIES_LIMIT", 2)
    ticket = desk.ticket(wrong := desk.customer("Mei"), "Broken kettle")
    for number in range(3):
        desk.do(LIN_HERE, "ticket.note", ticket_id=ticket, body="More", client_id=f"note-{number:04}")
    with pytest.raises(DeskError) as refused:
        desk.do(LIN_HERE, "ticket.customer", ticket_id=ticket, customer_id=desk.customer("Ana"))
    assert (refused.value.code, refused.value.detail["limit"]) == ("ticket.too_long_to_move", 2)
    with desk.look(LIN_HERE) as look:
        assert pane(look, CustomerQuestion(customer_id=wrong)).ticket_count == 1


def test_only_who_sees_a_ticket_moves_it(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Broken kettle", BILLING)
    with pytest.raises(DeskError, match=r"ticket\.unknown"):
        desk.do(LIN_HERE, "ticket.customer", ticket_id=ticket, customer_id=desk.customer("Ana"))


def test_nothing_is_moved_to_the_erased(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Broken kettle")
    gone = desk.customer("Ana")
    desk.do(ADA_HERE, "customers.erase", customer_id=gone)
    with pytest.raises(DeskError, match=r"customer\.erased"):
        desk.do(LIN_HERE, "ticket.customer", ticket_id=ticket, customer_id=gone)


def _nameless(desk: StaffedDesk) -> str:
    """A customer as intake makes one for a withheld number."""
    made = desk.do(ADA_HERE, "customers.add", name="Nobody yet")
    desk.do(ADA_HERE, "customers.edit", customer_id=made["customer_id"], name="")
    return str(made["customer_id"])
