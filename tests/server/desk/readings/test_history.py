"""One timeline: everything once, newest first, page after page, and only what the viewer may see."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa

from console.protocol import EntryRecord
from server.base.errors import DeskError
from server.desk.actors import Actor
from server.desk.readings import history as module
from server.desk.readings.history import HistoryQuestion, history
from server.desk.readings.registry import ask
from tests.server.live.staffed import ADA, BILLING, KOFI, LIN, SAM, StaffedDesk, staff

LIN_HERE = staff(LIN)
SHOP = Actor("key", "key_shop", scopes=("events",))


@pytest.mark.parametrize("seed", range(2))
def test_pages_hold_everything_once_in_order_whatever_happened_when(desk: StaffedDesk, seed: int) -> None:
    chance = random.Random(seed)
    people = [desk.customer(f"Person {number}") for number in range(4)]
    for number in range(60):
        at = 1_790_000_000_000 + chance.randrange(20)
        fields = {"number": str(number), "at": at, "customer_id": chance.choice(people)}
        desk.do(SHOP, "events.post", source="shop", code="order.paid", **fields)
    for source in people[1:]:
        desk.do(LIN_HERE, "customers.merge", customer_id=people[0], source_id=source)
    pages = _pages(desk, people[2], limit=7)
    places = [(one.at, one.seq) for page in pages for one in page]
    assert places == sorted(places, reverse=True)
    assert len(set(places)) == len(places) == 60
    assert [len(page) for page in pages] == [7] * 8 + [4]


def test_what_arrives_while_somebody_reads_on_moves_no_page(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    for number in range(6):
        _post(desk, mei, number)
    with desk.look(LIN_HERE) as look:
        first = history(look, HistoryQuestion(customer_id=mei, limit=3))
    _post(desk, mei, 6)
    with desk.look(LIN_HERE) as look:
        second = history(look, HistoryQuestion(customer_id=mei, limit=3, before=first.older))
    numbers = [one.facts["number"] for one in (*first.records, *second.records)]
    assert (numbers, second.older) == ([5, 4, 3, 2, 1, 0], None)


def test_one_channel_alone(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    ticket = desk.ticket(mei, "Question")
    _post(desk, mei, 1)
    desk.do(LIN_HERE, "ticket.note", ticket_id=ticket, body="Noted", client_id="note-one")
    with desk.look(LIN_HERE) as look:
        whole = history(look, HistoryQuestion(customer_id=mei)).records
        api = history(look, HistoryQuestion(customer_id=mei, channel="api")).records
    assert {one.channel for one in whole} > {"api"}
    assert [one.facts["code"] for one in api] == ["order.paid"]


def test_tickets_of_another_team_are_not_in_it(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    for queue_id, body in ((BILLING, "For the west"), ("que_orders", "For the east")):
        ticket = desk.ticket(mei, "Question", queue_id)
        desk.do(staff(ADA), "ticket.note", ticket_id=ticket, body=body, client_id=f"note-{queue_id}")
    _post(desk, mei, 1)
    assert _bodies(desk, mei, LIN) == {"For the east", ""}
    assert _bodies(desk, mei, KOFI) == {"For the west", ""}
    assert _bodies(desk, mei, ADA) == {"For the east", "For the west", ""}


def test_an_editor_reads_no_history(desk: StaffedDesk) -> None:
    question = HistoryQuestion(customer_id=desk.customer("Mei"))
    with desk.look(staff(SAM)) as look, pytest.raises(DeskError, match=r"access\.forbidden"):
        ask(look, "customers.history", question)


@pytest.mark.parametrize("cursor", ["x", "WzEsIngiXQ", "WzEsIi0xIl0", "bnVsbA", "é", "WzFlOTksIjEiXQ"])
def test_a_cursor_nobody_made_is_refused(desk: StaffedDesk, cursor: str) -> None:
    question = HistoryQuestion(customer_id=desk.customer("Mei"), before=cursor)
    with desk.look(LIN_HERE) as look, pytest.raises(DeskError, match=r"cursor\.malformed"):
        history(look, question)


def test_an_unknown_customer_has_none(desk: StaffedDesk) -> None:
    with desk.look(LIN_HERE) as look, pytest.raises(DeskError, match=r"customer\.unknown"):
        history(look, HistoryQuestion(customer_id="cus_nobody"))


@pytest.mark.parametrize("channel", [None, "chat"])
def test_each_customer_is_read_from_the_index_in_its_order(sqlite_url: str, channel: str | None) -> None:
    desk = StaffedDesk(sqlite_url)
    statements: list[tuple[str, tuple[object, ...]]] = []
    with desk.look(LIN_HERE) as look:

        @sa.event.listens_for(look.connection, "before_cursor_execute")
        def noted(*call: object) -> None:
            statements.append((str(call[2]), tuple(call[3])))  # type: ignore[arg-type]  # SQLite's are tuples

        module.page(look, ["cus_a", "cus_b"], channel=channel, before=(10, 10), limit=50)
        text, values = statements[-1]
        plan = look.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).all()
    desk.close()
    index = "entries_channel" if channel else "entries_customer"
    steps = {int(parent): str(step) for _, parent, _, step in plan if "entries" in str(step)}
    assert len(steps) == 2
    assert all(f"USING INDEX {index} (customer_id=" in step and "<" in step for step in steps.values()), steps
    sorts = {int(parent) for _, parent, _, step in plan if "TEMP B-TREE" in str(step)}
    assert sorts.isdisjoint(steps)  # the pages are merged, a history is never sorted


def _post(desk: StaffedDesk, customer_id: str, number: int) -> None:
    facts = {"number": number}
    posted = {"source": "shop", "number": str(number), "code": "order.paid", "facts": facts}
    desk.do(SHOP, "events.post", customer_id=customer_id, **posted)


def _bodies(desk: StaffedDesk, customer_id: str, user_id: str) -> set[str]:
    with desk.look(staff(user_id)) as look:
        return {one.body for one in history(look, HistoryQuestion(customer_id=customer_id)).records}


def _pages(desk: StaffedDesk, customer_id: str, limit: int) -> list[list[EntryRecord]]:
    pages: list[list[EntryRecord]] = []
    before: str | None = None
    while True:
        with desk.look(LIN_HERE) as look:
            found = history(look, HistoryQuestion(customer_id=customer_id, before=before, limit=limit))
        pages.append(found.records)
        before = found.older
        if before is None:
            return pages
