"""What screens read: snapshot, thread, lists, board, offers. Always what the viewer may see, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from server.base.errors import Forbidden, Malformed, Unknown
from server.desk.readings import floor, snapshot, threads
from server.desk.readings.look import Look
from server.desk.readings.offers import offer_records
from server.desk.readings.records import ticket_records
from server.desk.readings.registry import ask
from server.store.tables.work import TICKETS
from tests.server.live.staffed import ADA, BILLING, KOFI, LIN, MARTA, ORDERS, RETURNS, SAM, StaffedDesk, staff


@pytest.fixture
def desk(database_url: str) -> Iterator[StaffedDesk]:
    """A staffed desk."""
    desk = StaffedDesk(database_url)
    yield desk
    desk.close()


@contextmanager
def counted(desk: StaffedDesk) -> Iterator[list[str]]:
    """Yield the statements that are executed in the block."""
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    engine = desk.database._reader
    sa.event.listen(engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(engine, "before_cursor_execute", note)


def test_a_snapshot_holds_the_floor_my_tickets_what_waits_for_me_and_my_offers(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei", language="zh")
    waiting, mine = desk.ticket(mei, "Parcel", ORDERS), desk.ticket(mei, "Shoes", RETURNS)
    elsewhere = desk.ticket(mei, "Other bill", BILLING)
    desk.arrive(LIN)
    desk.do(staff(ADA), "ticket.assign", ticket_id=mine, user_id=LIN)
    offer = desk.offer(waiting, LIN)
    with desk.look(staff(LIN)) as look:
        seen = ask(look, "snapshot", snapshot.OfScreen())
    records = {(type(one).__name__, one.id): one for one in seen.records}
    assert {name for kind, name in records if kind == "TicketRecord"} == {waiting, mine}
    assert records["OfferRecord", offer].customer.name == "Mei"
    assert records["AgentRecord", LIN].load == {"desk": 2}
    assert (records["QueueRecord", ORDERS].waiting, records["QueueRecord", BILLING].waiting) == (1, 1)
    assert ("AgentRecord", SAM) not in records
    assert (seen.me.name, seen.me.queue_ids) == ("Lin", sorted((ORDERS, RETURNS)))
    assert elsewhere not in str(seen)


def test_editors_have_no_snapshot_and_agents_no_board(desk: StaffedDesk) -> None:
    with desk.look(staff(SAM)) as look, pytest.raises(Forbidden):
        ask(look, "snapshot", snapshot.OfScreen())
    with desk.look(staff(LIN)) as look, pytest.raises(Forbidden):
        ask(look, "board", floor.OfFloor())


def test_a_thread_is_paged_backwards_without_holes_or_doubles(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Parcel", ORDERS)
    said = [f"note {n}" for n in range(7)]
    for n, body in enumerate(said):
        desk.do(staff(LIN), "ticket.note", ticket_id=ticket, body=body, client_id=f"c{n}")
    read: list[str] = []
    before = None
    while True:
        with desk.look(staff(LIN)) as look:
            page = ask(look, "ticket.thread", threads.OfTicket(ticket_id=ticket, limit=3, before=before))
        bodies = [one.body for one in page.records if type(one).__name__ == "EntryRecord"]
        read = bodies + read
        before = page.older
        if before is None:
            break
        assert len(bodies) == 3
    assert read == said


def test_a_hidden_ticket_looks_like_one_that_never_was(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Parcel", ORDERS)
    refusals = []
    for name in (ticket, "tic_nowhere"):
        with desk.look(staff(KOFI)) as look, pytest.raises(Unknown) as refusal:
            ask(look, "ticket.thread", threads.OfTicket(ticket_id=name))
        refusals.append((refusal.value.code, refusal.value.status))
    assert refusals[0] == refusals[1] == ("ticket.unknown", 404)


@pytest.mark.parametrize("tab", ["mine", "queue", "snoozed", "solved", "all"])
def test_a_list_read_page_by_page_is_the_list_read_at_once(desk: StaffedDesk, tab: Any) -> None:
    mei = desk.customer("Mei")
    tickets = [desk.ticket(mei, f"Parcel {n}", ORDERS) for n in range(6)]
    for n in (0, 1, 2):
        desk.do(staff(LIN), "ticket.take", ticket_id=tickets[n])
    desk.do(staff(LIN), "ticket.solve", ticket_id=tickets[0])
    desk.do(staff(LIN), "ticket.snooze", ticket_id=tickets[1], until=desk.clock.now() + 60_000)
    with desk.look(staff(LIN)) as look:
        whole = ask(look, "tickets", threads.Wanted(tab=tab))
    pages: list[str] = []
    cursor = None
    for _ in range(8):
        with desk.look(staff(LIN)) as look:
            page = ask(look, "tickets", threads.Wanted(tab=tab, limit=1, cursor=cursor))
        pages += [one.id for one in page.records]
        cursor = page.cursor
        if cursor is None:
            break
    expected = {
        "mine": {tickets[1], tickets[2]},
        "queue": set(tickets[3:]),
        "snoozed": {tickets[1]},
        "solved": {tickets[0]},
        "all": set(tickets),
    }
    assert pages == [one.id for one in whole.records]
    assert set(pages) == expected[tab]


def test_a_cursor_that_nobody_gave_is_refused(desk: StaffedDesk) -> None:
    with desk.look(staff(LIN)) as look, pytest.raises(Malformed) as refusal:
        ask(look, "tickets", threads.Wanted(cursor="bm9wZQ"))
    assert refusal.value.code == "cursor.malformed"


def test_before_answering_one_sees_the_last_things_of_everybody_merged_into_the_customer(
    desk: StaffedDesk,
) -> None:
    mei = desk.customer("Mei", language="zh", time_zone="Asia/Shanghai")
    may = desk.customer("May")
    desk.ticket(may, "Years ago", RETURNS)
    desk.ticket(may, "Another team's", BILLING)
    new = desk.ticket(mei, "Parcel", ORDERS, note="as Mei")
    desk.do(staff(ADA), "customers.merge", customer_id=mei, source_id=may)
    desk.arrive(LIN)
    held = desk.offer(new, LIN)
    with desk.look(staff(LIN)) as look, counted(desk) as asked:
        (offer,) = offer_records(look, [held], 7)
    assert len(asked) <= 4
    assert offer.customer is not None
    assert (offer.customer.id, offer.customer.name, offer.time_zone) == (mei, "Mei", "Asia/Shanghai")
    assert [(one.text, one.ticket_number) for one in offer.last] == [("Years ago", 1001)]
    assert offer.open_tickets == [1001], "neither what is offered, nor what another team has"


def test_the_number_of_queries_does_not_grow_with_the_number_of_records(desk: StaffedDesk) -> None:
    customers = [desk.customer(f"Customer {n}") for n in range(4)]

    def queries(look: Look, count: int) -> int:
        with counted(desk) as asked:
            tickets = look.rows(TICKETS, TICKETS.c.number <= 1000 + count, TICKETS.c.number)
            assert len(ticket_records(look, tickets)) == count
        return len(asked)

    for n in range(8):
        desk.ticket(customers[n % 4], f"Parcel {n}", ORDERS, note=f"note {n}")
    with desk.look(staff(ADA)) as look:
        assert queries(look, 1) == queries(look, 8)


def test_a_supervisor_sees_what_waits_in_the_queues_of_the_team_in_the_order_it_waits(
    desk: StaffedDesk,
) -> None:
    mei = desk.customer("Mei")
    tickets = [desk.ticket(mei, f"Parcel {n}", ORDERS) for n in range(3)]
    with desk.look(staff(MARTA)) as look:
        first = ask(look, "queue.work", floor.OfQueue(queue_id=ORDERS, limit=2))
        second = ask(look, "queue.work", floor.OfQueue(queue_id=ORDERS, limit=2, cursor=first.cursor))
        with pytest.raises(Unknown):
            ask(look, "queue.work", floor.OfQueue(queue_id=BILLING))
    assert [one.ticket.id for one in (*first.work, *second.work)] == tickets
    assert second.cursor is None
    assert first.queue.longest_since == first.work[0].entered_at


def test_a_card_says_who_it_is_and_the_newest_line_in_one_line(desk: StaffedDesk) -> None:
    mei = desk.customer("梅", language="zh")
    ticket = desk.ticket(mei, "包裹", ORDERS)
    desk.do(
        staff(LIN), "ticket.note", ticket_id=ticket, body="first\n\n  second " + "x" * 300, client_id="c1"
    )
    with desk.look(staff(LIN)) as look:
        (card,) = ticket_records(look, look.rows(TICKETS, TICKETS.c.id == ticket))
    assert (card.customer.name, card.subject) == ("梅", "包裹")
    assert card.line.startswith("first second x")
    assert len(card.line) == 140
    assert (card.line_kind, card.line_author) == ("note", "user")
