"""Erased means unreadable: an invented person's every trace is looked for in rows, files, jobs and log lines."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.base.errors import Conflict, DeskError
from server.desk import attachments, chats, erasure
from server.desk.actors import Actor
from server.desk.core import Core
from server.desk.erasure import erase_again, erased_since
from server.desk.readings.customers import CustomerQuestion, pane
from server.desk.readings.history import HistoryQuestion, history
from server.desk.readings.search import DirectoryQuestion, SearchQuestion, directory, search
from server.jobs.index import Index
from server.jobs.scrubbing import scrub_after_erasure
from server.store.mapping import METADATA
from server.store.tables.infra import JOBS, KEYS, Job
from tests.server.live.staffed import ADA, LIN, ORDERS, StaffedDesk, staff

USED = (attachments, chats, erasure)
LIN_HERE, ADA_HERE = staff(LIN), staff(ADA)
SHOP = Actor("key", "key_shop", scopes=("events",))
CANARY = "Quetzalcoatlus"
CANARIES = (CANARY, "飞马座", "7946 0999", "79460999", f"{CANARY.lower()}@example.com")


def test_nothing_of_an_erased_customer_is_left_anywhere(
    desk: StaffedDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    customer, double, wrapped = _lived(desk)
    answer = desk.do(ADA_HERE, "customers.erase", customer_id=double)
    assert set(answer["customer_ids"]) == {customer, double}
    _index(desk)
    _run_scrub(desk)
    everything = _dump(desk)
    for trace in CANARIES:
        assert trace.encode() not in everything, trace
        assert trace not in caplog.text, trace
    for key in wrapped:
        assert key not in everything


def test_only_the_fact_is_shown_and_search_finds_nobody(desk: StaffedDesk) -> None:
    customer, _, _ = _lived(desk)
    desk.do(ADA_HERE, "customers.erase", customer_id=customer)
    with desk.look(ADA_HERE) as look:
        shown = pane(look, CustomerQuestion(customer_id=customer))
        lines = history(look, HistoryQuestion(customer_id=customer)).records
        found = search(look, SearchQuestion(q=CANARY))
        assert directory(look, DirectoryQuestion(q="0999")).people == []
    assert (shown.customer.erased, shown.customer.name, shown.identities) == (True, None, [])
    assert lines
    assert {(one.erased, one.body) for one in lines} == {(True, "")}
    assert (found.people, found.tickets, found.entries) == ([], [], [])


def test_words_indexed_late_do_not_bring_the_erased_back(desk: StaffedDesk) -> None:
    customer = desk.customer(CANARY)
    desk.ticket(customer, CANARY, note=CANARY)
    index = Index(_core(desk))
    late = index.plan()
    desk.do(ADA_HERE, "customers.erase", customer_id=customer)
    index.write(late)
    with desk.database.reading() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM words")).scalar() == 0


def test_others_keep_what_is_theirs(desk: StaffedDesk) -> None:
    customer, _, _ = _lived(desk)
    other = desk.customer("Sam Okafor")
    ticket = desk.ticket(other, "Mine")
    desk.do(ADA_HERE, "customers.erase", customer_id=customer)
    with desk.look(ADA_HERE) as look:
        shown = pane(look, CustomerQuestion(customer_id=other))
    assert (shown.customer.name, [one.subject for one in shown.tickets]) == ("Sam Okafor", ["Mine"])
    assert shown.tickets[0].id == ticket


@pytest.mark.parametrize("verb", ["customers.edit", "customers.block", "identities.add"])
def test_an_erased_customer_cannot_be_filled_again(desk: StaffedDesk, verb: str) -> None:
    customer = desk.customer(CANARY)
    desk.do(ADA_HERE, "customers.erase", customer_id=customer)
    fields = {
        "customers.edit": {"name": "Mei"},
        "customers.block": {},
        "identities.add": {"kind": "phone", "value": "020 7946 0999"},
    }
    with pytest.raises(Conflict, match=r"customer\.erased"):
        desk.do(LIN_HERE, verb, customer_id=customer, **fields[verb])


def test_nothing_more_is_written_to_a_ticket_of_the_erased(desk: StaffedDesk) -> None:
    ticket = desk.ticket(customer := desk.customer(CANARY), "A question")
    desk.do(ADA_HERE, "customers.erase", customer_id=customer)
    with pytest.raises(DeskError):
        desk.do(LIN_HERE, "ticket.note", ticket_id=ticket, body=CANARY, client_id="late-note")


def test_only_an_administrator_erases(desk: StaffedDesk) -> None:
    with pytest.raises(DeskError, match=r"access\.forbidden"):
        desk.do(LIN_HERE, "customers.erase", customer_id=desk.customer(CANARY))


def test_erasures_are_listed_and_applied_again_to_a_restored_desk(desk: StaffedDesk) -> None:
    first, second = desk.customer("Ann"), desk.customer("Bea")
    desk.do(ADA_HERE, "customers.erase", customer_id=first)
    with desk.database.reading() as connection:
        assert erased_since(connection) == [first]
    assert erase_again(desk.executor, [first, second, "cus_made_later"]) == 1
    with desk.database.reading() as connection:
        assert erased_since(connection) == [first, second]


def _lived(desk: StaffedDesk) -> tuple[str, str, list[bytes]]:
    """A customer with everything a customer can have, and a second one merged into it. Returns both and their wrapped keys."""
    addresses = [
        {"kind": "phone", "value": "020 7946 0999"},
        {"kind": "email", "value": f"{CANARY}@example.com"},
    ]
    customer = desk.customer(CANARY, identities=addresses, remark=f"{CANARY} 飞马座", fields={"Pet": CANARY})
    double = desk.customer(f"飞马座 {CANARY}")
    for one in (customer, double):
        ticket = desk.ticket(one, f"{CANARY} 飞马座", note=f"Called {CANARY}", queue_id=ORDERS)
        stored = attachments.store_attachment(
            desk.executor, LIN_HERE, CANARY.encode(), f"{CANARY}.txt", key=f"file-{one}"
        )
        note = {"body": f"飞马座 {CANARY} 020 7946 0999", "client_id": f"note-{one}"}
        desk.do(LIN_HERE, "ticket.note", ticket_id=ticket, attachment_ids=[stored.attachment_id], **note)
        posted = {"source": "shop", "number": one, "code": "order.paid", "customer_id": one}
        desk.do(SHOP, "events.post", **posted, text=CANARY, fields={"item": f"飞马座 {CANARY}"})
    desk.do(LIN_HERE, "customers.merge", customer_id=customer, source_id=double)
    _index(desk)
    with desk.database.reading() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM words")).scalar()
        wrapped = [bytes(one) for one in connection.scalars(sa.select(KEYS.c.wrapped))]
    return customer, double, wrapped


def _dump(desk: StaffedDesk) -> bytes:
    """Every byte of the database: all files of SQLite, all rows of PostgreSQL."""
    if desk.database.is_sqlite:
        path = Path(str(desk.database.url.database))
        return b"".join(one.read_bytes() for one in path.parent.iterdir() if one.name.startswith(path.name))
    with desk.database.reading() as connection:
        rows = [
            tuple(line) for table in METADATA.sorted_tables for line in connection.execute(sa.select(table))
        ]
    parts = [value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row]
    return b"\n".join(parts)


def _run_scrub(desk: StaffedDesk) -> None:
    with desk.database.reading() as connection:
        lines = connection.execute(sa.select(JOBS.sql).where(JOBS.c.kind == erasure.JOB))
        jobs: list[Job] = [JOBS.read(line) for line in lines]
    assert len(jobs) == 1
    scrub_after_erasure(_core(desk), jobs[0])


def _index(desk: StaffedDesk) -> None:
    index = Index(_core(desk))
    while index.step():
        pass


def _core(desk: StaffedDesk) -> Core:
    return Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)
