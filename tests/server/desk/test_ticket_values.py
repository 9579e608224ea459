"""What a ticket must tell before it is solved: by queue, checked by kind, words sealed; the refusal names what is missing."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from console.protocol import TicketRecord
from server.base.errors import Conflict, Invalid
from server.desk.readings.registry import ask
from server.desk.readings.threads import OfTicket
from server.store.tables.work import TICKETS
from tests.server.live.staffed import ADA, BILLING, LIN, ORDERS, StaffedDesk, staff


def field(desk: StaffedDesk, name: str, kind: str = "text", *queue_ids: str, **fields: Any) -> str:
    told = {"name": name, "kind": kind, "queue_ids": list(queue_ids), **fields}
    return str(desk.do(staff(ADA), "ticket_fields.create", **told)["id"])


def fill(desk: StaffedDesk, ticket_id: str, **values: Any) -> None:
    desk.do(staff(LIN), "ticket.set_fields", ticket_id=ticket_id, values=values)


def shown(desk: StaffedDesk, ticket_id: str) -> dict[str, Any]:
    with desk.look(staff(LIN)) as look:
        record = ask(look, "ticket.thread", OfTicket(ticket_id=ticket_id)).ticket
    assert isinstance(record, TicketRecord)
    return record.fields


@pytest.fixture
def ticket(desk: StaffedDesk) -> str:
    return desk.ticket(desk.customer("Mei"), "Parcel", ORDERS)


def test_solving_is_refused_until_every_field_of_the_queue_is_told(desk: StaffedDesk, ticket: str) -> None:
    cause = field(desk, "Cause", "choice", choices=["courier", "stock"])
    weight = field(desk, "Weight", "number", ORDERS)
    field(desk, "Invoice", "text", BILLING)
    with pytest.raises(Conflict) as refused:
        desk.do(staff(LIN), "ticket.solve", ticket_id=ticket)
    assert refused.value.detail == {"names": "Cause, Weight", "fields": f"{cause},{weight}"}
    fill(desk, ticket, **{cause: "stock", weight: 2.5})
    desk.do(staff(LIN), "ticket.solve", ticket_id=ticket)
    assert shown(desk, ticket) == {cause: "stock", weight: 2.5}


def test_a_reply_that_solves_is_refused_whole(desk: StaffedDesk) -> None:
    field(desk, "Cause")
    visitor = desk.visitor()
    said = {"message": "Hello?", "client_id": "hello-001", "language": "en", "queue_id": ORDERS}
    chat = desk.do(visitor, "chat.start", **said)["conversation_id"]
    ticket = desk.ticket_of(chat)
    reply = {
        "ticket_id": ticket,
        "conversation_id": chat,
        "body": "Done",
        "client_id": "a1",
        "seen_seq": 1 << 40,
    }
    with pytest.raises(Conflict, match=r"ticket\.fields_missing"):
        desk.do(staff(LIN), "ticket.reply", **reply, then="solve")
    with desk.database.reading() as connection:
        query = sa.select(TICKETS.c.staff_seq).where(TICKETS.c.id == ticket)
        assert connection.execute(query).scalar_one() == 0


def test_words_are_sealed_and_outlive_a_new_subject(desk: StaffedDesk, ticket: str) -> None:
    cause = field(desk, "Cause")
    fill(desk, ticket, **{cause: "  the courier lost 4111 1111 1111 1111 "})
    desk.do(staff(LIN), "ticket.set_subject", ticket_id=ticket, subject="Lost parcel")
    assert "courier lost" in shown(desk, ticket)[cause]
    assert "4111" not in shown(desk, ticket)[cause]
    with desk.database.reading() as connection:
        query = sa.select(TICKETS.sql).where(TICKETS.c.id == ticket)
        assert TICKETS.read(connection.execute(query).one()).fields == {cause: True}
    fill(desk, ticket, **{cause: ""})
    assert shown(desk, ticket) == {}


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [("number", "seven"), ("number", True), ("yes_no", "yes"), ("choice", "neither"), ("text", 7)],
)
def test_a_value_of_another_kind_is_refused(desk: StaffedDesk, ticket: str, kind: str, wrong: object) -> None:
    one = field(desk, "It", kind, **({"choices": ["a", "b"]} if kind == "choice" else {}))
    with pytest.raises(Invalid, match=r"ticket\.field_value"):
        fill(desk, ticket, **{one: wrong})


def test_a_field_of_another_queue_is_none_of_this_ticket(desk: StaffedDesk, ticket: str) -> None:
    bill = field(desk, "Invoice", "text", BILLING)
    with pytest.raises(Invalid, match=r"ticket\.field_elsewhere"):
        fill(desk, ticket, **{bill: "x"})


def test_no_is_an_answer(desk: StaffedDesk, ticket: str) -> None:
    asked = field(desk, "Refunded", "yes_no")
    fill(desk, ticket, **{asked: False})
    desk.do(staff(LIN), "ticket.solve", ticket_id=ticket)
    assert shown(desk, ticket) == {asked: False}
