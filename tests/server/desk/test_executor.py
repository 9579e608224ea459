"""Batches: dense numbers, one effect a key, a refused command alone is taken out, nothing half written."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from server.base.errors import Conflict, DeskError, Invalid, Unidentified, Unknown
from server.desk.access import SYSTEM_ONLY
from server.desk.actors import SYSTEM, leader
from server.desk.book import Book
from server.desk.verbs import VERBS, Answer, Body, Command, verb
from server.store.tables.infra import CURSORS, LOG, RECEIPTS, Cursor
from server.store.tables.work import ENTRIES
from tests.server.live.staffed import KOFI, LIN, ORDERS, StaffedDesk, staff


class Break(Body, frozen=True, kw_only=True):
    """How to go wrong."""

    way: str


@verb("test.break", Break, SYSTEM_ONLY)
def break_(book: Book, body: Break) -> Answer:
    """Write something, then fail."""
    book.put(CURSORS, Cursor(reader=body.way, seq=1))
    if body.way == "bug":
        raise ZeroDivisionError
    raise Invalid("test.refused")


def seqs(desk: StaffedDesk) -> list[int]:
    with desk.database.reading() as connection:
        return list(connection.scalars(sa.select(LOG.c.seq).order_by(LOG.c.seq)))


def test_a_batch_gives_dense_numbers_and_takes_out_only_what_fails(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    good = {"customer_id": mei, "subject": "Filter", "queue_id": ORDERS}
    commands = [
        desk.command(staff(LIN), "ticket.open", **good),
        desk.command(SYSTEM, "test.break", way="refusal"),
        desk.command(SYSTEM, "test.break", way="bug"),
        desk.command(staff(LIN), "ticket.open", **good),
    ]
    futures = [desk.executor.submit(command) for command in commands]
    assert desk.executor.step() == 4
    first, last = futures[0].result(), futures[3].result()
    assert (first["number"], last["number"]) == (1001, 1002)
    assert isinstance(futures[1].exception(), Invalid)
    bug = futures[2].exception()
    assert isinstance(bug, DeskError)
    assert bug.code == "internal"
    assert seqs(desk) == list(range(1, last["seq"] + 1))
    with desk.database.reading() as connection:
        assert not connection.execute(sa.select(CURSORS.sql)).all()


def test_the_same_key_has_one_effect_and_one_answer(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    command = desk.command(staff(LIN), "ticket.open", customer_id=mei, subject="Filter", queue_id=ORDERS)
    keyed = command._replace(key="key-00000001")
    answers = [desk.executor.submit(keyed) for _ in range(3)]
    desk.executor.step()
    again = desk.executor.ask(keyed)
    assert [future.result() for future in answers] == [again] * 3
    with desk.database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(RECEIPTS.sql)).scalar_one() == 1


def test_a_key_used_for_something_else_is_a_conflict_but_only_for_its_sender(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    one = desk.command(staff(LIN), "ticket.open", customer_id=mei, subject="One", queue_id=ORDERS)
    other = desk.command(staff(LIN), "ticket.open", customer_id=mei, subject="Other", queue_id=ORDERS)
    desk.executor.ask(one._replace(key="key-00000001"))
    with pytest.raises(Conflict) as refusal:
        desk.executor.ask(other._replace(key="key-00000001"))
    assert refusal.value.code == "command.key_reused"
    kofi = Command(other.verb, staff(KOFI), other.body, "key-00000001")
    assert desk.executor.ask(kofi)["number"] == 1002


def test_a_deposed_leader_changes_nothing(desk: StaffedDesk) -> None:
    desk.do(SYSTEM, "leader.lead", holder="one", lease_s=5)
    desk.clock.advance(6_000)
    assert desk.do(SYSTEM, "leader.lead", holder="two", lease_s=5)["epoch"] == 2
    with pytest.raises(Conflict) as refusal:
        desk.do(leader(1), "presence.grace", user_ids=[LIN])
    assert refusal.value.code == "leader.deposed"


def test_a_session_of_an_older_epoch_is_void(desk: StaffedDesk) -> None:
    with pytest.raises(Unidentified):
        desk.do(staff(LIN, epoch=7), "presence.set", state="available")


def test_what_is_not_visible_looks_as_if_it_were_not_there(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Filter")
    with pytest.raises(Unknown) as hidden:
        desk.do(staff(KOFI), "ticket.note", ticket_id=ticket, body="mine?", client_id="c1")
    with pytest.raises(Unknown) as absent:
        desk.do(staff(KOFI), "ticket.note", ticket_id="tic_none", body="mine?", client_id="c1")
    assert hidden.value.code == absent.value.code == "ticket.unknown"


def test_many_threads_lose_and_double_nothing(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Filter")
    desk.executor.start()

    def write(thread: int) -> None:
        for number in range(10):
            body = desk.command(
                staff(LIN), "ticket.note", ticket_id=ticket, body="note", client_id=f"c{thread}-{number}"
            )
            desk.executor.ask(body._replace(key=f"key-{thread:04d}-{number:04d}"))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    desk.executor.stop()
    with desk.database.reading() as connection:
        entries = list(connection.scalars(sa.select(ENTRIES.c.client_id).where(ENTRIES.c.kind == "note")))
    assert sorted(entries) == sorted(f"c{thread}-{number}" for thread in range(8) for number in range(10))
    assert seqs(desk) == list(range(1, len(seqs(desk)) + 1))


def test_every_verb_is_summed_up_in_its_first_line() -> None:
    for one in VERBS.values():
        assert one.summary.endswith("."), one.name
